"""Forms for numbers in a row: what flows back to the ends that they lie between."""

from __future__ import annotations

from gradgen.ir.expression import Expression
from gradgen.ir.numerals import number
from gradgen.ir.printer import show
from gradgen.rules.forms.surroundings import Surroundings, UnsupportedUseError, fill, form


@form
def weighed(
    around: Surroundings,
    grad: Expression,
    parts: Expression,
    end: Expression,
    axis: Expression,
) -> Expression:
    """`grad` at each point times the part that an end has in it, summed over the points."""
    if around.shape_of(around.out).rank == 1:
        return fill("parts @ grad", parts=parts, grad=grad)
    axes = "1" if number(axis) == 0 else "(0, axis)"
    summed = fill(f"tensordot(parts, grad, {axes})", parts=parts, grad=grad, axis=axis)
    if around.dims(end) is not None and around.dims(end) == _other_dims(around, axis):
        return summed
    return fill("unbroadcast(summed, end)", summed=summed, end=end)


@form
def only_number(around: Surroundings, grads: Expression, value: Expression) -> Expression:
    """The sum of what flows back to a value that has to be one number."""
    if around.rank(value):
        why = f"`{show(value)}` is more than one number"
        raise UnsupportedUseError(why, "give it one number for all")
    return fill("sum(grads)", grads=grads)


def _other_dims(around: Surroundings, axis: Expression) -> object:
    """The dimensions of the output without the one that counts the points."""
    dims, place = around.dims(around.out), number(axis)
    if dims is None or not isinstance(place, int):
        return None
    return tuple(dim for i, dim in enumerate(dims) if i != place % len(dims))
