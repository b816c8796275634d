"""What is known of the values of a derived circuit: shapes, and types of elements.

The lines of a derived circuit are nested, `grad_p * (1 - p) * p`. What is known of them is found
gate by gate, from the inside, as it is for the user's own lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from gradgen.analysis.dtypes import Dtypes, entered_dtypes
from gradgen.analysis.shapes import Shapes, entered
from gradgen.ir.circuit import Circuit, Enter, Gate
from gradgen.ir.expression import Apply, Expression, Function, Name, names_in, rebuild
from gradgen.ir.names import Names
from gradgen.ir.shape import Shape
from gradgen.rules.matcher import Match, is_leaf, match_gate
from gradgen.transforms.namesakes import plain


@dataclass(frozen=True)
class Entering:
    """What is known before the first line: whether there are arrays, constants, shapes by name.

    New names keep clear of those `taken`. No gradient goes to what is `held`.
    """

    arrays: bool = False
    constants: Mapping[str, Expression] = field(default_factory=dict)
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()


@dataclass
class Knowledge:
    """Shapes and types of names, and of whatever is made of them; and `names` for new values."""

    entering: Entering
    shapes: Shapes
    dtypes: Dtypes
    names: Names
    inner: dict[Expression, Name] = field(default_factory=dict)

    def shape(self, expression: Expression) -> Shape:
        """The shape of a value; an unknown of its own where nobody can tell."""
        return self.shapes.of(self._leaf(expression))

    def is_scalar(self, expression: Expression) -> bool:
        """Whether a value is surely a single number."""
        return self.shape(expression).is_scalar

    def is_array(self, expression: Expression) -> bool:
        """Whether a value surely is an array, and no single number."""
        return self.shapes.is_solid(self._leaf(expression)) and not self.is_scalar(expression)

    def is_row(self, expression: Expression) -> bool:
        """Whether a value is a row of sizes, such as `x.shape`, and no array."""
        return self.shapes.is_row(self._leaf(expression))

    def is_float(self, expression: Expression) -> bool:
        """Whether a value surely holds floats."""
        return self.dtypes.is_float(self._leaf(expression))

    def are_alike(self, left: Expression, right: Expression) -> bool:
        """Whether two values are surely floats of one type."""
        return self.dtypes.are_alike(self._leaf(left), self._leaf(right))

    def match(self, expression: Apply) -> Match | None:
        """The rule of the outermost gate of an expression."""
        return match_gate(_as_gate(rebuild(expression, self._leaf)))

    def enter(self, statement: Gate | Enter) -> None:
        """Note what a line binds."""
        if isinstance(statement, Enter):
            self.shapes.enter_loop(statement)
            return
        flat = _as_gate(rebuild(statement.expression, self._leaf))
        self._enter(replace(statement, expression=flat))

    def _enter(self, gate: Gate) -> None:
        match = match_gate(gate.expression)
        self.shapes.enter(gate, match)
        self.dtypes.enter(gate, match)
        match gate.expression:
            case Apply(Function(name="full_like"), (like, _), ()):
                self.dtypes.known[gate.target] = self.dtypes.of(like)

    def _leaf(self, expression: Expression) -> Expression:
        """A name for what an expression computes, under which its shape and type are noted."""
        if is_leaf(expression):
            return expression
        if not isinstance(expression, Apply):
            return rebuild(expression, self._leaf)
        if expression not in self.inner:
            flat = _as_gate(rebuild(expression, self._leaf))
            name = Name(f"#{len(self.inner)}")
            self._enter(Gate(name.id, flat))
            self.inner[expression] = name
        return self.inner[expression]


def _as_gate(expression: Expression) -> Expression:
    """An expression whose function has the name of its gate: rules write `x.T` as it stands."""
    match expression:
        case Apply(Function(name="T", module="attribute") as function):
            return replace(expression, function=replace(function, name="transpose"))
    return expression


def known_of(circuit: Circuit, entering: Entering) -> Knowledge:
    """What is known of the values of `circuit`, of which each has a name of its own."""
    shapes = entered(circuit, arrays=entering.arrays, constants=entering.constants)
    shapes.known.update(entering.shapes)
    names = Names((*entering.taken, *_names_of(circuit)))
    found = Knowledge(entering, shapes, entered_dtypes(circuit), names)
    for statement in circuit.body:
        if isinstance(statement, Gate | Enter) and not statement.idle:
            found.enter(statement)
    return found


def _names_of(circuit: Circuit) -> Iterator[str]:
    """The names of a circuit as they are written; those in comments too."""
    yield from (plain(parameter.name) for parameter in circuit.parameters)
    for statement in circuit.body:
        if isinstance(statement, Gate):
            yield from map(plain, statement.targets)
            yield from map(plain, names_in(statement.expression))
        elif isinstance(statement, Enter):
            yield statement.index
