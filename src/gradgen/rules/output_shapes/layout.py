"""Shapes of arrays whose elements are laid out anew: transposed, reshaped, expanded."""

from __future__ import annotations

from gradgen.ir.expression import Apply, Literal, Sequence
from gradgen.ir.printer import show
from gradgen.ir.shape import MisfitError, Shape, UnsureError
from gradgen.rules.forms.axes import literal_axes
from gradgen.rules.output_shapes.operands import Operands


def transposed(operands: Operands) -> Shape:
    """The axes of `a` in the order `axes`; turned round without."""
    dims, axes = operands.dims("a"), operands.values.get("axes", Literal("None"))
    if axes == Literal("None"):
        return Shape(dims[::-1])
    places = literal_axes(axes)
    if places is None:
        raise UnsureError
    if sorted(place % max(len(dims), 1) for place in places) != list(range(len(dims))):
        raise MisfitError(f"the axes {places} of {Shape(dims)}")
    return Shape(tuple(dims[place] for place in places))


def given_shape(operands: Operands) -> Shape:
    """The dimensions that the operand `shape` names."""
    value = operands.values["shape"]
    if isinstance(value, Apply) and value.function.name == "shape":
        return operands.shape_of(value.arguments[0])
    items = value.items if isinstance(value, Sequence) else (value,)
    sizes = [operands.size_of(item) for item in items]
    if None in sizes or (not isinstance(value, Sequence) and operands.shape_of(value).dims):
        raise UnsureError
    return Shape(tuple(size for size in sizes if size is not None))


def reshaped(operands: Operands) -> Shape:
    """The dimensions that `shape` names; one `-1` is worked out where that can be."""
    shape = given_shape(operands)
    if -1 not in shape.dims:
        return shape
    whole = operands.shape("a")
    if shape.dims == (-1,) and whole.rank == 1:
        return whole
    rest = list(whole.dims) if whole.is_exact else []
    for dim in shape.dims:
        if dim != -1 and dim in rest:
            rest.remove(dim)
        elif dim not in (-1, 1):
            rest = []
            break
    missing = rest[0] if len(rest) == 1 else f"?{show(operands.values['a'])}{shape.dims}"
    return Shape(tuple(missing if dim == -1 else dim for dim in shape.dims))


def expanded(operands: Operands) -> Shape:
    """`a` with an axis of length 1 at `axis`."""
    dims, places = list(operands.dims("a")), literal_axes(operands.values["axis"])
    if places is None or len(places) != 1:
        raise UnsureError
    place = places[0] if places[0] >= 0 else places[0] + len(dims) + 1
    dims.insert(place, 1)
    return Shape(tuple(dims))


def vector_of_shape(operands: Operands) -> Shape:
    """`x.shape`: as many numbers as there are dimensions."""
    return Shape((len(operands.dims(next(iter(operands.values)))),))
