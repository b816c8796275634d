"""Sessions of a shell, highlighted: what is typed stands behind `$ `, and all else is output.

The lexer of Pygments takes `# ` for a prompt too, with which comments in an output begin.
"""

from __future__ import annotations

from typing import ClassVar

from pygments.lexer import RegexLexer, bygroups
from pygments.token import Generic, Text, Whitespace


class ConsoleLexer(RegexLexer):
    """A line with a prompt, or a line of output."""

    name = "console"
    tokens: ClassVar = {
        "root": [
            (r"^(\$ )(.*)(\n)", bygroups(Generic.Prompt, Generic.Strong, Whitespace)),
            (r".+", Text),
            (r"\n", Whitespace),
        ]
    }
