"""Forms for polynomials: the powers of where they are looked at, and their slope."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Name
from gradgen.rules.forms.conversions import as_float_again
from gradgen.rules.forms.surroundings import Surroundings, UnsupportedUseError, fill, form


@form
def back_to_coefficients(
    around: Surroundings, grad: Expression, p: Expression, x: Expression
) -> Expression:
    """`grad` times the power of `x` that stands beside each coefficient, summed over all `x`."""
    _refuse_tables(around, p)
    text = "vander(ravel(x), len(p)).T @ ravel(grad)"
    if around.shape_of(x).rank == 1:
        text = "vander(x, len(p)).T @ grad"
    # NumPy's `vander` makes numbers of float32 wider.
    return as_float_again(around, fill(text, x=x, p=p, grad=grad), p)


@form
def slope_of(around: Surroundings, p: Expression) -> Expression:
    """The coefficients of the derivative."""
    _refuse_tables(around, p)
    if isinstance(p, Name):
        return fill("p[:-1] * arange(len(p) - 1, 0, -1, dtype=p.dtype)", p=p)
    return fill("polyder(p)", p=p)


def _refuse_tables(around: Surroundings, p: Expression) -> None:
    if around.shape_of(p).rank not in (None, 1):
        raise UnsupportedUseError("the coefficients are no single row", "give it one row of them")
