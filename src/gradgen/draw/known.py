"""What a run has told of a function's values: each value, its derivative, and what was sent in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from gradgen.draw.readings import Reading, Readings
from gradgen.draw.scene import FunctionView, LineView

# What a gradient is called that is itself differentiated, with a number where it is bound again.
_GRADIENT = re.compile(r"grad_(\w+?)(_\d+)?\Z")


class Derivative(NamedTuple):
    """The derivative of a value: its name, what it was, and the line that gave it, or 0."""

    name: str
    reading: Reading
    line: int


class Known:
    """Asks readings for what they have of one function.

    Of a derivative of second order, the derivative of a value is that of its gradient: what flows
    back for it. The tangents that lead there are none.
    """

    def __init__(self, function: FunctionView, readings: Readings) -> None:
        self._function, self._readings = function, readings
        first: dict[str, list[LineView]] = defaultdict(list)
        second: dict[str, list[LineView]] = defaultdict(list)
        values = {p.value for p in function.parameters}
        values.update(target for gate in function.gates for target in gate.targets)
        for line in function.lines:
            if value := _behind(line.of, values):
                second[value].append(line)
            else:
                first[line.of].append(line)
        self.lines = second or first
        self._names = {value: lines[-1].target for value, lines in second.items()}

    def value(self, name: str) -> Reading | None:
        """What a value of the user's function was."""
        return self._readings.values.get((self._function.name, name))

    def derivative(self, value: str) -> Derivative | None:
        """The gradient, or the tangent, of a value: that of its last line, or one that is given."""
        name = self.name(value)
        found = self._readings.lines
        known = [
            (line.first, found[line.first]) for line in self.lines[value] if line.first in found
        ]
        if known:
            line, reading = known[-1]
            return Derivative(name, reading, line)
        given = self._readings.upstream.get((self._function.name, name))
        return Derivative(name, given, 0) if given else None

    def name(self, value: str) -> str:
        """What the derivative of a value is called; empty if it has none."""
        return (self._names or self._function.carried).get(value, "")

    def line(self, value: str) -> int:
        """The generated line after which the derivative of a value is known; 0 for none."""
        lines = self.lines[value]
        return lines[-1].first if lines else 0

    def upstream(self) -> Iterator[tuple[str, Reading]]:
        """The upstream gradients, or the tangents, that the derivative was given."""
        for (function, name), reading in self._readings.upstream.items():
            if function == self._function.name:
                yield name, reading


def _behind(of: str, values: Collection[str]) -> str:
    """The value that something is the gradient of; empty if it is a value itself, or none."""
    found = None if of in values else _GRADIENT.match(of)
    names = (of.removeprefix("grad_"), found[1]) if found else ()
    return next((name for name in names if name in values), "")
