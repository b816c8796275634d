"""Local tangents: what a gate makes of the tangents of its operands, in the output's shape.

The counterpart of the local gradients: broadcasting, precision, conditions and libraries are seen
to here, once for every rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import NamedTuple

from gradgen.analysis.facts import Facts
from gradgen.ir.circuit import Gate
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    children,
    names_in,
    operator,
    rebuild,
)
from gradgen.ir.numerals import is_number
from gradgen.ir.shape import MisfitError, Shape, UnsureError, broadcast
from gradgen.rules.forms import fill
from gradgen.rules.instance import Place
from gradgen.rules.matcher import Match, is_size
from gradgen.rules.signs import without_sign
from gradgen.rules.simplify import simplify
from gradgen.rules.tangents import Application, flow
from gradgen.transforms.local_gradients import LocalGradients, is_choice
from gradgen.transforms.notes import product_of_shapes
from gradgen.transforms.precision import narrowed


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

    def detail(self, at: Application, details: list[str], value: Expression) -> str:
        """What the note says of a tangent beside the gate's name."""
        match flow(at.match.rule):
            case "linear":
                return "linear"
            case "multilinear":
                return (
                    "product rule" if len(at.ways) > 1 else product_of_shapes(value, self.shape_of)
                )
            case _:
                return details[0] if len(details) == 1 else ""

    def fitted(self, parts: Sequence[Part], target: str, gate: Gate, match: Match) -> Expression:
        """The tangent of `target`, an output of `gate`, from its summands."""
        out = Name(target)
        if is_choice(gate.expression) and match.guard is None:
            return self._of_choice(parts, out, gate)
        value = reduce(_plus, (self._narrowed(part, target, gate, match) for part in parts))
        if any(isinstance(part.moved, Literal) for part in parts):
            value = simplify(value, self.facts.constants)
        shape = self.facts.shapes.of(out)
        if match.rule.is_elementwise and not shape.is_scalar and self._shape(value) != shape:
            value = self._spread(value, parts, out, gate)
        is_scalar = all(self.shape_of(p.place.operand).is_scalar for p in parts) and shape.is_scalar
        value = self.local.localized(value, gate, is_scalar=is_scalar)
        return match.guard.around(value) if match.guard else value

    def _narrowed(self, part: Part, target: str, gate: Gate, match: Match) -> Expression:
        """A summand no wider than the output: what is computed of plain numbers stays one."""
        shapes, out, value = self.facts.shapes, Name(target), part.value
        if not match.rule.is_elementwise or not shapes.arrays:
            return value
        like = self._like(out, gate)
        if not shapes.of(out).is_scalar:
            value = self._with_typed_zeros(value, like)
        read = names_in(gate.expression)
        typed = {n for n in read if len(read) == 1 or self._is_spread_like(Name(n), out)}
        typed |= {n for n in names_in(value) if self.primal.get(n) in typed}
        typed.add(target)
        return narrowed(value, like, frozenset(typed), lambda n: self.shape_of(n).is_scalar)

    def _is_spread_like(self, name: Name, out: Name) -> bool:
        """Whether a value is surely an array, or spread exactly as the output is."""
        shapes = self.facts.shapes
        return bool(shapes.of(name).dims) or shapes.of(name) == shapes.of(out)

    def _spread(
        self, value: Expression, parts: Sequence[Part], out: Name, gate: Gate
    ) -> Expression:
        """`value` in the shape of `out`: of plain numbers an array of the type of `out`."""
        shapes, dtypes = self.facts.shapes, self.facts.dtypes
        like = self._like(out, gate)
        if any(self.shape_of(part.place.operand).dims for part in parts):
            shape = "like.shape" if shapes.is_solid(like) else "shape(like)"
            return fill(f"broadcast_to(value, {shape})", value=value, like=like)
        form = "full_like(like, value)" if dtypes.is_float(out) else "value * ones_like(like)"
        return fill(form, value=value, like=like)

    def _with_typed_zeros(self, value: Expression, like: Name) -> Expression:
        """`value` in which no choice is between plain numbers: NumPy would give a float64.

        Before: `np.where(y > x, dot_y, 0.0)`, with `y` a number. After: `np.zeros_like(x)` in it.
        """
        if not isinstance(value, Apply) or value.function.name != "where":
            return rebuild(value, lambda inner: self._with_typed_zeros(inner, like))
        test, *sides = value.arguments
        if any(self.shape_of(Name(name)).dims for side in sides for name in names_in(side)):
            return value
        zeros = fill("zeros_like(x)", x=like)
        fitted = (zeros if is_number(side, 0) else side for side in sides)
        return replace(value, arguments=(test, *fitted))

    def _like(self, out: Name, gate: Gate) -> Name:
        """A value that surely has the shape and the type of `out`, if it can an operand."""
        operands = map(Name, names_in(gate.expression))
        return next((operand for operand in operands if self._is_like(operand, out)), out)

    def _is_like(self, name: Name, out: Name) -> bool:
        """Whether a value has surely the shape and the type of another."""
        shapes, dtypes = self.facts.shapes, self.facts.dtypes
        return shapes.of(name) == shapes.of(out) and dtypes.are_alike(name, out)

    def _shape(self, value: Expression) -> Shape | None:
        """The shape of an expression of elements, where it is known."""
        try:
            return broadcast(map(self.shape_of, _elements(value)))
        except (MisfitError, UnsureError):
            return None

    def _of_choice(self, parts: Sequence[Part], out: Name, gate: Gate) -> Expression:
        """`dot_a if c else dot_b`: the tangent of what is chosen, as it is."""
        value = reduce(_plus, (part.value for part in parts))
        is_scalar = self.facts.shapes.of(out).is_scalar
        value = self.local.localized(value, gate, is_scalar=is_scalar)
        return value if is_scalar else self._chosen(value, gate)

    def _chosen(self, value: Expression, gate: Gate) -> Expression:
        """`dot_a if c else 0.0` for arrays: the zeros have the shape of what is chosen."""
        assert isinstance(gate.expression, Apply)
        if not isinstance(value, Apply):
            return value  # both sides are the same
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


def _elements(value: Expression) -> Iterator[Name]:
    """The names whose elements an expression reads, and not only their shape or type."""
    if isinstance(value, Name):
        yield value
    elif not isinstance(value, Apply) or not is_size(value):
        for inner in children(value):
            yield from _elements(inner)
