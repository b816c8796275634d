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

from gradgen.diagnostics.render.marks import Mark
from gradgen.diagnostics.render.paint import Paint
from gradgen.diagnostics.render.view import View, view

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
    drawing = _Drawing(lines, marks, severity, paint)
    yield f"{' ' * gutter} {paint('frame', '|')}"
    previous = None
    for number in shown_lines(marks):
        if previous is not None and number > previous + 1:
            yield f"{'...'.ljust(gutter + 3)}{drawing.brackets(number, 0)}".rstrip()
        yield _row(str(number).rjust(gutter), drawing.source(number), paint)
        for row in drawing.beneath(number):
            yield _row(" " * gutter, row, paint)
        previous = number


def _row(margin: str, text: str, paint: Paint) -> str:
    return f"{paint('frame', f'{margin} |')} {text}".rstrip()


class _Drawing:
    """One file's marks on its lines."""

    def __init__(
        self, lines: Sequence[str], marks: Sequence[Mark], severity: str, paint: Paint
    ) -> None:
        self._lines = lines
        self._marks = marks
        self._severity = severity
        self._paint = paint
        longest_first = sorted(marks, key=lambda m: m.start.line - m.end.line)
        self._tracks = [mark for mark in longest_first if mark.is_long]

    def source(self, number: int) -> str:
        """A source line with the brackets at its left."""
        return self.brackets(number, 0) + self._view(number).text

    def beneath(self, number: int) -> Iterator[str]:
        """The rows of marks beneath a source line."""
        for mark in self._marks:
            if not mark.is_long and mark.start.line == number:
                yield self._underline(mark, number)
        for track, mark in enumerate(self._tracks):
            if mark.start.line == number and not self._opens_in_margin(mark):
                yield self._corner(track, self._view(number).cell(mark.start.column))
        for track, mark in reversed(list(enumerate(self._tracks))):
            if mark.end.line == number:
                cell = self._view(number).cell(mark.end.column) - 1
                yield f"{self._corner(track, max(0, cell), bar='|')} {self._text(mark)}"

    def brackets(self, number: int, beneath: int) -> str:
        """The tracks at the left of a source line, or of row 1 `beneath` it."""
        return "".join(self._track(mark, number, beneath) for mark in self._tracks)

    def _track(self, mark: Mark, number: int, beneath: int) -> str:
        inside = mark.start.line < number + beneath and number + beneath <= mark.end.line + beneath
        if not beneath and number == mark.start.line and self._opens_in_margin(mark):
            return self._colored(mark, "/") + " "
        return self._colored(mark, "|") + " " if inside and number > mark.start.line else "  "

    def _opens_in_margin(self, mark: Mark) -> bool:
        shown = self._view(mark.start.line)
        return shown.cell(mark.start.column) <= shown.indent

    def _view(self, number: int) -> View:
        line = self._lines[number - 1] if number <= len(self._lines) else ""
        for mark in self._marks:
            if mark.start.line == number:
                return view(line, *mark.on_start_line)
            if mark.end.line == number:
                return view(line, max(0, mark.end.column - 1), mark.end.column)
        return view(line)

    def _underline(self, mark: Mark, number: int) -> str:
        shown = self._view(number)
        start, end = (shown.cell(column) for column in mark.on_start_line)
        signs = mark.sign * max(1, end - start)
        return f"{self.brackets(number, 1)}{' ' * start}{self._colored(mark, signs)}"

    def _text(self, mark: Mark) -> str:
        return self._colored(mark, mark.text)

    def _corner(self, track: int, cell: int, bar: str = " ") -> str:
        return ""

    def _colored(self, mark: Mark, text: str) -> str:
        return self._paint(self._severity if mark.primary else "context", text)
