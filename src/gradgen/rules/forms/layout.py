"""Forms for layout: shapes that are restored, and broadcasts that are summed up."""

from __future__ import annotations

from gradgen.ir.expression import Expression
from gradgen.rules.forms.surroundings import Surroundings, fill, form


@form
def reshape_like(around: Surroundings, grad: Expression, a: Expression) -> Expression:
    """`grad` in the shape of `a`."""
    return fill("reshape(grad, shape)", grad=grad, shape=around.shape(a))


@form
def summed_to(
    around: Surroundings, grad: Expression, array: Expression, _: Expression
) -> Expression:
    """`grad` summed over the axes along which `array` was broadcast."""
    if around.shape_of(array) == around.shape_of(around.out):
        return grad
    return fill("unbroadcast(grad, array)", grad=grad, array=array)
