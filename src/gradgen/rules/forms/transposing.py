"""Forms for axes that change places or direction: all is turned back."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal, Sequence, operator
from gradgen.ir.numerals import number
from gradgen.rules.forms.axes import literal_axes
from gradgen.rules.forms.surroundings import Surroundings, UnsupportedUseError, fill, form

_NONE = Literal("None")


@form
def transposed_back(around: Surroundings, grad: Expression, axes: Expression) -> Expression:
    """`grad` of a transposition, with the axes where they were."""
    if around.shape_of(around.out).is_scalar:
        return grad
    if axes == _NONE:
        return fill("grad.T", grad=grad)
    places = literal_axes(axes)
    if places is None:
        return fill("moveaxis(grad, arange(grad.ndim), axes)", grad=grad, axes=axes)
    places = [place % len(places) for place in places]
    back = (Literal(str(places.index(n))) for n in range(len(places)))
    return fill("grad.transpose(axes)", grad=grad, axes=Sequence(tuple(back)))


@form
def swapped_back(around: Surroundings, grad: Expression) -> Expression:
    """`grad` of matrices that were transposed, each in its place."""
    rank = around.shape_of(around.out).rank
    return fill("grad.T" if rank == 2 else "swapaxes(grad, -1, -2)", grad=grad)


@form
def rolled_back(
    around: Surroundings, grad: Expression, a: Expression, axis: Expression, start: Expression
) -> Expression:
    """`grad` of `rollaxis`, whose axis stands before the one that was number `start`."""
    if start == Literal("0"):
        return fill("moveaxis(grad, 0, axis)", grad=grad, axis=axis)
    place, before = number(axis), number(start)
    if not isinstance(place, int) or not isinstance(before, int):
        raise UnsupportedUseError("the axes are not known", "write `np.moveaxis` instead")
    if (place < 0) != (before < 0):
        rank = around.rank(a)
        place, before = place % rank, before + rank * (before < 0)
    to = Literal(str(before - (before > place)))
    return fill("moveaxis(grad, to, axis)", grad=grad, to=to, axis=Literal(str(place)))


@form
def flipped_back(_: Surroundings, grad: Expression, axis: Expression) -> Expression:
    """`grad` of a flip, flipped again."""
    return fill("flip(grad)" if axis == _NONE else "flip(grad, axis)", grad=grad, axis=axis)


@form
def unrolled(_: Surroundings, grad: Expression, shift: Expression, axis: Expression) -> Expression:
    """`grad` of a roll, rolled as far the other way."""
    back = _negated(shift)
    if axis == _NONE:
        return fill("roll(grad, back)", grad=grad, back=back)
    return fill("roll(grad, back, axis)", grad=grad, back=back, axis=axis)


def _negated(value: Expression) -> Expression:
    if isinstance(value, Sequence):
        return Sequence(tuple(map(_negated, value.items)), value.brackets)
    return operator("negative", "-", value)


@form
def turned_back(_: Surroundings, grad: Expression, k: Expression, axes: Expression) -> Expression:
    """`grad` of quarter turns, turned as often the other way."""
    back = _negated(k)
    if axes == Sequence((Literal("0"), Literal("1"))):
        return fill("rot90(grad, back)", grad=grad, back=back)
    return fill("rot90(grad, back, axes)", grad=grad, back=back, axes=axes)
