"""Forms for tensors that stand for matrices: the first axes for rows, the others for columns."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal, Sequence
from gradgen.ir.numerals import number
from gradgen.rules.forms.surroundings import Surroundings, fill, form


@form
def rest_of_axes(around: Surroundings, a: Expression, ind: Expression) -> Expression:
    """How many axes `a` has behind the first `ind`."""
    rank, count = around.shape_of(a).rank, number(ind)
    if rank is not None and isinstance(count, int):
        return Literal(str(rank - count))
    return fill("ndim(a) - ind", a=a, ind=ind)


@form
def rank_of(around: Surroundings, x: Expression) -> Expression:
    """The number of dimensions of `x`."""
    rank = around.shape_of(x).rank
    return fill("ndim(x)", x=x) if rank is None else Literal(str(rank))


@form
def rows_last(
    around: Surroundings, x: Expression, like: Expression, count: Expression
) -> Expression:
    """`x`, which has as many axes as `like`, with its first `count` axes behind the others."""
    rank, first = around.shape_of(like).rank, number(count)
    if rank is None or not isinstance(first, int):
        return fill("first_axes_last(x, count)", x=x, count=count)
    if (rank, first) == (2, 1):
        return fill("x.T", x=x)
    axes = (*range(first, rank), *range(first))
    return fill("transpose(x, axes)", x=x, axes=Sequence(tuple(Literal(str(i)) for i in axes)))


@form
def as_right_side(around: Surroundings, x: Expression, a: Expression, b: Expression) -> Expression:
    """`x`, which has the first axes of `a`, in the shape of the right-hand side `b`."""
    own, whole = around.dims(b), around.dims(a)
    if own is not None and whole is not None and whole[: len(own)] == own:
        return x
    return fill("reshape(x, shape)", x=x, shape=around.shape(b))
