"""Forms for numbers in a row: what flows back to the ends that they lie between."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal
from gradgen.ir.numerals import number
from gradgen.ir.printer import show
from gradgen.rules.forms.absence import zeros_of
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
    one_number(around, value)
    return fill("sum(grads)", grads=grads)


def _other_dims(around: Surroundings, axis: Expression) -> object:
    """The dimensions of the output without the one that counts the points."""
    dims, place = around.dims(around.out), number(axis)
    if dims is None or not isinstance(place, int):
        return None
    return tuple(dim for i, dim in enumerate(dims) if i != place % len(dims))


@form
def one_number(around: Surroundings, value: Expression) -> Expression:
    """A value that has to be one number."""
    if around.rank(value):
        why = f"`{show(value)}` is more than one number"
        raise UnsupportedUseError(why, "give it one number for all")
    return value


@form
def points_between(around: Surroundings, start: Expression, stop: Expression) -> Expression:
    """As many points from `start` to `stop` as the gate has, along the same axis."""
    given = around.bindings
    over = "" if given["endpoint"] == Literal("True") else ", endpoint=endpoint"
    over += "" if given["dtype"] == Literal("None") else ", dtype=dtype"
    over += "" if number(given["axis"]) == 0 else ", axis=axis"
    ends = {"start": _end(around, start), "stop": _end(around, stop)}
    return fill(f"linspace(start, stop, num{over})", **{**given, **ends})


def _end(around: Surroundings, value: Expression) -> Expression:
    """An end of a row of points: a zero in the place of what may be a number stays a number."""
    operand = zeros_of(value)
    if operand is None or around.shape_of(operand).dims:
        return value
    return fill("0 * x", x=operand)
