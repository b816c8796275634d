"""Shapes of differences of neighbours."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal
from gradgen.ir.numerals import number
from gradgen.ir.shape import Dim, Shape, UnsureError, shifted
from gradgen.rules.forms.axes import literal_axes
from gradgen.rules.output_shapes.operands import Operands, like_first


def differences(operands: Operands) -> Shape:
    """As many elements less along `axis` as differences are taken."""
    n, places = number(operands.values["n"]), literal_axes(operands.values["axis"])
    dims = list(operands.dims("a"))
    if not isinstance(n, int) or n < 0 or places is None or len(places) != 1:
        raise UnsureError
    if not -len(dims) <= places[0] < len(dims):
        raise UnsureError
    dims[places[0]] = _less(dims[places[0]], n)
    return Shape(tuple(dims))


def flat_differences(operands: Operands) -> Shape:
    """One element less than all of the array has."""
    dims = operands.dims("ary")
    if len(dims) != 1:
        raise UnsureError
    return Shape((_less(dims[0], 1),))


def _less(dim: Dim, n: int) -> Dim:
    return max(dim - n, 0) if isinstance(dim, int) else shifted(dim, -n)


def slopes(operands: Operands) -> Shape:
    """The shape of the samples, where there are slopes along one axis only."""
    axis: Expression = operands.values["axis"]
    places = literal_axes(axis)
    if axis == Literal("None") and operands.shape("f").rank != 1:
        raise UnsureError
    if axis != Literal("None") and (places is None or len(places) != 1):
        raise UnsureError
    return like_first(operands)
