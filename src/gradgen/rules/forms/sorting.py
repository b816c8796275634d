"""Forms for sorting: what was sorted goes back to the places that it came from."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal
from gradgen.rules.forms.axes import literal_axes
from gradgen.rules.forms.surroundings import Surroundings, fill, form

_NONE = Literal("None")


@form
def unsorted(around: Surroundings, grad: Expression, a: Expression, axis: Expression) -> Expression:
    """`grad` of the sorted `a`, in the order of `a`: each element has a rank in the sorted one."""
    if _is_row(around, a, axis):
        return fill('grad[argsort(argsort(a, kind="stable"))]', grad=grad, a=a)
    if axis == _NONE:
        ranks = fill('argsort(argsort(a, axis=None, kind="stable"))', a=a)
        back = fill("grad[ranks]", grad=grad, ranks=ranks)
        return fill("reshape(back, shape)", back=back, shape=around.shape(a))
    ranks = _order(_order(a, axis, ', kind="stable"'), axis, "")
    back = fill("take_along_axis(grad, ranks, axis=axis)", grad=grad, ranks=ranks, axis=axis)
    if literal_axes(axis) is not None:
        return back
    return fill("reshape(back, shape)", back=back, shape=around.shape(a))


@form
def sorted_by(
    around: Surroundings, grad: Expression, values: Expression, a: Expression, axis: Expression
) -> Expression:
    """`grad` in the order of the sorted `values`."""
    if axis == _NONE or _is_row(around, a, axis):
        return fill('grad[argsort(values, kind="stable")]', grad=grad, values=values)
    order = _order(values, axis, ', kind="stable"')
    return fill("take_along_axis(grad, order, axis=axis)", grad=grad, order=order, axis=axis)


def _order(values: Expression, axis: Expression, kind: str) -> Expression:
    over = "" if axis == Literal("-1") else ", axis=axis"
    return fill(f"argsort(values{over}{kind})", values=values, axis=axis)


def _is_row(around: Surroundings, a: Expression, axis: Expression) -> bool:
    return around.shape_of(a).rank == 1 and (axis == _NONE or literal_axes(axis) is not None)


@form
def order_of(around: Surroundings, a: Expression, axis: Expression) -> Expression:
    """The places of the elements of `a`, from the smallest to the largest."""
    if _is_row(around, a, axis):
        return fill('argsort(a, kind="stable")', a=a)
    return _order(a, axis, ', kind="stable"')


@form
def ordered(
    around: Surroundings, dot: Expression, order: Expression, axis: Expression
) -> Expression:
    """`dot` in an `order` along `axis`."""
    if _is_row(around, dot, axis):
        return fill("dot[order]", dot=dot, order=order)
    if axis == _NONE:
        return fill("ravel(dot)[order]", dot=dot, order=order)
    return fill("take_along_axis(dot, order, axis=axis)", dot=dot, order=order, axis=axis)
