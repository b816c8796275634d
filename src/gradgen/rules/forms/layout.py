"""Forms for layout: shapes that are restored, and broadcasts that are summed up."""

from __future__ import annotations

from gradgen.ir.expression import Apply, Expression, Sequence
from gradgen.ir.numerals import number
from gradgen.rules.absent import ABSENT
from gradgen.rules.forms.axes import filled
from gradgen.rules.forms.surroundings import Surroundings, fill, form


@form
def reshape_like(around: Surroundings, grad: Expression, a: Expression) -> Expression:
    """`grad` in the shape of `a`, which has as many elements."""
    own, whole = around.shape_of(a), around.shape_of(around.out)
    if own == whole:
        return grad
    if own.is_scalar:
        return fill("sum(grad)", grad=grad)
    if whole.is_scalar:  # a view of the caller's own array would be no gradient
        return filled(around, grad, a)
    return fill("grad.reshape(shape)", grad=grad, shape=around.shape(a))


@form
def summed_to(around: Surroundings, grad: Expression, array: Expression) -> Expression:
    """`grad` summed over the axes along which `array` was repeated."""
    own, whole = around.dims(array), around.dims(around.out)
    if own is not None and own == whole:
        return grad
    if own == ():
        return fill("sum(grad)", grad=grad)
    if own is not None and whole is not None and whole[len(whole) - len(own) :] == own:
        axes = ", ".join(map(str, range(len(whole) - len(own))))
        return fill(f"grad.sum(axis={f'({axes})' if ',' in axes else axes})", grad=grad)
    return fill("unbroadcast(grad, array)", grad=grad, array=array)


@form
def own_part(around: Surroundings, grads: Expression, array: Expression) -> Expression:
    """What has come back to the output that is `array` itself, among several of one shape."""
    grad = picked(around, grads)
    return grad if grad == ABSENT else fill("unbroadcast(grad, array)", grad=grad, array=array)


@form
def own_arrangement(
    around: Surroundings, grads: Expression, array: Expression, least: Expression
) -> Expression:
    """What has come back to the output that is `array` with at least so many dimensions."""
    grad, own = picked(around, grads), around.shape_of(array)
    is_whole = own.rank is not None and own.rank >= (number(least) or 0)
    if grad == ABSENT or is_whole:
        return grad
    if own.is_scalar:
        return fill("sum(grad)", grad=grad)
    return fill("grad.reshape(shape)", grad=grad, shape=around.shape(array))


def picked(around: Surroundings, grads: Expression) -> Expression:
    """The gradient of the output in the operand's own place; absent where none has come."""
    assert isinstance(grads, Sequence)
    own = grads.items[around.index]
    is_missing = isinstance(own, Apply) and own.function.name == "zeros_like"
    return ABSENT if is_missing else own
