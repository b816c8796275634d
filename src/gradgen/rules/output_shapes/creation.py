"""Shapes of arrays that are made: of numbers in a row, of literals."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal, Sequence
from gradgen.ir.numerals import number
from gradgen.ir.shape import Shape, UnsureError, broadcast, shifted
from gradgen.rules.output_shapes.operands import Operands

_NONE = Literal("None")


def counted(operands: Operands) -> Shape:
    """`arange(n)`; with a start or a step, a row of unknown length."""
    values = operands.values
    start: Expression
    start, stop = Literal("0"), values["start_or_stop"]
    if values.get("stop", _NONE) != _NONE:
        start, stop = values["start_or_stop"], values["stop"]
    first, size = number(start), operands.size_of(stop)
    step = values.get("step", Literal("1"))
    if not isinstance(first, int) or size is None or step != Literal("1"):
        return Shape((_length(operands),))
    return Shape((max(size - first, 0) if isinstance(size, int) else shifted(size, -first),))


def _length(operands: Operands) -> str:
    names = ("start_or_stop", "stop", "step")
    bounds = (operands.values.get(name, _NONE) for name in names)
    return f"?arange({', '.join(map(repr, bounds))})"


def spaced(operands: Operands) -> Shape:
    """`num` points between two ends, along an axis of their own."""
    ends = broadcast((operands.shape("start"), operands.shape("stop")))
    size, place = operands.size_of(operands.values["num"]), number(operands.values["axis"])
    if not ends.is_exact or size is None or not isinstance(place, int):
        raise UnsureError
    dims = list(ends.dims)
    dims.insert(place if place >= 0 else place + len(dims) + 1, size)
    return Shape(tuple(dims))


def square(operands: Operands) -> Shape:
    """`eye(N)`, or `N` rows of `M` columns."""
    rows = operands.size_of(operands.values["N"])
    columns = operands.values.get("M", _NONE)
    size = rows if columns == _NONE else operands.size_of(columns)
    if rows is None or size is None:
        raise UnsureError
    return Shape((rows, size))


def index_grid(operands: Operands) -> Shape:
    """`indices`: one array of the given shape for each axis."""
    dimensions = operands.values["dimensions"]
    if not isinstance(dimensions, Sequence) or operands.values["sparse"] != Literal("False"):
        raise UnsureError
    sizes = [operands.size_of(item) for item in dimensions.items]
    dims = [size for size in sizes if size is not None]
    if len(dims) < len(sizes):
        raise UnsureError
    return Shape((len(dims), *dims))
