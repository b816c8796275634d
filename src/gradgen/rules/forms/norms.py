"""Forms for norms: the slope of each kind, written out where it is known which one it is."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal, Sequence
from gradgen.ir.numerals import fold, number
from gradgen.rules.forms.axes import literal_axes, restored, sum_over
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
    if _is_length(around, x, ord, axis):
        return _along_itself(around, grad, x, axis, keepdims)
    slopes = _of_any(around, x, ord, axis, keepdims)
    return _times_slopes(around, grad, slopes, x, axis, keepdims)


@form
def forward_norm(
    around: Surroundings,
    dot: Expression,
    x: Expression,
    ord: Expression,
    axis: Expression,
    keepdims: Expression,
) -> Expression:
    """The change of `norm(x, ord, axis, keepdims)`."""
    if _is_length(around, x, ord, axis):
        return _length_of_step(around, dot, x, axis, keepdims)
    slopes = _of_any(around, x, ord, axis, keepdims)
    return _down_slopes(around, dot, slopes, axis, keepdims)


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
    return _times_slopes(around, grad, slopes, x, axis, keepdims)


@form
def forward_vector_norm(
    around: Surroundings,
    dot: Expression,
    x: Expression,
    ord: Expression,
    axis: Expression,
    keepdims: Expression,
) -> Expression:
    """The change of `vector_norm(x, ord=ord, axis=axis, keepdims=keepdims)`."""
    if _is_two(ord):
        return _length_of_step(around, dot, x, axis, keepdims)
    slopes = _of_vectors(around, x, ord, axis, keepdims)
    return _down_slopes(around, dot, slopes, axis, keepdims)


@form
def through_matrix_norm(
    around: Surroundings, grad: Expression, x: Expression, ord: Expression, keepdims: Expression
) -> Expression:
    """What flows back to `x` of `matrix_norm`, which goes over the last two axes."""
    wide = restored_to_matrices(around, grad, x, keepdims)
    return fill("wide * slopes_of_matrix_norm(x, ord)", wide=wide, x=x, ord=ord)


@form
def forward_matrix_norm(
    around: Surroundings, dot: Expression, x: Expression, ord: Expression, keepdims: Expression
) -> Expression:
    """The change of `matrix_norm(x, ord=ord, keepdims=keepdims)`."""
    if ord == _FROBENIUS:
        return _length_of_step(around, dot, x, _axis_of_matrices(around, x), keepdims)
    slopes = fill("slopes_of_matrix_norm(x, ord)", x=x, ord=ord)
    return _down_slopes(around, dot, slopes, _axis_of_matrices(around, x), keepdims)


@form
def moved_slopes(
    _: Surroundings, x: Expression, step: Expression, ord: Expression, axis: Expression
) -> Expression:
    """How the slopes of `norm(x, ord, axis)` change along `step`."""
    rest = "" if axis == _NONE else ", axis"
    return fill(f"change_of_slopes(x, step, ord{rest})", x=x, step=step, ord=ord, axis=axis)


@form
def moved_vector_slopes(
    _: Surroundings, x: Expression, step: Expression, ord: Expression, axis: Expression
) -> Expression:
    """How the slopes of `vector_norm(x, ord=ord, axis=axis)` change along `step`."""
    rest = "" if axis == _NONE else ", axis"
    return fill(f"change_of_vector_slopes(x, step, ord{rest})", x=x, step=step, ord=ord, axis=axis)


@form
def restored_to_matrices(
    around: Surroundings, grad: Expression, x: Expression, keepdims: Expression
) -> Expression:
    """`grad` of a number for each matrix of `x`, with the last two axes back."""
    return restored(around, grad, x, _axis_of_matrices(around, x), keepdims)


def _axis_of_matrices(around: Surroundings, x: Expression) -> Expression:
    """The last two axes of `x`: all of them where it is one matrix."""
    is_single = around.shape_of(x).rank == 2
    return _NONE if is_single else Sequence((Literal("-2"), Literal("-1")))


def _is_length(around: Surroundings, x: Expression, ord: Expression, axis: Expression) -> bool:
    """Whether `norm` is the root of the sum of all squares."""
    return ord in (_NONE, _FROBENIUS) or (_is_two(ord) and _axis_count(around, x, axis) == 1)


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


def _length_of_step(
    around: Surroundings, dot: Expression, x: Expression, axis: Expression, keepdims: Expression
) -> Expression:
    """How far the step `dot` goes along `x`; zero where `x` is."""
    along = sum_over(around, fill("x * dot", x=x, dot=dot), axis, keepdims)
    return fill("along / where(out == 0, 1, out)", along=along, out=around.out)


def _of_any(
    around: Surroundings, x: Expression, ord: Expression, axis: Expression, keepdims: Expression
) -> Expression:
    """The slopes of `norm`, be it of vectors or of matrices."""
    if _axis_count(around, x, axis) == 1 and (
        short := _short_slopes(around, x, ord, axis, keepdims)
    ):
        return short
    rest = "" if axis == _NONE else ", axis"
    return fill(f"slopes_of_norm(x, ord{rest})", x=x, ord=ord, axis=axis)


def _of_vectors(
    around: Surroundings, x: Expression, ord: Expression, axis: Expression, keepdims: Expression
) -> Expression:
    """The slopes of a norm of vectors."""
    short = _short_slopes(around, x, ord, axis, keepdims)
    rest = "" if axis == _NONE else ", axis"
    return short or fill(f"slopes_of_vector_norm(x, ord{rest})", x=x, ord=ord, axis=axis)


def _short_slopes(
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


def _down_slopes(
    around: Surroundings,
    dot: Expression,
    slopes: Expression,
    axis: Expression,
    keepdims: Expression,
) -> Expression:
    return sum_over(around, fill("slopes * dot", slopes=slopes, dot=dot), axis, keepdims)
