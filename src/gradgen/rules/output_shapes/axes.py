"""Shapes of arrays whose axes change places, and of what is spread over new ones."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal
from gradgen.ir.numerals import number
from gradgen.ir.shape import Dim, MisfitError, Shape, UnsureError, broadcast
from gradgen.rules.forms.axes import literal_axes
from gradgen.rules.output_shapes.operands import Operands, like_first

_NONE = Literal("None")


def transposed(operands: Operands) -> Shape:
    """The axes of `a` in the order `axes`; turned round without."""
    dims, axes = operands.dims("a"), operands.values.get("axes", _NONE)
    if axes == _NONE:
        return Shape(dims[::-1])
    places = literal_axes(axes)
    if places is None:
        raise UnsureError
    if sorted(place % max(len(dims), 1) for place in places) != list(range(len(dims))):
        raise MisfitError(f"the axes {places} of {Shape(dims)}")
    return Shape(tuple(dims[place] for place in places))


def last_two_swapped(operands: Operands) -> Shape:
    """Every matrix in a stack transposed."""
    dims = operands.dims("x")
    if len(dims) < 2:
        raise MisfitError(f"{Shape(dims)} is no matrix")
    return Shape((*dims[:-2], dims[-1], dims[-2]))


def swapped(operands: Operands) -> Shape:
    """Two axes in each other's place."""
    dims = list(operands.dims("a"))
    first, second = (_axis(operands.values[name], dims) for name in ("axis1", "axis2"))
    dims[first], dims[second] = dims[second], dims[first]
    return Shape(tuple(dims))


def moved(operands: Operands) -> Shape:
    """Some axes at other places, the others in order (NumPy, `moveaxis`)."""
    dims = operands.dims("a")
    pairs = [literal_axes(operands.values[name]) for name in ("source", "destination")]
    if pairs[0] is None or pairs[1] is None or len(pairs[0]) != len(pairs[1]):
        raise UnsureError
    source, target = ([_in_range(place, dims) for place in places or ()] for places in pairs)
    order = [place for place in range(len(dims)) if place not in source]
    for to, place in sorted(zip(target, source, strict=True)):
        order.insert(to, place)
    return Shape(tuple(dims[place] for place in order))


def rolled(operands: Operands) -> Shape:
    """One axis before another (NumPy, `rollaxis`)."""
    dims = list(operands.dims("a"))
    axis, start = (number(operands.values[name]) for name in ("axis", "start"))
    if not isinstance(axis, int) or not isinstance(start, int):
        raise UnsureError
    axis, start = _in_range(axis, dims), start if start >= 0 else start + len(dims)
    dims.insert(start - (start > axis), dims.pop(axis))
    return Shape(tuple(dims))


def turned(operands: Operands) -> Shape:
    """Two axes change places where a quarter turn is made an odd number of times."""
    k, axes = number(operands.values["k"]), literal_axes(operands.values["axes"])
    if isinstance(k, int) and k % 2 == 0:
        return like_first(operands)
    dims = list(operands.dims("m"))
    if not isinstance(k, int) or axes is None or len(axes) != 2:
        raise UnsureError
    first, second = (_in_range(axis, dims) for axis in axes)
    dims[first], dims[second] = dims[second], dims[first]
    return Shape(tuple(dims))


def _axis(value: Expression, dims: list[Dim]) -> int:
    place = number(value)
    if not isinstance(place, int):
        raise UnsureError
    return _in_range(place, dims)


def _in_range(place: int, dims: list[Dim] | tuple[Dim, ...]) -> int:
    if not -len(dims) <= place < len(dims):
        shape = Shape(tuple(dims))
        raise MisfitError(f"axis {place} of {shape}, which has {len(dims)} dimensions")
    return place % len(dims)


def broadcast_together(operands: Operands) -> tuple[Shape, ...]:
    """All arrays in the shape that they broadcast to."""
    shapes = [operands.shape_of(value) for value in operands.row("args")]
    return (broadcast(shapes),) * len(shapes)


def grids(operands: Operands) -> tuple[Shape, ...]:
    """One axis for each row, the first two swapped unless the index is a matrix's."""
    rows = [operands.shape_of(value) for value in operands.row("xi")]
    if not all(row.is_exact and len(row.dims) < 2 for row in rows):
        raise UnsureError
    sizes: list[Dim] = [row.dims[0] if row.dims else 1 for row in rows]
    order = grid_axes(len(sizes), operands.values["indexing"])
    dims = tuple(sizes[order.index(axis)] for axis in range(len(sizes)))
    if not operands.is_true("sparse"):
        return (Shape(dims),) * len(sizes)
    alone = (tuple(d if a == own else 1 for a, d in enumerate(dims)) for own in order)
    return tuple(map(Shape, alone))


def grid_axes(count: int, indexing: Expression) -> list[int]:
    """The axis along which each row of a grid runs; raises UnsureError."""
    if indexing not in (Literal('"xy"'), Literal('"ij"')):
        raise UnsureError
    order = list(range(count))
    if indexing == Literal('"xy"') and count > 1:
        order[:2] = [1, 0]
    return order
