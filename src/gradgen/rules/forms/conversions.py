"""Forms for conversions: the gradient in the type of numbers that the operand has.

An operand may hold whole numbers when the code runs: its gradient must not be cut to such.
"""

from __future__ import annotations

from gradgen.ir.expression import Expression, Function, Literal, Symbol
from gradgen.rules.forms.surroundings import Surroundings, fill, form
from gradgen.targets.types import is_whole

_REAL = Symbol(Function("inexact", "numpy", "inexact"))


@form
def uncast(around: Surroundings, grad: Expression, a: Expression, dtype: Expression) -> Expression:
    """`grad` in the type of `a`, which was converted to `dtype`."""
    if dtype == Literal("None"):
        return grad
    back = as_float_again(around, grad, a)
    if is_whole(dtype) is None:
        truth = fill("issubdtype(dtype, real)", dtype=dtype, real=_REAL)
        return fill("truth * back", truth=truth, back=back)
    return back


@form
def as_float_again(around: Surroundings, grad: Expression, a: Expression) -> Expression:
    """`grad` in the type of `a`, or in one of floats where `a` may hold whole numbers."""
    if around.shape_of(around.out).is_scalar:
        return grad
    if around.is_float(a):
        return fill("grad.astype(a.dtype)", grad=grad, a=a)
    return fill("grad.astype(result_type(a, 0.0))", grad=grad, a=a)
