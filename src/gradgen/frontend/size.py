"""How large a file may be: the bound on the memory and the time that reading it takes."""

from __future__ import annotations

import re
from typing import Final

from gradgen.diagnostics import Diagnostic, FixedSpan, GradgenError, Label, Position

LARGEST: Final = 500_000
"""The most tokens of a file: words, numbers, signs, strings and comments, and ends of lines."""

# Possessive, so that a long text between quotes takes no memory.
_TOKEN: Final = re.compile(
    r"""
    \#[^\n]*+
    | \"{3}(?:[^"\\]++|\\.|"(?!""))*+(?:\"{3})?
    | '{3}(?:[^'\\]++|\\.|'(?!''))*+(?:'{3})?
    | "(?:[^"\\\n]++|\\.)*+"?
    | '(?:[^'\\\n]++|\\.)*+'?
    | \w++
    | [^\w\ \t\f]
    """,
    re.VERBOSE | re.DOTALL,
)


def refuse_too_large(text: str, filename: str) -> None:
    """Refuse a text of more tokens than `LARGEST`. Raises GradgenError."""
    if len(text) <= LARGEST:
        return
    for count, token in enumerate(_TOKEN.finditer(text), 1):
        if count > LARGEST:
            raise _too_large(text[: token.start()], filename)


def _too_large(before: str, filename: str) -> GradgenError:
    place = Position(before.count("\n") + 1, len(before) - before.rfind("\n") - 1)
    label = Label(FixedSpan(filename, place, place), f"{LARGEST:,} words and signs end here")
    help = "give a file that holds only the functions to differentiate, and what they call"
    return GradgenError([Diagnostic("too-large", "the file is too large", (label,), help)])
