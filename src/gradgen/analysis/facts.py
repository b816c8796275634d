"""What is known of each gate before anything is derived: its rule, and constant values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from gradgen.analysis.dtypes import Dtypes, entered_dtypes
from gradgen.analysis.shapes import Shapes, entered
from gradgen.ir.circuit import Circuit, Enter, Gate
from gradgen.ir.expression import Apply, Expression, Name
from gradgen.ir.loops import ends
from gradgen.ir.numerals import number
from gradgen.rules.instance import Place, places
from gradgen.rules.matcher import Match, is_leaf, match_gate


class Facts(NamedTuple):
    """Facts by the name of a gate's target.

    `matches` are the rules (`None` for a gate without one; a copy has none and needs none),
    `constants` the values of names that are bound to literals or to arithmetic on them, `shapes`
    the shapes, `dtypes` the types of elements. What is `held` is taken to vary with nothing.
    """

    matches: Mapping[str, Match | None]
    constants: Mapping[str, float]
    shapes: Shapes
    dtypes: Dtypes
    held: frozenset[str] = frozenset()


def gather(circuit: Circuit, shapes: Shapes | None = None) -> Facts:
    """The facts of a circuit, given the shapes of its parameters."""
    shapes = shapes or entered(circuit, arrays=False, constants={})
    matches: dict[str, Match | None] = {}
    constants: dict[str, float] = {}
    dtypes = entered_dtypes(circuit)
    for gate in circuit.body:
        if isinstance(gate, Enter) and not gate.idle:
            shapes.enter_loop(gate)
        if not isinstance(gate, Gate) or gate.idle:
            continue
        matches[gate.target] = match_gate(gate.expression)
        shapes.enter(gate, matches[gate.target])
        dtypes.enter(gate, matches[gate.target])
        value = _constant(gate.expression, constants)
        if value is not None:
            constants[gate.target] = value
    # Of the second turn on, what grows has the shape that it ends with.
    shapes.known.update((name, shapes.of(Name(end))) for name, end in ends(circuit.body).items())
    return Facts(matches, constants, shapes, dtypes)


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
}


def _constant(expression: Expression, known: Mapping[str, float]) -> float | None:
    """The value of an expression of literals, where it is plain arithmetic."""
    match expression:
        case Name(id=name):
            return known.get(name)
        case Apply(function=function, arguments=(left, right)) if function.name in _ARITHMETIC:
            a, b = _constant(left, known), _constant(right, known)
            if a is None or b is None or (function.name == "divide" and b == 0):
                return None
            try:
                return _ARITHMETIC[function.name](a, b)
            except OverflowError:
                return None
        case _:
            return number(expression)


def is_copy(gate: Gate) -> bool:
    """Whether a gate only gives a value another name."""
    return is_leaf(gate.expression) and not isinstance(gate.expression, Apply)


def operands(gate: Gate, facts: Facts) -> list[Place]:
    """The operands of a gate with the lines of its rule; none for a gate without a rule."""
    match = facts.matches[gate.target]
    return list(places(match)) if match else []
