"""Forms for covariances: variables as rows of a table, and what comes back to those rows."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal, Sequence, Slice, rebuild, subscript
from gradgen.ir.numerals import is_number
from gradgen.rules.forms.surroundings import (
    NeedsShapeError,
    Surroundings,
    UnsupportedUseError,
    fill,
    form,
)

_NONE, _TRUE, _FALSE = Literal("None"), Literal("True"), Literal("False")


@form
def rows_of(around: Surroundings, m: Expression, rowvar: Expression) -> Expression:
    """The variables of a covariance, one a row."""
    if rowvar not in (_TRUE, _FALSE):
        why = "whether rows or columns are variables is not known"
        raise UnsupportedUseError(why, "write it out: `rowvar=False`")
    rank = around.shape_of(m).rank
    if rank is None and rowvar == _FALSE:
        raise NeedsShapeError(m)
    if rank == 2:
        return m if rowvar == _TRUE else fill("m.T", m=m)
    return fill("atleast_2d(m)", m=m)


@form
def rows_of_two(
    around: Surroundings, m: Expression, y: Expression, rowvar: Expression
) -> Expression:
    """The variables of a covariance, one a row; those of `y` come behind those of `m`."""
    if around.shape_of(m).rank == around.shape_of(y).rank == 1:
        return fill("stack(rows)", rows=Sequence((m, y), "[]"))
    rows = rows_of(around, m, rowvar), rows_of(around, y, rowvar)
    return fill("concatenate(rows)", rows=Sequence(rows, "[]"))


@form
def rows_back(
    around: Surroundings, rows: Expression, m: Expression, rowvar: Expression
) -> Expression:
    """What flows back to rows of variables, in the shape of what they come from."""
    rank = around.shape_of(m).rank
    if rank == 2:
        return rows if rowvar == _TRUE else fill("rows.T", rows=rows)
    return fill("reshape(rows, shape)", rows=rows, shape=around.shape(m))


@form
def upper_rows_back(
    around: Surroundings, rows: Expression, m: Expression, y: Expression, rowvar: Expression
) -> Expression:
    """What flows back to the first of two tables of variables."""
    return _part(around, rows, m, None, rowvar)


@form
def lower_rows_back(
    around: Surroundings, rows: Expression, m: Expression, y: Expression, rowvar: Expression
) -> Expression:
    """What flows back to the second of two tables of variables."""
    return _part(around, rows, m, y, rowvar)


def _part(
    around: Surroundings, rows: Expression, m: Expression, y: Expression | None, rowvar: Expression
) -> Expression:
    """The rows of `m`, which come first, or those of `y` behind them."""
    own = y or m
    if around.shape_of(m).rank == around.shape_of(own).rank == 1:
        return subscript(rows, Literal("1" if y else "0"))
    size = _row_count(around, m, rowvar)
    part = subscript(rows, Slice(size) if y else Slice(None, size))
    return rows_back(around, part, own, rowvar)


def _row_count(around: Surroundings, m: Expression, rowvar: Expression) -> Expression:
    """How many variables `m` holds."""
    rank = around.shape_of(m).rank
    if rank == 1:
        return Literal("1")
    if rank == 2:
        return subscript(around.shape(m), Literal("0" if rowvar == _TRUE else "1"))
    return fill("atleast_2d(m).shape[0]", m=m)


@form
def cov_back(
    around: Surroundings, grad: Expression, rows: Expression, ddof: Expression
) -> Expression:
    """`grad` of the covariances of `rows`."""
    over = "" if is_number(ddof, 1) else ", ddof=ddof"
    return fill(f"back_through_cov(grad, rows{over})", grad=grad, rows=rows, ddof=ddof)


@form
def corrcoef_back(around: Surroundings, grad: Expression, rows: Expression) -> Expression:
    """`grad` of the correlations of `rows`."""
    return fill("back_through_corrcoef(grad, rows)", grad=grad, rows=rows)


@form
def samples_less(around: Surroundings, bias: Expression, ddof: Expression) -> Expression:
    """What a covariance takes from the number of samples before it divides by that."""
    if ddof != _NONE:
        return ddof
    if bias not in (_TRUE, _FALSE):
        raise UnsupportedUseError("what the sums are divided by is not known", "give it `ddof`")
    return Literal("0" if bias == _TRUE else "1")


@form
def moved_rows_of_two(
    around: Surroundings,
    dot_m: Expression,
    dot_y: Expression,
    m: Expression,
    y: Expression,
    rowvar: Expression,
) -> Expression:
    """The tangents of the variables of two tables, one a row, as `rows_of_two` has them."""
    tangents = {m: dot_m, y: dot_y}

    def moved(value: Expression) -> Expression:
        return tangents[value] if value in tangents else rebuild(value, moved)

    return moved(rows_of_two(around, m, y, rowvar))


@form
def cov_gains(
    around: Surroundings, gain: Expression, rows: Expression, ddof: Expression
) -> Expression:
    """The gains of the covariances of `rows` that gain `gain`."""
    over = "" if is_number(ddof, 1) else ", ddof=ddof"
    return fill(f"gains_of_cov(gain, rows{over})", gain=gain, rows=rows, ddof=ddof)


@form
def corrcoef_gains(around: Surroundings, gain: Expression, rows: Expression) -> Expression:
    """The gains of the correlations of `rows` that gain `gain`."""
    return fill("gains_of_corrcoef(gain, rows)", gain=gain, rows=rows)
