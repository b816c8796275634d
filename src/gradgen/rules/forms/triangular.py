"""Forms for triangular matrices: which triangle is read, and whether it is transposed."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal, Sequence
from gradgen.rules.forms.linalg import as_given, turned
from gradgen.rules.forms.surroundings import (
    Surroundings,
    UnsupportedUseError,
    fill,
    form,
)

_TRUE, _FALSE = Literal("True"), Literal("False")


@form
def below_if(around: Surroundings, lower: Expression, x: Expression) -> Expression:
    """The lower triangle that `x` is, or of which it is the transpose."""
    if lower not in (_TRUE, _FALSE):
        raise UnsupportedUseError("which triangle is wanted is no literal", "write it out")
    return x if lower == _TRUE else turned(around, x)


@form
def below_unless(around: Surroundings, upper: Expression, x: Expression) -> Expression:
    """The same for the opposite flag."""
    opposite = {_TRUE: _FALSE, _FALSE: _TRUE}
    return below_if(around, opposite.get(upper, upper) if isinstance(upper, Literal) else upper, x)


@form
def first_if(_: Surroundings, trans: Expression, x: Expression, y: Expression) -> Expression:
    """`x` where a triangular solver takes its matrix transposed, else `y`."""
    return x if _is_transposed(trans) else y


@form
def turned_if(around: Surroundings, trans: Expression, x: Expression) -> Expression:
    """The triangle `x` as a triangular solver takes it: transposed, or not."""
    return turned(around, x) if _is_transposed(trans) else x


@form
def triangle_of(
    around: Surroundings, x: Expression, lower: Expression, unit: Expression
) -> Expression:
    """The triangle of `x` that a solver reads; without the diagonal if that is taken for ones."""
    for flag in (lower, unit):
        if flag not in (_TRUE, _FALSE):
            raise UnsupportedUseError(
                "`lower` and `unit_diagonal` are no literals here", "write `lower=True`"
            )
    name, shift = ("tril", "-1") if lower == _TRUE else ("triu", "1")
    if unit == _FALSE:
        return fill(f"{name}(x)", x=x)
    return fill(f"{name}(x, k)", x=x, k=Literal(shift))


@form
def flipped_solve(
    around: Surroundings,
    columns: Expression,
    b: Expression,
    trans: Expression,
    lower: Expression,
    unit: Expression,
) -> Expression:
    """The solution for `columns` with the other of `a` and its transpose."""
    return _solve(around, columns, b, not _is_transposed(trans), lower, unit)


@form
def same_solve(
    around: Surroundings,
    columns: Expression,
    b: Expression,
    trans: Expression,
    lower: Expression,
    unit: Expression,
) -> Expression:
    """The solution for other right-hand sides `columns`."""
    return _solve(around, columns, b, _is_transposed(trans), lower, unit)


def _solve(
    around: Surroundings,
    columns: Expression,
    b: Expression,
    is_transposed: bool,
    lower: Expression,
    unit: Expression,
) -> Expression:
    options = {"trans=1": is_transposed}
    options |= {"lower=True": lower == _TRUE, "unit_diagonal=True": unit == _TRUE}
    given = ", ".join(("a", "columns", *(text for text, holds in options.items() if holds)))
    values = {"a": around.bindings["a"], "columns": columns}
    return as_given(around, fill(f"solve_triangular({given})", **values), b)


def _is_transposed(trans: Expression) -> bool:
    """Whether a triangular solver takes its matrix transposed."""
    text = getattr(trans, "text", "")
    if text not in ("0", "1", "2", '"N"', '"T"', '"C"'):
        raise UnsupportedUseError("`trans` is no literal here", "write `trans=0`, or `trans=1`")
    return text not in ("0", '"N"')


@form
def to_factor(around: Surroundings, adjoint: Expression) -> Expression:
    """What flows back to the triangular factor of `cho_solve`."""
    row = around.bindings["*c_and_lower"]
    assert isinstance(row, Sequence)
    factor, lower = row.items
    values = {"adjoint": adjoint, "x": around.out, "factor": factor, "lower": lower}
    return fill("factor_of_cho_solve(adjoint, x, factor, lower)", **values)
