"""Forms for joined arrays: the part of a gradient that belongs to one of them.

`grad_z[: len(a)]` is the first part, `grad_z[len(a) :]` the second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce

from gradgen.ir.expression import (
    Expression,
    Literal,
    Sequence,
    Slice,
    subscript,
)
from gradgen.ir.numerals import number
from gradgen.rules.forms.surroundings import Surroundings, fill, form

Measure = Callable[[Surroundings, Expression], Expression]

_NONE, _ALL, _DOTS = Literal("None"), Slice(), Literal("...")


@form
def part(around: Surroundings, grad: Expression, own: Expression, axis: Expression) -> Expression:
    """The part of `grad` that belongs to one array of a row joined along `axis`."""
    row = row_of(around, "*arrays")
    if axis == _NONE:
        return _flat_part(around, grad, row, around.index)
    place = number(axis)
    if not isinstance(place, int):
        return _cut(grad, bounds_of(around, row, around.index, along(axis)), axis)
    rank = around.shape_of(own).rank
    place = place % rank if rank else place
    bounds = bounds_of(around, row, around.index, along(Literal(str(place))))
    return _sliced(grad, bounds, place)


def row_of(around: Surroundings, name: str) -> tuple[Expression, ...]:
    """The items of the row that is called `name` in the rule."""
    row = around.bindings[name]
    assert isinstance(row, Sequence)
    return row.items


def along(axis: Expression) -> Measure:
    """What gives the length of an array along `axis`: a number, `len(x)` or `x.shape[1]`."""

    def measure(around: Surroundings, value: Expression) -> Expression:
        dims, place = around.dims(value), number(axis)
        if dims is not None and isinstance(place, int):
            size = dims[place]
            if isinstance(size, int):
                return Literal(str(size))
        if place == 0:
            return fill("len(x)", x=value)
        return subscript(around.shape(value), axis)

    return measure


def length(around: Surroundings, value: Expression) -> Expression:
    """How many elements a row has: a number, or `len(x)`."""
    return along(Literal("0"))(around, value)


def _size(around: Surroundings, value: Expression) -> Expression:
    if around.shape_of(value).is_scalar:
        return Literal("1")
    return fill("x.size" if around.is_solid(value) else "size(x)", x=value)


def bounds_of(
    around: Surroundings, row: tuple[Expression, ...], index: int, measure: Measure
) -> Slice:
    """From where to where the part of the array number `index` goes."""
    start = total(measure(around, value) for value in row[:index])
    stop = total(measure(around, value) for value in row[: index + 1])
    return Slice(start if index else None, stop if index < len(row) - 1 else None)


def total(sizes: Iterable[Expression]) -> Expression:
    """The sum of sizes, with numbers added up."""
    known, unknown = 0, []
    for size in sizes:
        value = number(size)
        if isinstance(value, int):
            known += value
        else:
            unknown.append(size)
    numbers = [Literal(str(known))] if known or not unknown else []
    return reduce(lambda a, b: fill("a + b", a=a, b=b), (*unknown, *numbers))


def _sliced(grad: Expression, bounds: Slice, axis: int) -> Expression:
    """`grad[:, start:stop]`, with so many `:` before or behind as the axis asks for."""
    if bounds == _ALL:
        return grad
    if axis == 0:
        return subscript(grad, bounds)
    if axis > 0:
        return subscript(grad, Sequence((*(_ALL,) * axis, bounds)))
    return subscript(grad, Sequence((_DOTS, bounds, *(_ALL,) * (-axis - 1))))


def _cut(grad: Expression, bounds: Slice, axis: Expression, name: str = "split") -> Expression:
    """The part between `bounds` along an axis that is not written out."""
    if bounds == _ALL:
        return grad
    cuts = Sequence(bounds.parts, "[]")
    split = fill(f"{name}(grad, cuts, axis=axis)", grad=grad, cuts=cuts, axis=axis)
    return subscript(split, Literal("0" if bounds.start is None else "1"))


def _flat_part(
    around: Surroundings, grad: Expression, row: tuple[Expression, ...], index: int
) -> Expression:
    """The part of one array of a row that was made flat and joined."""
    return shaped(around, _sliced(grad, bounds_of(around, row, index, _size), 0), row[index], 1)


def shaped(around: Surroundings, part: Expression, own: Expression, rank: int) -> Expression:
    """`part` in the shape of `own`; as it is where that has as many dimensions for certain."""
    known = around.shape_of(own).rank
    if known == rank:
        return part
    if known == 0:
        return fill("sum(part)", part=part)
    return fill("part.reshape(shape)", part=part, shape=around.shape(own))


@form
def layer(around: Surroundings, grad: Expression, axis: Expression) -> Expression:
    """The part of `grad` that belongs to one array of a row stacked along a new axis."""
    place, index = number(axis), Literal(str(around.index))
    if not isinstance(place, int):
        return fill("take(grad, index, axis=axis)", grad=grad, index=index, axis=axis)
    if place >= 0:
        return subscript(grad, Sequence((*(_ALL,) * place, index)) if place else index)
    return subscript(grad, Sequence((_DOTS, index, *(_ALL,) * (-place - 1))))


@form
def part_beside(around: Surroundings, grad: Expression, own: Expression) -> Expression:
    """The part of one array of `hstack`: by columns, or by elements where there are only rows."""
    row = row_of(around, "*tup")
    ranks = [around.shape_of(value).rank for value in row]
    rank = max((rank for rank in ranks if rank is not None), default=0)
    if rank == 0 and None not in ranks:
        return subscript(grad, Literal(str(around.index)))
    if rank == 1:
        return shaped(around, _sliced(grad, bounds_of(around, row, around.index, _size), 0), own, 1)
    if rank > 1:
        return _sliced(grad, bounds_of(around, row, around.index, along(Literal("1"))), 1)
    return _by_definition("parts_beside", around, grad)


def _by_definition(name: str, around: Surroundings, grad: Expression) -> Expression:
    """The part of one array of a row, by a definition that looks at their numbers of dimensions."""
    arrays, place = Sequence(row_of(around, "*tup"), "[]"), Literal(str(around.index))
    return fill(f"{name}(grad, arrays)[place]", grad=grad, arrays=arrays, place=place)


@form
def part_upon(around: Surroundings, grad: Expression, own: Expression) -> Expression:
    """The part of one array of `vstack`."""
    return _standing(around, grad, own, 0) or _by_definition("parts_upon", around, grad)


@form
def part_of_columns(around: Surroundings, grad: Expression, own: Expression) -> Expression:
    """The part of one array of `column_stack`."""
    return _standing(around, grad, own, 1) or _by_definition("parts_of_columns", around, grad)


@form
def part_behind(around: Surroundings, grad: Expression, own: Expression) -> Expression:
    """The part of one array of `dstack`."""
    return _standing(around, grad, own, 2) or _by_definition("parts_behind", around, grad)


def _standing(
    around: Surroundings, grad: Expression, own: Expression, axis: int
) -> Expression | None:
    """The part of one array that was joined along `axis`, with more axes where it had fewer."""
    row, index = row_of(around, "*tup"), around.index
    ranks = [around.shape_of(value).rank for value in row[: index + 1]]
    if None in ranks:
        return None

    def measure(around: Surroundings, value: Expression) -> Expression:
        is_alone = (axis, around.rank(value)) in _ALONE
        return Literal("1") if is_alone else along(Literal(str(axis)))(around, value)

    bounds = bounds_of(around, row, index, measure)
    if (axis, ranks[-1]) in _ALONE:
        place = bounds.start or Literal("0")
        return fill(f"grad[{_ALONE[axis, around.rank(own)]}]", grad=grad, own=place)
    return _sliced(grad, bounds, axis)


# Where a smaller array has gone: by the axis of the join, and its own number of dimensions.
_ALONE = {
    (0, 0): "own, 0",
    (0, 1): "own",
    (1, 0): "0, own",
    (1, 1): ":, own",
    (2, 0): "0, 0, own",
    (2, 1): "0, :, own",
    (2, 2): ":, :, own",
}


@form
def first_part(
    around: Surroundings, grad: Expression, arr: Expression, axis: Expression
) -> Expression:
    """What belongs to the array that something was appended to."""
    return _appended(around, grad, (arr, around.bindings["values"]), 0, axis)


@form
def last_part(
    around: Surroundings, grad: Expression, arr: Expression, values: Expression, axis: Expression
) -> Expression:
    """What belongs to the values that were appended."""
    return _appended(around, grad, (arr, values), 1, axis)


def _appended(
    around: Surroundings,
    grad: Expression,
    row: tuple[Expression, ...],
    index: int,
    axis: Expression,
) -> Expression:
    if axis == _NONE:
        return _flat_part(around, grad, row, index)
    place = number(axis)
    bounds = bounds_of(around, row, index, along(axis))
    return _sliced(grad, bounds, place) if isinstance(place, int) else _cut(grad, bounds, axis)
