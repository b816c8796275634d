"""Shapes of what puts many elements together, over all of an array or along an axis."""

from __future__ import annotations

from math import prod

from gradgen.ir.expression import Literal
from gradgen.ir.shape import SCALAR, MisfitError, Shape, UnsureError, reduced_shape
from gradgen.rules.forms.axes import literal_axes
from gradgen.rules.output_shapes.operands import Operands, like_first


def reduced(operands: Operands) -> Shape:
    """The first operand without the axes `axis`, or with length 1 there with `keepdims`."""
    first = _first(operands)
    axis, keeps = operands.values["axis"], False
    if "keepdims" in operands.values:
        keeps = operands.is_true("keepdims")
    if axis == Literal("None") and not keeps:
        return SCALAR
    shape, places = operands.shape(first), literal_axes(axis)
    if not shape.is_exact and places:
        return reduced_shape(shape, tuple(places), keeps=keeps)
    dims = operands.dims(first)
    places = list(range(len(dims))) if axis == Literal("None") else places
    if places is None:
        raise UnsureError
    wrong = [place for place in places if not -len(dims) <= place < len(dims)]
    if wrong:
        raise MisfitError(f"axis {wrong[0]} of {Shape(dims)}, which has {len(dims)} dimensions")
    return reduced_shape(shape, tuple(places), keeps=keeps)


def cumulated(operands: Operands) -> Shape:
    """The first operand; flat where `axis` is left out, or may be `None` when it is run.

    A single number becomes a row of one, with an axis or without.
    """
    axis, first = operands.values["axis"], like_first(operands)
    if first.is_scalar:
        return Shape((1,))
    if literal_axes(axis) is not None or first.rank == 1:
        return first
    if axis == Literal("None") and all(
        isinstance(dim, int) for dim in operands.dims(_first(operands))
    ):
        return Shape((prod(int(dim) for dim in first.dims),))
    raise UnsureError


def _first(operands: Operands) -> str:
    return next(iter(operands.values))
