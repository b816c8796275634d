"""Marks drawn on the lines of a file, row by row from the top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gradgen.diagnostics.render.marks import Mark
from gradgen.diagnostics.render.paint import Paint
from gradgen.diagnostics.render.view import View, view


class Drawing:
    """The rows right of the line numbers: to be asked for in the order of the lines.

    A mark over several lines has a track of two cells at the left; its bracket is open from its
    first line to its last.
    """

    def __init__(
        self, lines: Sequence[str], marks: Sequence[Mark], severity: str, paint: Paint
    ) -> None:
        self._lines = lines
        self._marks = marks
        self._severity = severity
        self._paint = paint
        self._tracks = sorted((m for m in marks if m.is_long), key=lambda m: m.start.line)
        self._open: set[int] = set()

    def brackets(self) -> str:
        """The tracks as they stand: a bar where a bracket is open."""
        return "".join(self._bars(len(self._tracks)))

    def source(self, number: int) -> str:
        """A source line with the brackets at its left."""
        shown, bars = self._view(number), self._bars(len(self._tracks))
        for track, mark in self._starting(number):
            if shown.cell(mark.start.column) <= shown.indent:
                bars[track] = self._colored(mark, "/") + " "
                self._open.add(track)
        return "".join(bars) + shown.text

    def beneath(self, number: int) -> Iterator[str]:
        """The rows of marks beneath that source line."""
        shown = self._view(number)
        for mark in self._marks:
            if mark.start.line == number and not mark.is_long:
                yield self._underline(mark, shown)
        for track, mark in self._starting(number):
            if track not in self._open:
                yield self._corner(track, shown.cell(mark.start.column))
                self._open.add(track)
        for track, mark in reversed(list(enumerate(self._tracks))):
            if mark.end.line == number:
                cell = max(0, shown.cell(mark.end.column) - 1)
                yield f"{self._corner(track, cell)} {self._colored(mark, mark.text)}"
                self._open.discard(track)

    def _starting(self, number: int) -> list[tuple[int, Mark]]:
        return [(t, mark) for t, mark in enumerate(self._tracks) if mark.start.line == number]

    def _bars(self, count: int) -> list[str]:
        marks = enumerate(self._tracks[:count])
        return [self._colored(m, "|") + " " if t in self._open else "  " for t, m in marks]

    def _underline(self, mark: Mark, shown: View) -> str:
        start, end = shown.cell(mark.start.column), shown.cell(mark.end.column)
        signs = mark.sign * max(1, end - start)
        return f"{self.brackets()}{' ' * start}{self._colored(mark, f'{signs} {mark.text}')}"

    def _corner(self, track: int, cell: int) -> str:
        """The row that leads from the track of a bracket to where it begins or ends."""
        mark = self._tracks[track]
        bar = "|" if track in self._open else " "
        line = "_" * (2 * (len(self._tracks) - track) + cell - 1)
        return "".join(self._bars(track)) + self._colored(mark, bar + line + mark.sign)

    def _colored(self, mark: Mark, text: str) -> str:
        text = text.rstrip() if text.strip() else text
        return self._paint(self._severity if mark.primary else "context", text) if text else ""

    def _view(self, number: int) -> View:
        """The line as shown, clipped around the mark that was named first."""
        line = self._lines[number - 1] if 0 < number <= len(self._lines) else ""
        for mark in self._marks:
            if mark.start.line == number:
                return view(line, mark.start.column, mark.end.column if not mark.is_long else 0)
            if mark.end.line == number:
                return view(line, max(0, mark.end.column - 1), mark.end.column)
        return view(line)
