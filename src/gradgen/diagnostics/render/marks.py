"""Labels as they are drawn: grouped by file, their ends brought to where there is text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gradgen.diagnostics.diagnostic import Diagnostic, Label
from gradgen.diagnostics.render.cells import one_line
from gradgen.diagnostics.span import Position


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of source to be underlined, and the text behind the underline."""

    start: Position
    end: Position
    text: str
    primary: bool

    @property
    def sign(self) -> str:
        """What the underline is made of."""
        return "^" if self.primary else "-"

    @property
    def is_long(self) -> bool:
        """Whether it goes over several lines."""
        return self.end.line > self.start.line


def marks_by_file(
    diagnostic: Diagnostic, lines: Mapping[str, Sequence[str]]
) -> dict[str, list[Mark]]:
    """The marks of each file, the file of the first label first."""
    groups: dict[str, list[Mark]] = {}
    for index, label in enumerate(diagnostic.labels):
        file = label.span.filename
        groups.setdefault(file, []).append(_mark(label, index == 0, lines.get(file, ())))
    return groups


def _mark(label: Label, primary: bool, lines: Sequence[str]) -> Mark:
    start, end = label.span.start, max(label.span.start, label.span.end)
    if end.line > start.line and end.column == 0:
        # The span ends with a line end: it is drawn to the end of that line, not on the next.
        line = end.line - 1
        end = Position(line, max(1, len(lines[line - 1]) if line <= len(lines) else 1))
    return Mark(start, max(start, end), one_line(label.text), primary)
