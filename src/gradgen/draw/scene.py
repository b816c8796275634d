"""What there is to show of a file: its gates, the generated lines, and which belong together.

Everything that is drawn or written elsewhere in this folder is made from a scene, and knows nothing
of circuits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from gradgen.diagnostics import Position, Span
from gradgen.draw.equation import Equation
from gradgen.rules.kinds import Kind

Size = int | str


class Place(NamedTuple):
    """A stretch of the user's text, the end excluded; lines and columns as in `Position`."""

    start: Position
    end: Position

    @staticmethod
    def of(span: Span | None) -> Place | None:
        """The place of a span."""
        return Place(span.start, span.end) if span else None


class GateView(NamedTuple):
    """A gate of the user's function.

    `id` is its own in the whole scene; `expression` is its text, `symbol` what is drawn for it;
    `operands` are the values that it reads, `shapes` those of its targets (None: not known).
    `kind` and `rule` are empty for a copy and for a gate that needs no rule.
    """

    id: str
    targets: tuple[str, ...]
    expression: str
    symbol: str
    operands: tuple[str, ...]
    shapes: tuple[tuple[Size, ...] | None, ...]
    place: Place | None
    kind: Kind | None
    rule: str


class LineView(NamedTuple):
    """A statement of the generated text: lines `first` to `last`, from 1.

    `code` is the statement without its `note`. A derivative carries the gradient or the tangent
    `of` a value. `gates` are the ids of the gates that it belongs to, most often one; `place` is
    that in the user's text; `rule` names the rule that it was derived by. An idle line is a
    comment.
    """

    first: int
    last: int
    function: str
    target: str
    code: str
    note: str
    is_derivative: bool
    is_idle: bool
    of: str
    gates: tuple[str, ...]
    place: Place | None
    rule: str
    equation: Equation | None


class ValueView(NamedTuple):
    """A parameter or an output: its name, its shape if that is known, and its place.

    `derivative` is the name of its gradient or tangent, of an output that of the upstream gradient;
    empty if it has none.
    """

    name: str
    value: str
    shape: tuple[Size, ...] | None
    place: Place | None
    derivative: str


class LoopView(NamedTuple):
    """A loop: its number in the function, its head, and the ids of the gates in it."""

    number: int
    head: str
    place: Place | None
    gates: tuple[str, ...]


class FunctionView(NamedTuple):
    """A function of the user's, its gates in order, and the lines that were generated from it.

    `derivatives` are the names of the generated functions; `carried` gives the name of a value's
    gradient, or tangent, by the value. Of `loops`, outer ones stand before those in them.
    """

    name: str
    derivatives: tuple[str, ...]
    place: Place | None
    parameters: tuple[ValueView, ...]
    outputs: tuple[ValueView, ...]
    gates: tuple[GateView, ...]
    lines: tuple[LineView, ...]
    carried: Mapping[str, str]
    loops: tuple[LoopView, ...] = ()


@dataclass(frozen=True)
class Scene:
    """A file, what was generated from it, and the functions in both.

    In a `forward` one the derivatives are tangents, which flow the way of the values.
    """

    filename: str
    source: str
    generated: str
    functions: tuple[FunctionView, ...]
    forward: bool = False

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of the rules that are applied, each once, in order of use."""
        gates = (gate.rule for f in self.functions for gate in f.gates)
        lines = (line.rule for f in self.functions for line in f.lines)
        return tuple(dict.fromkeys(filter(None, (*gates, *lines))))

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of gates that occur, each once, in order of appearance."""
        found = (gate.kind for f in self.functions for gate in f.gates)
        return tuple({kind.name: kind for kind in found if kind}.values())
