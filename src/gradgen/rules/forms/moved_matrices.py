"""Forms for linear algebra going forward: what changes when matrices do."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal, Sequence
from gradgen.ir.numerals import number
from gradgen.rules.forms.linalg import is_single
from gradgen.rules.forms.surroundings import Surroundings, UnsupportedUseError, fill, form

_TRUE, _FALSE = Literal("True"), Literal("False")


@form
def sum_of_each(around: Surroundings, x: Expression) -> Expression:
    """The sum of all elements, of each matrix."""
    return fill("sum(x)" if is_single(around) else "sum(x, axis=(-2, -1))", x=x)


@form
def trace_of_each(around: Surroundings, x: Expression) -> Expression:
    """The sum of the diagonal, of each matrix."""
    return fill("trace(x)" if is_single(around) else "trace(x, axis1=-2, axis2=-1)", x=x)


@form
def diagonal_of_each(around: Surroundings, x: Expression) -> Expression:
    """The diagonal of each matrix, in memory of its own."""
    text = "diag(x).copy()" if is_single(around) else "diagonal(x, axis1=-2, axis2=-1).copy()"
    return fill(text, x=x)


@form
def column_sums(around: Surroundings, x: Expression) -> Expression:
    """The sum of each column, of each matrix."""
    return fill("sum(x, axis=0)" if is_single(around) else "sum(x, axis=-2)", x=x)


@form
def at_solution(
    around: Surroundings, matrices: Expression, x: Expression, b: Expression
) -> Expression:
    """`matrices @ x` for solutions `x`, which are vectors where `b` is one."""
    right = around.shape_of(b).rank
    if is_single(around) or (right is not None and right > 1):
        return fill("matrices @ x", matrices=matrices, x=x)
    text = "(matrices @ x[..., None])[..., 0]" if right == 1 else "times_columns(matrices, x)"
    return fill(text, matrices=matrices, x=x)


@form
def moved_factor(
    around: Surroundings, lower: Expression, factor: Expression, inner: Expression
) -> Expression:
    """The change of a triangular factor of a matrix whose change is symmetric, seen from inside."""
    if lower not in (_TRUE, _FALSE):
        raise UnsupportedUseError("which triangle is wanted is no literal", "write it out")
    below = "0.5 * factor @ (tril(inner) + tril(inner, -1))"
    above = "0.5 * (triu(inner) + triu(inner, 1)) @ factor"
    return fill(below if lower == _TRUE else above, factor=factor, inner=inner)


@form
def moved_factor_unless(
    around: Surroundings, upper: Expression, factor: Expression, inner: Expression
) -> Expression:
    """The same for the opposite flag."""
    opposite = {_TRUE: _FALSE, _FALSE: _TRUE}
    lower = opposite.get(upper, upper) if isinstance(upper, Literal) else upper
    return moved_factor(around, lower, factor, inner)


@form
def moved_by_factor(around: Surroundings, dot: Expression) -> Expression:
    """The change of the matrix that `cho_solve` is given a triangular factor of."""
    row = around.bindings["*c_and_lower"]
    assert isinstance(row, Sequence)
    factor, lower = row.items
    text = "change_of_product(dot, factor, lower)"
    return fill(text, dot=dot, factor=factor, lower=lower)


@form
def forward_svdvals(_: Surroundings, dot: Expression, a: Expression) -> Expression:
    """The change of the singular values of `a`."""
    return fill("svdvals_derivative(a, dot)", dot=dot, a=a)


@form
def forward_matrix_power(
    _: Surroundings, dot: Expression, a: Expression, n: Expression
) -> Expression:
    """The change of `matrix_power(a, n)`."""
    match number(n):
        case 0:
            return fill("zeros_like(dot)", dot=dot)
        case 1:
            return dot
        case 2:
            return fill("dot @ a + a @ dot", dot=dot, a=a)
    return fill("matrix_power_derivative(a, dot, n)", dot=dot, a=a, n=n)


@form
def corner_block(_: Surroundings, whole: Expression, a: Expression) -> Expression:
    """The upper right part of `whole`, in the shape of `a`."""
    return fill("whole[..., : a.shape[-1], a.shape[-1] :]", whole=whole, a=a)
