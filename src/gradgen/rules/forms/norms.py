"""Forms for norms: the slope of each kind, written out where it is known which one it is."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal, Sequence
from gradgen.ir.numerals import fold, number
from gradgen.rules.forms.axes import literal_axes, restored
from gradgen.rules.forms.surroundings import Surroundings, fill, form

_NONE, _FROBENIUS = Literal("None"), Literal('"fro"')


@form
def through_norm(
    around: Surroundings,
    grad: Expression,
    x: Expression,
    ord: Expression,
    axis: Expression,
    keepdims: Expression,
) -> Expression:
    """What flows back to `x` of `norm(x, ord, axis, keepdims)`: of vectors, or of matrices."""
    count = _axis_count(around, x, axis)
    if ord in (_NONE, _FROBENIUS) or (_is_two(ord) and count == 1):
        return _along_itself(around, grad, x, axis, keepdims)
    if count == 1 and (short := _of_vectors(around, x, ord, axis, keepdims)):
        return _times_slopes(around, grad, short, x, axis, keepdims)
    rest = "" if axis == _NONE else ", axis"
    slopes = fill(f"slopes_of_norm(x, ord{rest})", x=x, ord=ord, axis=axis)
    return _times_slopes(around, grad, slopes, x, axis, keepdims)


@form
def through_vector_norm(
    around: Surroundings,
    grad: Expression,
    x: Expression,
    ord: Expression,
    axis: Expression,
    keepdims: Expression,
) -> Expression:
    """What flows back to `x` of `vector_norm`, which takes all the axes for one long vector."""
    if _is_two(ord):
        return _along_itself(around, grad, x, axis, keepdims)
    slopes = _of_vectors(around, x, ord, axis, keepdims)
    if slopes is None:
        rest = "" if axis == _NONE else ", axis"
        slopes = fill(f"slopes_of_vector_norm(x, ord{rest})", x=x, ord=ord, axis=axis)
    return _times_slopes(around, grad, slopes, x, axis, keepdims)


@form
def through_matrix_norm(
    around: Surroundings, grad: Expression, x: Expression, ord: Expression, keepdims: Expression
) -> Expression:
    """What flows back to `x` of `matrix_norm`, which goes over the last two axes."""
    wide = restored_to_matrices(around, grad, x, keepdims)
    return fill("wide * slopes_of_matrix_norm(x, ord)", wide=wide, x=x, ord=ord)


@form
def restored_to_matrices(
    around: Surroundings, grad: Expression, x: Expression, keepdims: Expression
) -> Expression:
    """`grad` of a number for each matrix of `x`, with the last two axes back."""
    axis = _NONE if around.shape_of(x).rank == 2 else Sequence((Literal("-2"), Literal("-1")))
    return restored(around, grad, x, axis, keepdims)


def _axis_count(around: Surroundings, x: Expression, axis: Expression) -> int | None:
    """How many axes a norm goes over: 1 for vectors, 2 for matrices; `None` if nobody knows."""
    if axis == _NONE:
        return around.shape_of(x).rank
    places = literal_axes(axis)
    return None if places is None else len(places)


def _is_two(ord: Expression) -> bool:
    return number(ord) == 2


def _along_itself(
    around: Surroundings, grad: Expression, x: Expression, axis: Expression, keepdims: Expression
) -> Expression:
    """`x` divided by its length; zero where that is zero."""
    share = fill("grad / where(out == 0, 1, out)", grad=grad, out=around.out)
    return fill("share * x", share=restored(around, share, x, axis, keepdims), x=x)


def _of_vectors(
    around: Surroundings, x: Expression, ord: Expression, axis: Expression, keepdims: Expression
) -> Expression | None:
    """The slopes of a norm of vectors, where they are short to write."""
    order = number(ord)
    if order == 1:
        return fill("sign(x)", x=x)
    if order == 0:
        return fill("zeros_like(x)", x=x)
    if order is None or order < 1:
        return None
    length = fill("where(out == 0, 1, out)", out=around.out)
    less = fold("subtract", ord, Literal("1")) if isinstance(ord, Literal) else None
    if less is None:
        return None
    values = {"x": x, "length": restored(around, length, x, axis, keepdims), "less": less}
    return fill("sign(x) * (abs(x) / length) ** less", **values)


def _times_slopes(
    around: Surroundings,
    grad: Expression,
    slopes: Expression,
    x: Expression,
    axis: Expression,
    keepdims: Expression,
) -> Expression:
    wide = restored(around, grad, x, axis, keepdims)
    return fill("wide * slopes", wide=wide, slopes=slopes)
