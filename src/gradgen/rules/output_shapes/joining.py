"""Shapes of arrays joined to one."""

from __future__ import annotations

from gradgen.ir.shape import Shape, UnsureError
from gradgen.rules.forms.axes import literal_axes
from gradgen.rules.output_shapes.operands import Operands


def concatenated(operands: Operands) -> Shape:
    """The arrays one behind the other along `axis`."""
    rows = [operands.shape_of(value) for value in operands.row("arrays")]
    places = literal_axes(operands.values["axis"])
    if places is None or len(places) != 1 or not all(shape.is_exact for shape in rows):
        raise UnsureError
    dims = list(rows[0].dims)
    sizes = [shape.dims[places[0]] for shape in rows]
    if not all(isinstance(size, int) for size in sizes):
        raise UnsureError
    dims[places[0]] = sum(size for size in sizes if isinstance(size, int))
    return Shape(tuple(dims))


def stacked(operands: Operands) -> Shape:
    """The arrays side by side along a new axis."""
    rows = [operands.shape_of(value) for value in operands.row("arrays")]
    places = literal_axes(operands.values["axis"])
    if places is None or len(places) != 1 or not all(shape.is_exact for shape in rows):
        raise UnsureError
    dims = list(rows[0].dims)
    place = places[0] if places[0] >= 0 else places[0] + len(dims) + 1
    dims.insert(place, len(rows))
    return Shape(tuple(dims))
