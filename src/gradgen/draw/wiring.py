"""The circuit as nodes and wires: gates, forks, what comes in, and what goes out.

A wire carries a value one way and its gradient back. A value that is read more than once goes
through a fork: before it the wire has the whole gradient, behind it each has its contribution.
A tangent goes the way of the value, and is the same before a fork and behind it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

from gradgen.draw.known import Known
from gradgen.draw.readings import NO_READINGS, Reading, Readings
from gradgen.draw.scene import FunctionView, GateView, LineView, Size

Sort: TypeAlias = Literal["parameter", "gate", "fork", "output"]


class Node(NamedTuple):
    """A node: its `sort`, what stands in it, the gate that it is, and the value that it makes."""

    id: str
    sort: Sort
    label: str
    value: str
    gate: GateView | None = None


class Wire(NamedTuple):
    """A wire from node to node: its value, what stands `above` it, and what flows `back`.

    `back` is what flows back through it: the name of the gradient, or what one use contributes; in
    forward mode it is the tangent. Empty where nothing does. `line` is the generated line of that,
    0 for none.
    """

    tail: str
    head: str
    value: str
    above: str
    back: str
    line: int
    is_to_fork: bool = False


class Wiring(NamedTuple):
    """The nodes and wires of a function, in order."""

    nodes: tuple[Node, ...]
    wires: tuple[Wire, ...]


def wiring(
    function: FunctionView,
    prefix: str = "",
    readings: Readings = NO_READINGS,
    *,
    forward: bool = False,
) -> Wiring:
    """The circuit of a function; the ids of its nodes begin with `prefix`.

    Where there are `readings`, they stand at the wires. With `forward`, tangents do.
    """
    return _Drawing(function, prefix, readings, forward).drawn()


@dataclass
class _Drawing:
    """The nodes and wires of a function while they are gathered."""

    function: FunctionView
    prefix: str
    readings: Readings
    forward: bool

    def __post_init__(self) -> None:
        gates = self.function.gates
        uses = Counter(name for gate in gates for name in gate.operands)
        uses.update(output.value for output in self.function.outputs)
        self.forked = {name for name, number in uses.items() if number > 1}
        self.makers = dict(self._makers())
        self.given = {parameter.name for parameter in self.function.parameters}
        self.shapes = {p.name: p.shape for p in self.function.parameters}
        for gate in gates:
            self.shapes.update(zip(gate.targets, gate.shapes, strict=True))
        self.known = Known(self.function, self.readings)
        self.lines = self.known.lines

    def drawn(self) -> Wiring:
        """All nodes, all wires."""
        return Wiring(tuple(self._nodes()), tuple(self._wires()))

    def _makers(self) -> Iterator[tuple[str, str]]:
        """The node that each value comes out of."""
        for parameter in self.function.parameters:
            yield parameter.name, f"{self.prefix}in-{parameter.name}"
        for gate in self.function.gates:
            for target in gate.targets:
                yield target, f"{self.prefix}{gate.id}"

    def _nodes(self) -> Iterator[Node]:
        for p in self.function.parameters:
            yield Node(self.makers[p.name], "parameter", p.name, p.name)
            yield from self._fork(p.name)
        for gate in self.function.gates:
            yield Node(self.makers[gate.targets[0]], "gate", gate.symbol, gate.targets[0], gate)
            for target in gate.targets:
                yield from self._fork(target)
        for output in self.function.outputs:
            yield Node(f"{self.prefix}out-{output.name}", "output", output.name, output.value)

    def _fork(self, value: str) -> Iterator[Node]:
        if value in self.forked:
            yield Node(self._fork_id(value), "fork", "", value)

    def _fork_id(self, value: str) -> str:
        return f"{self.prefix}fork-{value}"

    def _wires(self) -> Iterator[Wire]:
        for value, maker in self.makers.items():
            if value in self.forked:
                yield self._wire(maker, self._fork_id(value), value)._replace(is_to_fork=True)
        for gate in self.function.gates:
            for operand in gate.operands:
                yield self._into(operand, gate)
        for output in self.function.outputs:
            if output.value in self.makers:
                tail = self._source(output.value)
                wire = self._wire(tail, f"{self.prefix}out-{output.name}", output.value)
                is_whole = self.readings and output.value not in self.forked
                seed = self._seed(output.derivative)
                yield wire if is_whole or self.forward else wire._replace(back=seed)

    def _source(self, value: str) -> str:
        return self._fork_id(value) if value in self.forked else self.makers[value]

    def _into(self, operand: str, gate: GateView) -> Wire:
        """The wire into a gate: behind a fork it has no label above, and its share below."""
        head = f"{self.prefix}{gate.id}"
        wire = self._wire(self._source(operand), head, operand)
        if operand not in self.forked:
            return wire
        if self.forward:
            return wire._replace(above="")
        lines = self.lines[operand]
        shares = [line for line in lines if gate.id in line.gates and line.equation]
        share = self._told(shares, lines) or " + ".join(filter(None, map(_share, shares)))
        return wire._replace(back=share, line=shares[0].first if shares else 0, above="")

    def _wire(self, tail: str, head: str, value: str) -> Wire:
        line = self.known.line(value)
        return Wire(tail, head, value, self._above(value), self._back(value), line)

    def _above(self, value: str) -> str:
        """What the value is; else its name and its shape."""
        reading = self.known.value(value)
        if reading and not reading.shape:
            return reading.short
        name = value if value not in self.given else ""
        shape = reading.short if reading else shape_text(self.shapes.get(value))
        return f"{name} {shape}".strip()

    def _back(self, value: str) -> str:
        """What its whole gradient is; else the name of that."""
        known = self.known.derivative(value)
        return _label(*known[:2]) if known else self.known.name(value)

    def _seed(self, name: str) -> str:
        """What an upstream gradient is; else its name."""
        return next((_label(n, reading) for n, reading in self.known.upstream() if n == name), name)

    def _told(self, shares: list[LineView], lines: list[LineView]) -> str:
        """What some of the lines that make a gradient contribute to it, where it is a number."""
        known = self.readings.lines
        if not shares or any(line.first not in known for line in lines):
            return ""
        if any(known[line.first].shape for line in lines):
            return ""
        before = {b.first: known[a.first].number for a, b in pairwise(lines)}
        parts = [known[line.first].number - before.get(line.first, 0.0) for line in shares]
        return Reading(sum(parts)).short


def _label(name: str, reading: Reading) -> str:
    return f"{name}, norm {reading.number:.3g}" if reading.shape else reading.short


def shape_text(shape: tuple[Size, ...] | None) -> str:
    """`[N, D]`; empty for a single number, and for a shape that is not known."""
    return f"[{', '.join(map(str, shape))}]" if shape else ""


def _share(line: LineView) -> str:
    """What a line contributes to a gradient: what it assigns, without what was there before."""
    _, sign, value = line.code.partition(f"{'+' if ' += ' in line.code else ''}= ")
    return value.removeprefix(f"{line.target} + ") if sign else line.code
