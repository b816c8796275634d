"""What a run has told of a function's values: each value, its derivative, and what was sent in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from gradgen.draw.readings import Reading, Readings
from gradgen.draw.scene import FunctionView, LineView


class Derivative(NamedTuple):
    """The derivative of a value: its name, what it was, and the line that gave it, or 0."""

    name: str
    reading: Reading
    line: int


class Known:
    """Asks readings for what they have of one function."""

    def __init__(self, function: FunctionView, readings: Readings) -> None:
        self._function, self._readings = function, readings
        self.lines: dict[str, list[LineView]] = defaultdict(list)
        for line in function.lines:
            self.lines[line.of].append(line)

    def value(self, name: str) -> Reading | None:
        """What a value of the user's function was."""
        return self._readings.values.get((self._function.name, name))

    def derivative(self, value: str) -> Derivative | None:
        """The gradient, or the tangent, of a value: that of its last line, or one that is given."""
        name = self._function.carried.get(value, "")
        found = self._readings.lines
        known = [
            (line.first, found[line.first]) for line in self.lines[value] if line.first in found
        ]
        if known:
            line, reading = known[-1]
            return Derivative(name, reading, line)
        given = self._readings.upstream.get((self._function.name, name))
        return Derivative(name, given, 0) if given else None

    def line(self, value: str) -> int:
        """The generated line after which the derivative of a value is known; 0 for none."""
        lines = self.lines[value]
        return lines[-1].first if lines else 0

    def upstream(self) -> Iterator[tuple[str, Reading]]:
        """The upstream gradients, or the tangents, that the derivative was given."""
        for (function, name), reading in self._readings.upstream.items():
            if function == self._function.name:
                yield name, reading
