"""Shapes of arrays that are repeated, padded, or looked at through sliding windows."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal, Sequence
from gradgen.ir.numerals import number
from gradgen.ir.printer import show
from gradgen.ir.shape import Dim, Shape, UnsureError, shifted
from gradgen.rules.forms.axes import literal_axes
from gradgen.rules.output_shapes.layout import shape_named, size_of_all
from gradgen.rules.output_shapes.operands import Operands

_NONE = Literal("None")


def repeated(operands: Operands) -> Shape:
    """Each element several times, all in a row or along an axis."""
    axis, value = operands.values["axis"], operands.values["a"]
    if axis == _NONE:
        return Shape((_multiple(size_of_all(operands.shape("a"), value), operands),))
    dims, place = list(operands.dims("a")), number(axis)
    if not isinstance(place, int) or not -len(dims) <= place < len(dims):
        raise UnsureError
    dims[place] = _multiple(dims[place], operands)
    return Shape(tuple(dims))


def _multiple(size: Dim, operands: Operands) -> Dim:
    return _times(size, operands.values["repeats"])


def _times(size: Dim, count: Expression) -> Dim:
    times = number(count)
    if times == 1:
        return size
    if isinstance(size, int) and isinstance(times, int):
        return size * times
    return f"?{size} times {show(count)}"  # a count may be called like some size


def tiled(operands: Operands) -> Shape:
    """The whole array several times, along each axis."""
    dims, reps = operands.dims("A"), operands.values["reps"]
    items = reps.items if isinstance(reps, Sequence) else (reps,)
    if not isinstance(reps, Sequence) and not operands.shape_of(reps).is_scalar:
        raise UnsureError
    rank = max(len(dims), len(items))
    counts = (*(Literal("1"),) * (rank - len(items)), *items)
    sizes: tuple[Dim, ...] = (*(1,) * (rank - len(dims)), *dims)
    return Shape(tuple(_times(size, count) for size, count in zip(sizes, counts, strict=True)))


def resized(operands: Operands) -> Shape:
    """`resize`: the new shape."""
    return shape_named(operands, operands.values["new_shape"])


def padded(operands: Operands) -> Shape:
    """Each axis longer by its two margins."""
    dims = operands.dims("array")
    margins = margins_of(operands.values["pad_width"], len(dims))
    if margins is None:
        raise UnsureError
    sizes = []
    for dim, pair in zip(dims, margins, strict=True):
        before, after = map(number, pair)
        if not isinstance(before, int) or not isinstance(after, int):
            raise UnsureError
        sizes.append(shifted(dim, before + after))
    return Shape(tuple(sizes))


def margins_of(width: Expression, rank: int) -> list[tuple[Expression, Expression]] | None:
    """The margins before and behind, for each axis, where a pad width is written out."""
    if not isinstance(width, Sequence):
        return [(width, width)] * rank if isinstance(number(width), int) else None
    pairs = [item.items for item in width.items if isinstance(item, Sequence)]
    if not pairs:
        pairs = [width.items] * rank
    elif len(pairs) < len(width.items):
        return None
    if len(pairs) == 1:
        pairs *= rank
    if len(pairs) != rank or any(len(pair) not in (1, 2) for pair in pairs):
        return None
    return [(pair[0], pair[-1]) for pair in pairs]


def windows(operands: Operands) -> Shape:
    """The places of a window along each axis, and then its own axes."""
    dims, shape = list(operands.dims("x")), operands.values["window_shape"]
    sizes = [operands.size_of(i) for i in (shape.items if isinstance(shape, Sequence) else [shape])]
    axis = operands.values["axis"]
    axes = list(range(len(dims))) if axis == _NONE else literal_axes(axis)
    if axes is None or len(axes) != len(sizes):
        raise UnsureError
    found: list[Dim] = []
    for place, size in zip(axes, sizes, strict=True):
        if size is None or not -len(dims) <= place < len(dims):
            raise UnsureError
        whole = dims[place]
        known = isinstance(size, int)
        dims[place] = shifted(whole, 1 - size) if known else f"?{whole}-{size}+1"  # type: ignore[operator]
        found.append(size)
    return Shape((*dims, *found))
