"""Shapes of what an index leaves of an array (NumPy, "Indexing on ndarrays")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from gradgen.ir.expression import Apply, Expression, Literal, Slice, index_items
from gradgen.ir.numerals import number
from gradgen.ir.printer import show
from gradgen.ir.shape import Dim, MisfitError, Open, Shape, UnsureError, broadcast, shifted, unknown
from gradgen.rules.output_shapes.operands import Operands
from gradgen.rules.output_shapes.places import how_many_are_true

# An item of an index, and the dimensions that it leaves.
Part: TypeAlias = tuple[Expression, tuple[Dim, ...]]

_NEW, _DOTS = Literal("None"), Literal("...")


def subscripted(operands: Operands) -> Shape:
    """What an index leaves of `a`."""
    index = operands.values["index"]
    items = list(index_items(index))
    shape = operands.shape("a")
    if not shape.is_exact:
        return _subscripted_open(shape, items)
    whole = _without_dots(operands, items, shape)
    arrays = [item for item in whole if _is_array(operands, item)]
    found: list[Part] = []
    dims = list(shape.dims)
    for item in whole:
        if item == _NEW:
            found.append((item, (1,)))
            continue
        taken = [dims.pop(0) for _ in range(_consumed(operands, item))]
        found.append((item, (sliced(taken[0], item),) if isinstance(item, Slice) else ()))
    return Shape(tuple(_in_place(operands, found, arrays)))


def _without_dots(operands: Operands, items: list[Expression], shape: Shape) -> list[Expression]:
    """The items of an index with `...`, written or not, as so many `:` where there are any."""
    used = sum(_consumed(operands, item) for item in items)
    if used > len(shape.dims):
        raise MisfitError(f"{used} indices into {shape}")
    place = items.index(_DOTS) if _DOTS in items else len(items)
    rest: list[Expression] = [Slice()] * (len(shape.dims) - used)
    if _DOTS in items and not rest:
        rest = [_DOTS]  # of no axis, it keeps arrays apart all the same
    return [*items[:place], *rest, *items[place + 1 :]]


def _in_place(operands: Operands, found: list[Part], arrays: list[Expression]) -> Iterator[Dim]:
    """The dimensions in order; those of index arrays stand where the arrays do, if side by side.

    Single numbers count as arrays beside one (NumPy, "Combining advanced and basic indexing").
    """
    advanced = [i for i, (item, _) in enumerate(found) if arrays and not _keeps_apart(item)]
    if not advanced:
        yield from (dim for _, dims in found for dim in dims)
        return
    joined = broadcast(_index_shape(operands, item) for item in arrays).dims
    first = advanced[0] if advanced[-1] - advanced[0] == len(advanced) - 1 else -1
    if first < 0:
        yield from joined
    for place, (_, dims) in enumerate(found):
        yield from joined if place == first else dims


def _keeps_apart(item: Expression) -> bool:
    return isinstance(item, Slice) or item in (_NEW, _DOTS)


def _index_shape(operands: Operands, item: Expression) -> Shape:
    """The shape that an index array has; of a mask, as many places as are true."""
    if operands.kind_of(item) == "mask":
        return Shape((how_many_are_true(item),))
    return operands.shape_of(item)


def _subscripted_open(shape: Shape, items: list[Expression]) -> Shape:
    """`x[..., None]` and the like of a shape that is not known: all that can be told."""
    if items and all(item in (_NEW, _DOTS) for item in items):
        lone = next(iter(shape.opens)) if len(shape.opens) == 1 and not shape.dims else None
        if lone and items[0] == _DOTS:
            return Shape((), frozenset((Open(lone.name, (*lone.dims, *(1,) * (len(items) - 1))),)))
    return _shortened(shape, items)


def _shortened(shape: Shape, items: list[Expression]) -> Shape:
    """`x[1:-1]` of a shape that is not known: `x[2:]` has as many elements, however many."""
    lone = next(iter(shape.opens))
    if len(shape.opens) > 1 or shape.dims or lone.dims or lone.reduced:
        raise UnsureError
    taken = [_taken(item) for item in items]
    return unknown(f"{lone.name}[-{',-'.join(map(str, taken))}]")


def _taken(item: Expression) -> int:
    """How many elements a slice leaves out at the ends of an axis; raises UnsureError."""
    if not isinstance(item, Slice) or item.step is not None:
        raise UnsureError
    start, stop = (0 if p is None else number(p) for p in (item.start, item.stop))
    if not isinstance(start, int) or not isinstance(stop, int) or start < 0 or stop > 0:
        raise UnsureError
    if item.stop is not None and stop == 0:
        raise UnsureError
    return start - stop


def _consumed(operands: Operands, item: Expression) -> int:
    """How many axes an item of an index takes: a mask as many as it has."""
    if item in (_NEW, _DOTS):
        return 0
    if operands.kind_of(item) == "mask":
        rank = operands.shape_of(item).rank
        if not rank:
            raise UnsureError
        return rank
    if _is_place(item):
        return _axes(operands, item)
    return 1


def _is_place(item: Expression) -> bool:
    """Whether an item is the index of a loop over all elements of an array: `*i`."""
    return isinstance(item, Apply) and item.function.name == "star"


def _axes(operands: Operands, place: Expression) -> int:
    """How many numbers there are in `*i`; raises UnsureError."""
    assert isinstance(place, Apply)
    shape = operands.shape_of(place.arguments[0])
    if not shape.is_exact or len(shape.dims) != 1 or not isinstance(shape.dims[0], int):
        raise UnsureError
    return shape.dims[0]


def _is_array(operands: Operands, item: Expression) -> bool:
    """Whether an item of an index is an array, of places or a mask; raises UnsureError."""
    if _keeps_apart(item) or isinstance(number(item), int) or _is_place(item):
        return False
    if operands.size_of(item) is not None:
        return False
    shape = operands.shape_of(item)
    if operands.kind_of(item) and shape.is_exact:
        return not shape.is_scalar
    if shape.is_scalar:
        return False
    raise UnsureError


def sliced(dim: Dim, item: Slice) -> Dim:
    """The length of a slice of an axis."""
    bounds = [None if part is None else number(part) for part in (item.start, item.stop, item.step)]
    start, stop, step = (bound if isinstance(bound, int) else None for bound in bounds)
    is_literal = all(
        part is None or isinstance(bound, int)
        for part, bound in zip((item.start, item.stop, item.step), bounds, strict=True)
    )
    if item.start is None and item.stop is None and step in (None, 1, -1) and is_literal:
        return dim
    if isinstance(dim, int) and is_literal:
        return len(range(dim)[slice(start, stop, step)])
    cut = (start or 0) >= 0 and (stop is None or stop < 0)
    if is_literal and step in (None, 1) and cut:
        return shifted(dim, (stop or 0) - (start or 0))
    return f"?{dim}[{show(item)}]"
