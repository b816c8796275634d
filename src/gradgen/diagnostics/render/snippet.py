"""The lines of a file that a diagnostic speaks of, with marks beneath and brackets beside them.

A mark within a line is a row of signs beneath it. One over several lines is a bracket at the left,
each in a track of its own::

      |
    3 |       y = f(
      |  _________^
    4 | |         x
    5 | |     )
      | |_____^ `f` is not known
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gradgen.diagnostics.render.drawing import Drawing
from gradgen.diagnostics.render.marks import Mark
from gradgen.diagnostics.render.paint import Paint

_FULL_BRACKET = 6
"""A bracket over more lines than this shows its first and its last lines only."""


def shown_lines(marks: Sequence[Mark]) -> list[int]:
    """The numbers of the lines to show, in order; a gap of a single line is filled."""
    numbers: set[int] = set()
    for mark in marks:
        first, last = mark.start.line, mark.end.line
        few = last - first < _FULL_BRACKET
        numbers.update(range(first, last + 1) if few else (first, first + 1, last - 1, last))
    numbers |= {n + 1 for n in numbers if n + 2 in numbers}
    return sorted(numbers)


def snippet(
    lines: Sequence[str], marks: Sequence[Mark], gutter: int, severity: str, paint: Paint
) -> Iterator[str]:
    """The rows of the drawing, `gutter` cells being kept for the line numbers."""
    drawing = Drawing(lines, marks, severity, paint)
    blank, bar = " " * gutter, paint("frame", "|")
    yield f"{blank} {bar}"
    previous = 0
    for number in shown_lines(marks):
        if previous and number > previous + 1:
            yield f"{'...'.ljust(gutter + 3)}{drawing.brackets()}".rstrip()
        yield f"{paint('frame', str(number).rjust(gutter))} {bar} {drawing.source(number)}".rstrip()
        for row in drawing.beneath(number):
            yield f"{blank} {bar} {row}".rstrip()
        previous = number
