"""Forms for tangents that are absent where a gate needs one all the same: they are zero."""

from __future__ import annotations

from gradgen.ir.expression import Apply, Expression, Literal, walk
from gradgen.rules.absent import ABSENT
from gradgen.rules.forms.surroundings import Surroundings, fill, form


@form
def or_zeros(around: Surroundings, tangent: Expression, operand: Expression) -> Expression:
    """The tangent of `operand`, which is zero where that does not vary.

    Where no such tangent of a call is there, the call is left out (see `rules/absent.py`).
    """
    return else_zeros(around, tangent, operand)


@form
def else_zeros(around: Surroundings, tangent: Expression, operand: Expression) -> Expression:
    """The tangent of `operand`, which is zero where that does not vary."""
    if ABSENT not in walk(tangent):
        return tangent
    if isinstance(operand, Literal) or around.shape_of(operand).is_scalar:
        return Literal("0.0")
    return fill("zeros_like(x)", x=operand)


def zeros_of(tangent: Expression) -> Expression | None:
    """What it is that does not vary, where `tangent` is an array of zeros in its place."""
    if isinstance(tangent, Apply) and tangent.function.name == "zeros_like":
        return tangent.arguments[0]
    return None
