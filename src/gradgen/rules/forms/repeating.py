"""Forms for what was repeated: the copies of each element add up."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal, Sequence, Slice, subscript
from gradgen.ir.numerals import number
from gradgen.ir.printer import show
from gradgen.rules.forms.selecting import at_axis
from gradgen.rules.forms.surroundings import Surroundings, UnsupportedUseError, fill, form
from gradgen.rules.output_shapes.repeating import margins_of

_NONE, _ONE = Literal("None"), Literal("1")


@form
def unrepeated(
    around: Surroundings, grad: Expression, a: Expression, repeats: Expression, axis: Expression
) -> Expression:
    """`grad` of `repeat`: the copies of each element stand side by side."""
    rank, place = around.shape_of(a).rank, number(axis)
    if rank == 0:
        return fill("sum(grad)", grad=grad)
    if isinstance(number(repeats), int) and (axis == _NONE or (rank and isinstance(place, int))):
        return _summed_side_by_side(around, grad, a, repeats, place)
    length = fill("len(a)", a=a)
    if axis != _NONE and place != 0:
        length = subscript(around.shape(a), axis)
    places = fill("repeat(arange(length), repeats)", length=length, repeats=repeats)
    return at_axis(around, grad, a, places, axis) or fill(
        "scatter(grad, repeat(places_of(a), repeats, axis=axis), a)",
        grad=grad,
        a=a,
        repeats=repeats,
        axis=axis,
    )


def _summed_side_by_side(
    around: Surroundings,
    grad: Expression,
    a: Expression,
    repeats: Expression,
    place: float | None,
) -> Expression:
    """The copies put along an axis of their own, and summed over it."""
    rank = around.shape_of(a).rank
    if rank == 1:
        return fill("grad.reshape(len(a), r).sum(axis=1)", grad=grad, a=a, r=repeats)
    if place is None or rank is None:
        size = fill("a.size" if around.is_solid(a) else "size(a)", a=a)
        rows = fill("grad.reshape(size, r).sum(axis=1)", grad=grad, size=size, r=repeats)
        return fill("rows.reshape(shape)", rows=rows, shape=around.shape(a))
    axis = int(place) % rank
    sizes = [subscript(around.shape(a), Literal(str(i))) for i in range(rank)]
    shape = Sequence((*sizes[: axis + 1], repeats, *sizes[axis + 1 :]))
    over = Literal(str(axis + 1))
    return fill("grad.reshape(shape).sum(axis=over)", grad=grad, shape=shape, over=over)


@form
def without_tiles(
    around: Surroundings, grad: Expression, a: Expression, reps: Expression
) -> Expression:
    """`grad` of `tile`, summed over all copies."""
    rank = around.shape_of(a).rank
    if rank == 0:
        return fill("sum(grad)", grad=grad)
    if rank == 1 and isinstance(number(reps), int):
        return fill("grad.reshape(r, len(a)).sum(axis=0)", grad=grad, r=reps, a=a)
    if rank == 1 and isinstance(reps, Sequence) and len(reps.items) == 2 and reps.items[1] == _ONE:
        return fill("grad.sum(axis=0)", grad=grad)
    return fill("untiled(grad, reps, a)", grad=grad, reps=reps, a=a)


@form
def inside(
    around: Surroundings, grad: Expression, array: Expression, width: Expression
) -> Expression:
    """`grad` without the margins that were padded."""
    rank = around.shape_of(array).rank
    if rank is None and isinstance(width, Sequence):
        pairs = [item for item in width.items if isinstance(item, Sequence)]
        rank = len(pairs) if len(pairs) > 1 else None
    margins = None if rank is None else margins_of(width, rank)
    if not margins:
        return fill("unpadded(grad, width, a)", grad=grad, width=width, a=array)
    parts = [
        _between(pair, subscript(around.shape(array), Literal(str(axis))))
        for axis, pair in enumerate(margins)
    ]
    return subscript(grad, parts[0] if len(parts) == 1 else Sequence(tuple(parts)))


@form
def outside(
    around: Surroundings,
    grad: Expression,
    array: Expression,
    width: Expression,
    value: Expression,
) -> Expression:
    """The sum of `grad` over the margins that were filled with one number."""
    if around.rank(value):
        why = f"`{show(value)}` is more than one number"
        raise UnsupportedUseError(why, "give it one number for all")
    part = inside(around, grad, array, width)
    return fill("sum(grad) - sum(part)", grad=grad, part=part)


def _between(margins: tuple[Expression, Expression], size: Expression) -> Slice:
    """The part of an axis between two margins."""
    before, after = margins
    start = None if number(before) == 0 else before
    end = number(after)
    if isinstance(end, int):
        return Slice(start, Literal(str(-end)) if end else None)
    stop = size if start is None else fill("start + size", start=start, size=size)
    return Slice(start, stop)
