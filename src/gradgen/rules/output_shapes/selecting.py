"""Shapes of what is taken from arrays by their places, or kept by a condition."""

from __future__ import annotations

from gradgen.ir.expression import Literal
from gradgen.ir.numerals import number
from gradgen.ir.shape import Dim, Shape, UnsureError, broadcast
from gradgen.rules.output_shapes.operands import Operands
from gradgen.rules.output_shapes.places import how_many_are_true

_NONE = Literal("None")


def taken(operands: Operands) -> Shape:
    """The shape of `indices`, in the place of the axis that is taken from."""
    indices = operands.shape("indices")
    if operands.values["axis"] == _NONE:
        return indices
    if not indices.is_exact:
        raise UnsureError
    return _instead(operands.dims("a"), _place(operands, len(operands.dims("a"))), indices.dims)


def _place(operands: Operands, rank: int) -> int:
    place = number(operands.values["axis"])
    if not isinstance(place, int) or not -rank <= place < rank:
        raise UnsureError
    return place % rank


def _instead(dims: tuple[Dim, ...], place: int, new: tuple[Dim, ...]) -> Shape:
    return Shape((*dims[:place], *new, *dims[place + 1 :]))


def taken_along_axis(operands: Operands) -> Shape:
    """`indices` and `arr` broadcast, but for the axis, which is as long as that of `indices`."""
    dims, indices = operands.dims("arr"), operands.dims("indices")
    if operands.values["axis"] == _NONE:
        return Shape(indices)
    place = _place(operands, len(dims))
    return broadcast((_instead(dims, place, (1,)), Shape(indices)))


def compressed(operands: Operands) -> Shape:
    """As many elements as the condition keeps, all in a row or along an axis."""
    kept = how_many_are_true(operands.values["condition"])
    if operands.values.get("axis", _NONE) == _NONE:
        return Shape((kept,))
    dims = operands.dims("a")
    return _instead(dims, _place(operands, len(dims)), (kept,))
