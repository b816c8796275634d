"""Forms for logarithms of sums of exponentials.

SciPy's takes a single number for a row of one: with `keepdims=True` it gives a row of one then.
"""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal
from gradgen.ir.shape import MisfitError, UnsureError, broadcast
from gradgen.rules.forms.axes import restored
from gradgen.rules.forms.surroundings import Surroundings, fill, form

_NONE, _FALSE = Literal("None"), Literal("False")


@form
def of_own_rank(
    around: Surroundings, value: Expression, a: Expression, axis: Expression, keepdims: Expression
) -> Expression:
    """`value`, which has the shape of `a`, or is a row of one where `a` is a number.

    A number has no axis that could be named.
    """
    own = around.shape_of(a)
    if own.rank or keepdims == _FALSE or (axis != _NONE and not own.is_scalar):
        return value
    if own.is_scalar:
        return fill("sum(value)", value=value)
    return fill("value.reshape(shape)", value=value, shape=around.shape(a))


@form
def restored_beside(
    around: Surroundings,
    grad: Expression,
    a: Expression,
    b: Expression,
    axis: Expression,
    keepdims: Expression,
) -> Expression:
    """`grad` of a reduction of what `a` and `b` broadcast to, with the reduced axes back."""
    ranks = around.shape_of(a).rank, around.shape_of(b).rank
    if ranks[0] is None or (ranks[1] is not None and ranks[1] <= ranks[0]):
        return restored(around, grad, a, axis, keepdims)
    return restored(around, grad, b, axis, keepdims)


@form
def out_beside(
    around: Surroundings, a: Expression, b: Expression, axis: Expression, keepdims: Expression
) -> Expression:
    """The output of a reduction of `a` and `b`, with the reduced axes back."""
    return restored_beside(around, around.out, a, b, axis, keepdims)


@form
def spread_beside(
    around: Surroundings, value: Expression, a: Expression, b: Expression
) -> Expression:
    """`value`, which is as large as `a`, spread where `b` is larger."""
    if _covers(around, a, b):
        return value
    return fill("value * ones_like(b)", value=value, b=b)


@form
def fitted(
    around: Surroundings,
    value: Expression,
    own: Expression,
    other: Expression,
    keepdims: Expression,
) -> Expression:
    """`value`, which `own` and `other` were broadcast to, in the shape of `own`."""
    if _covers(around, own, other) and (around.shape_of(own).rank or keepdims == _FALSE):
        return value
    return fill("unbroadcast(value, own)", value=value, own=own)


def _covers(around: Surroundings, own: Expression, other: Expression) -> bool:
    """Whether two values surely broadcast to the shape of the first."""
    shape = around.shape_of(own)
    try:
        return broadcast((shape, around.shape_of(other))) == shape
    except (MisfitError, UnsureError):
        return False
