"""The circuit from further away, where it has many gates: a box for each line of the source.

From left to right, as in the picture of all gates. Where there are many lines too, a box is for
several of them, so that it is laid out in a moment however large the function is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape

from gradgen.draw.bound import Bound, bound_values
from gradgen.draw.boxes import shortened
from gradgen.draw.dot import FONT, GRADIENT, QUIET, VALUE, quoted
from gradgen.draw.known import Known
from gradgen.draw.readings import NO_READINGS, Readings
from gradgen.draw.scene import FunctionView, GateView, Scene

# So many boxes can be looked at.
MOST_BOXES = 48
_LONGEST = 44
_MOST_ROWS = 6

_HEAD = f"""\
digraph circuit {{
  rankdir=LR
  concentrate=true
  bgcolor="white"
  fontname="{FONT}"
  nodesep=0.15
  ranksep=0.35
  nslimit=1
  nslimit1=1
  mclimit=0.3
  node [fontname="{FONT}", fontsize=12, shape=box, style=rounded, color="{QUIET}"]
  edge [color="{QUIET}", arrowsize=0.6]
"""


def as_overview(scene: Scene, readings: Readings = NO_READINGS) -> str:
    """The circuits of all functions as one graph, in the language of Graphviz."""
    bound = bound_values(scene)
    functions = (_Overview(function, scene, readings, bound) for function in scene.functions)
    body = "".join(f"  {line}\n" for function in functions for line in function.statements())
    return f"{_HEAD}{body}}}\n"


class _Overview:
    """One function, its gates put together by the lines that they stand on."""

    def __init__(
        self,
        function: FunctionView,
        scene: Scene,
        readings: Readings,
        bound: dict[int, list[Bound]],
    ) -> None:
        self._function, self._bound = function, bound
        self._known = Known(function, readings)
        self._prefix = f"{function.name}-" if len(scene.functions) > 1 else ""
        self._rows = scene.source.split("\n")
        self._groups = _groups(function.gates, max(1, MOST_BOXES // len(scene.functions)))
        self._nodes = {p.value: self._id("in", p.name) for p in function.parameters}
        for number, group in enumerate(self._groups):
            node = self._id("box", number)
            self._nodes |= {target: node for gate in group for target in gate.targets}

    def statements(self) -> Iterator[str]:
        """The statements for it, in a box of its own where there are several functions."""
        name = self._function.name
        if self._prefix:
            yield f"subgraph {quoted(f'cluster {name}')} {{"
            yield f"label={quoted(name)}; color={quoted(QUIET)}; style=rounded"
        for p in self._function.parameters:
            label = _table(_row(p.name), *self._told(p.value, ""))
            classes = quoted(self._known_after(p.value))
            yield f"{self._nodes[p.value]} [shape=plain, label=<{label}>, class={classes}]"
        for number, group in enumerate(self._groups):
            yield f"{self._id('box', number)} [{self._looks(group)}]"
        for o in self._function.outputs:
            yield f"{self._id('out', o.name)} [shape=plain, label=<{_table(_row(o.name))}>]"
        yield from dict.fromkeys(self._edges())
        if self._prefix:
            yield "}"

    def _edges(self) -> Iterator[str]:
        """What is read: from box to box in straight lines, however many read a parameter."""
        given = {self._nodes[p.value] for p in self._function.parameters}
        for gate in self._function.gates:
            head = self._nodes[gate.targets[0]]
            for operand in gate.operands:
                if (tail := self._nodes[operand]) != head:
                    yield f"{tail} -> {head} [weight={0 if tail in given else 8}]"
        for output in self._function.outputs:
            if output.value in self._nodes:
                yield f"{self._nodes[output.value]} -> {self._id('out', output.name)}"

    def _id(self, sort: str, name: str | int) -> str:
        return quoted(f"{self._prefix}{sort}-{name}")

    def _looks(self, group: Sequence[GateView]) -> str:
        """A box: the line with what it binds, or how many lines and gates there are."""
        lines = sorted({_line(gate) for gate in group})
        title = f"{lines[0]}: {self._rows[lines[0] - 1].strip()}"
        rows = [row for b in self._own(lines[0]) for row in self._told(b.value, f"{b.value} ")]
        if len(lines) > 1:
            title, rows = f"lines {lines[0]} to {lines[-1]}", []
        label = _table(_row(shortened(title, _LONGEST)), *rows[:_MOST_ROWS])
        count = f"{len(group)} gates" if len(group) > 1 else "1 gate"
        after = self._known_after(*(bound.value for bound in self._own(lines[0])))
        classes = quoted(" ".join(["gate", "k-none", *(gate.id for gate in group), after]).strip())
        return f"label=<{label}>, tooltip={quoted(count)}, class={classes}"

    def _known_after(self, *values: str) -> str:
        """The class of what shows derivatives: it names the line after which they are known."""
        line = max(map(self._known.line, values), default=0)
        return f"line-{line}" if line else ""

    def _own(self, line: int) -> Iterator[Bound]:
        return (b for b in self._bound.get(line, ()) if b.function is self._function)

    def _told(self, value: str, name: str) -> Iterator[str]:
        """A value, and below it its derivative: what they were, or else what they are called."""
        reading, derivative = self._known.value(value), self._known.derivative(value)
        above = f"{name}{reading.brief if reading else ''}".strip()
        called = self._known.name(value)
        below = f"{called} {derivative.reading.brief}" if derivative else called
        yield from (_row(above, VALUE), _row(below, GRADIENT)) if above or below else ()


def _groups(gates: Sequence[GateView], most: int) -> list[list[GateView]]:
    """The gates by their lines, and these in order so many together that there are few groups."""
    lines: dict[int, list[GateView]] = defaultdict(list)
    for gate in gates:
        lines[_line(gate)].append(gate)
    ordered = [lines[line] for line in sorted(lines)]
    each = -(-len(ordered) // most)
    return [
        [gate for own in ordered[start : start + each] for gate in own]
        for start in range(0, len(ordered), each)
    ]


def _line(gate: GateView) -> int:
    return gate.place.start.line if gate.place else 1


def _table(*rows: str) -> str:
    looks = 'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1"'
    return f"<TABLE {looks}>{''.join(rows)}</TABLE>"


def _row(text: str, colour: str = "") -> str:
    """A row of a label; a quiet one is coloured, and smaller."""
    inner = (
        f'<FONT POINT-SIZE="10" COLOR="{colour}">{escape(text)}</FONT>' if colour else escape(text)
    )
    return f"<TR><TD>{inner or ' '}</TD></TR>" if text else ""
