"""A source line as it is shown: made printable, and clipped around its labels where it is long."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from gradgen.diagnostics.render.cells import offsets, shown, width

LIMIT = 100
"""How many cells of a source line are shown."""

_BEFORE = 24
_CUT = "..."


@dataclass(frozen=True, slots=True)
class View:
    """The text shown for a source line, and where the line's columns lie in it."""

    text: str
    cells: list[int]
    shift: int = 0

    def cell(self, column: int) -> int:
        """The cell of the text at which `column` begins; the nearest one if it was cut away."""
        cell = self.cells[min(column, len(self.cells) - 1)] + self.shift
        return max(0, min(cell, width(self.text)))

    @property
    def indent(self) -> int:
        """The cell of the first character that is not blank."""
        return len(self.text) - len(self.text.lstrip())


def view(line: str, start: int = 0, end: int = 0) -> View:
    """How to show `line`, with as much as possible of the columns from `start` to `end`."""
    cells = offsets(line)
    if cells[-1] <= LIMIT:
        return View(_printable(line), cells)
    first = _first_cell(cells, start, end)
    low = bisect_left(cells, first)
    high = bisect_right(cells, first + LIMIT) - 1
    before = _CUT if low else ""
    after = _CUT if high < len(line) else ""
    text = before + _printable(line[low:high]) + after
    return View(text, cells, len(before) - cells[low])


def _first_cell(cells: list[int], start: int, end: int) -> int:
    last = len(cells) - 1
    if cells[min(end, last)] <= LIMIT:
        return 0
    return max(0, min(cells[min(start, last)] - _BEFORE, cells[-1] - LIMIT))


def _printable(text: str) -> str:
    return "".join(map(shown, text))
