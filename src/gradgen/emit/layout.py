"""Puts the parts of a module one below the other, as black would have them.

What is canonical already stands aside while black formats the rest: to black, a run of such
statements in a function is one statement, a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from gradgen.emit.canonical import are_canonical

_MARK = "gradgen_lines_{}"
_MARKED = re.compile(r"^    gradgen_lines_(\d+)$", re.MULTILINE)
# Directives to formatters work across lines: then black has to see them all.
_DIRECTIVE = re.compile(r"#\s*(?:fmt|yapf)\s*:")


class Part(NamedTuple):
    """A part of a module.

    A `flat` part has one statement on each line, but for docstrings: it was written by gradgen. A
    `settled` one is black's own layout at any line length from its longest line to this one.
    """

    text: str
    flat: bool = False
    settled: int = 0


def layout(parts: Sequence[Part], line_length: int) -> str:
    """The module of these parts, formatted by black."""
    plain = "\n\n\n".join(part.text for part in parts) + "\n"
    if _DIRECTIVE.search(plain) or "gradgen_lines_" in plain:
        return _black(plain, line_length)
    if all(_is_canonical(part, line_length) for part in parts):
        return plain
    aside: list[str] = []
    skeletons = (_skeleton(part, line_length, aside) for part in parts)
    formatted = _black("\n\n\n".join(skeletons) + "\n", line_length)
    return _MARKED.sub(lambda mark: aside[int(mark[1])], formatted)


def _is_canonical(part: Part, line_length: int) -> bool:
    lines = part.text.split("\n")
    if part.settled:
        return max(map(len, lines)) <= line_length <= part.settled
    return part.flat and all(are_canonical(lines, line_length))


def _skeleton(part: Part, line_length: int, aside: list[str]) -> str:
    """A part for black to see: runs of canonical statements in functions are marks in it."""
    if not part.flat:
        return part.text
    lines = part.text.split("\n")
    verdicts = zip(lines, are_canonical(lines, line_length), strict=True)
    kept: list[str] = []
    for canonical, run in groupby(verdicts, lambda pair: pair[1] and _is_in_function(pair[0])):
        held = [line for line, _ in run]
        kept += _marks(held, aside) if canonical else held
    return "\n".join(kept)


def _marks(lines: list[str], aside: list[str]) -> Iterator[str]:
    yield "    " + _MARK.format(len(aside))
    aside.append("\n".join(lines))


def _is_in_function(line: str) -> bool:
    """Whether a line is a statement of a generated function, or a comment there."""
    return line.startswith("    ") and line[4:5] not in ("", " ", '"')


def _black(text: str, line_length: int) -> str:
    import black

    return black.format_str(text, mode=black.Mode(line_length=line_length))
