"""Where comments, strings, numbers and keywords stand in a text, to be printed in their own way.

By one pattern, and not by Python's tokenizer, whose tokens change from version to version: the same
text has the same page everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_KEYWORDS = (
    "and as assert async await break class continue def del elif else except finally for from "
    "global if import in is lambda nonlocal not or pass raise return try while with yield "
    "False None True"
)
_STRING = r"""'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*\""""
_PATTERN = re.compile(
    r"(?P<comment>#[^\n]*)"
    rf"|(?P<string>(?:\b[rbufRBUF]{{1,2}})?(?:{_STRING}))"
    r"|(?P<number>(?<![\w.])\.?\d[\w.]*(?:(?<=[eE])[+-]\d+)?)"
    rf"|(?P<keyword>\b(?:{_KEYWORDS.replace(' ', '|')})\b)",
    re.DOTALL,
)


class Token(NamedTuple):
    """A stretch of one line: columns from 0, the end excluded."""

    line: int
    start: int
    end: int
    sort: str


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text in order; lines count from 0; one over several lines is cut there."""
    line, begin = 0, 0
    for found in _PATTERN.finditer(text):
        line += text.count("\n", begin, found.start())
        begin = found.start()
        column = found.start() - (text.rfind("\n", 0, found.start()) + 1)
        sort = found.lastgroup or ""
        for number, part in enumerate(found[0].split("\n")):
            start = column if number == 0 else 0
            yield Token(line + number, start, start + len(part), sort)
