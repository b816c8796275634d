"""Shapes of nested expressions: those of derived lines, which hold several gates.

Before, with `x` of the shape [N, D]::

    np.sum(-x, axis=0)[:, None]

Inside out, each gate gets a name for a while: `-x` is [N, D], its sum [D], and the whole [D, 1].
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from gradgen.analysis.shapes import Shapes
from gradgen.ir.circuit import Enter, Gate, Statement
from gradgen.ir.expression import Apply, Expression, Name, Sequence, Slice, names_in, rebuild
from gradgen.ir.program import Program
from gradgen.ir.shape import Shape
from gradgen.rules.matcher import is_leaf, match_gate
from gradgen.targets.localize import localize
from gradgen.targets.numpy import ATTRIBUTES, numpy_target
from gradgen.targets.python import PYTHON


@dataclass
class DeepShapes:
    """The shapes of a derived circuit's values, statement by statement.

    `inner` is what the names stand for that stand in the place of nested gates.
    """

    shapes: Shapes
    inner: dict[str, Expression] = field(default_factory=dict)
    _names: dict[Expression, Name] = field(default_factory=dict)

    def enter(self, statement: Statement) -> None:
        """Note the shapes of what a statement binds."""
        if isinstance(statement, Enter) and not statement.idle:
            self.shapes.enter_loop(statement)
        if isinstance(statement, Gate) and not statement.idle and not statement.grows:
            flat = self.flattened(statement.expression)
            rebound = statement.target in names_in(flat)
            target = "#rebound" if rebound else statement.target
            gate = Gate(target, flat, others=statement.others, lone=statement.lone)
            self.shapes.enter(gate, match_gate(flat))
            if rebound:
                self.shapes.known[statement.target] = self.shapes.of(Name(target))
            self._names.clear()  # a name may have another shape from here on

    def of(self, expression: Expression) -> Shape:
        """The shape of an expression of any depth."""
        return self.shapes.of(self._named(expression))

    def flattened(self, expression: Expression) -> Expression:
        """`expression` with a name for each gate inside it, whose shapes are then known."""
        return expression if is_leaf(expression) else rebuild(expression, self._named)

    def _named(self, expression: Expression) -> Expression:
        """A name for an expression that computes something; any other as it is."""
        if is_leaf(expression) or not isinstance(expression, Apply | Sequence | Slice):
            return expression
        if not isinstance(expression, Apply):
            return rebuild(expression, self._named)
        if expression not in self._names:
            flat = self.flattened(expression)
            name = Name(f"#{len(self.inner)}")
            self.inner[name.id] = expression
            self.shapes.enter(Gate(name.id, flat), match_gate(flat))
            self._names[expression] = name
        return self._names[expression]


def localized_for(program: Program, expression: Expression) -> Expression:
    """`expression` in NumPy's words, or Python's, with the gates' own names for attributes."""
    target = numpy_target() if program.arrays else PYTHON
    return _with_gates(localize(expression, replace(target, operators={})))


def _with_gates(expression: Expression) -> Expression:
    """`expression` with the gates' own names for attributes that a rule has written: `x.T`."""
    inner = rebuild(expression, _with_gates)
    if isinstance(inner, Apply) and inner.function.module == "attribute":
        gate = ATTRIBUTES.get(inner.function.attribute, inner.function.name)
        return replace(inner, function=replace(inner.function, name=gate))
    return inner
