"""Local tangents: what a gate makes of the tangents of its operands, in the output's shape.

The counterpart of the local gradients: broadcasting, precision, conditions and libraries are seen
to here, once for every rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import NamedTuple

from gradgen.analysis.facts import Facts
from gradgen.ir.circuit import Gate
from gradgen.ir.expression import Apply, Expression, Function, Literal, Name, names_in, operator
from gradgen.ir.numerals import is_number
from gradgen.ir.shape import MisfitError, Shape, UnsureError, broadcast
from gradgen.rules.forms import fill
from gradgen.rules.instance import Place
from gradgen.rules.matcher import Match
from gradgen.rules.signs import without_sign
from gradgen.transforms.local_gradients import LocalGradients, is_choice


class Part(NamedTuple):
    """A summand of a tangent: its value, and the operand and the tangent that it comes from."""

    value: Expression
    place: Place
    moved: Expression


@dataclass(frozen=True)
class LocalTangents:
    """Fits the terms of a tangent to the values at hand; `primal` gives the values of tangents."""

    facts: Facts
    local: LocalGradients
    primal: Mapping[str, str]

    def shape_of(self, value: Expression) -> Shape:
        """The shape of a value; a tangent has that of its value."""
        return self.facts.shapes.of(self.of_value(value))

    def of_value(self, expression: Expression) -> Expression:
        """The value that a tangent belongs to; whatever else it is, itself."""
        if isinstance(expression, Name):
            return Name(self.primal.get(expression.id, expression.id))
        return expression

    def fitted(self, parts: Sequence[Part], target: str, gate: Gate, match: Match) -> Expression:
        """The tangent of `target`, an output of `gate`, from its summands."""
        out = Name(target)
        value = reduce(_plus, (self._narrowed(part, gate, match) for part in parts))
        shape = self.facts.shapes.of(out)
        if match.rule.is_elementwise and not shape.is_scalar and self._shape(value) != shape:
            like = "out.shape" if self.facts.shapes.is_solid(out) else "shape(out)"
            value = fill(f"broadcast_to(value, {like})", value=value, out=out)
        is_scalar = all(self.shape_of(p.place.operand).is_scalar for p in parts) and shape.is_scalar
        value = self.local.localized(value, gate, is_scalar=is_scalar)
        if is_choice(gate.expression) and match.guard is None and not shape.is_scalar:
            value = self._chosen(value, gate)
        return match.guard.around(value) if match.guard else value

    def _narrowed(self, part: Part, gate: Gate, match: Match) -> Expression:
        if not match.rule.is_elementwise or not isinstance(part.moved, Name):
            return part.value
        return self.local.narrowed(part.value, part.place, gate, part.moved)

    def _shape(self, value: Expression) -> Shape | None:
        """The shape of an expression of elements, where it is known."""
        try:
            return broadcast(self.shape_of(Name(name)) for name in names_in(value))
        except (MisfitError, UnsureError):
            return None

    def _chosen(self, value: Expression, gate: Gate) -> Expression:
        """`dot_a if c else 0.0` for arrays: the zeros have the shape of what is chosen."""
        assert isinstance(gate.expression, Apply)
        assert isinstance(value, Apply)
        test, *sides = value.arguments
        chosen = gate.expression.arguments[1:]
        fitted = (
            self.local.zero(own) if is_number(side, 0) else side
            for side, own in zip(sides, chosen, strict=True)
        )
        function = Function("where", "operator", "if")
        return replace(value, function=function, arguments=(test, *fitted))


def _plus(left: Expression, right: Expression) -> Expression:
    """The sum of two terms: `a - b` where the second shows a sign."""
    is_difference = isinstance(right, Apply) and right.function.name == "subtract"
    opposite = None if is_difference or isinstance(right, Literal) else without_sign(right)
    if opposite is not None:
        return operator("subtract", "-", left, opposite)
    return operator("add", "+", left, right)
