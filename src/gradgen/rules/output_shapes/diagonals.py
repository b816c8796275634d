"""Shapes of diagonals, and of matrices made of them."""

from __future__ import annotations

from gradgen.ir.expression import Expression
from gradgen.ir.numerals import number
from gradgen.ir.shape import Dim, MisfitError, Shape, UnsureError, shifted
from gradgen.rules.output_shapes.layout import size_of_all
from gradgen.rules.output_shapes.operands import Operands


def diagonal_or_matrix(operands: Operands) -> Shape:
    """A square matrix of a row, the diagonal of a matrix."""
    dims = operands.dims("v")
    offset = _whole(operands.values["k"])
    if len(dims) == 1:
        return _square(dims[0], offset)
    if len(dims) != 2:
        raise MisfitError(f"{Shape(dims)} is neither a row nor a matrix")
    return Shape((_length(dims[0], dims[1], offset),))


def _whole(value: Expression) -> int:
    offset = number(value)
    if not isinstance(offset, int):
        raise UnsureError
    return offset


def _square(size: Dim, offset: int) -> Shape:
    return Shape((shifted(size, abs(offset)),) * 2)


def _length(rows: Dim, columns: Dim, offset: int) -> Dim:
    """How long the diagonal of a matrix is."""
    if isinstance(rows, int) and isinstance(columns, int):
        return max(min(rows + min(offset, 0), columns - max(offset, 0)), 0)
    return rows if rows == columns and not offset else f"?diagonal({rows}, {columns}, {offset})"


def matrix_of_all(operands: Operands) -> Shape:
    """`diagflat`: a square matrix with all elements in its diagonal."""
    size = size_of_all(operands.shape("v"), operands.values["v"])
    return _square(size, _whole(operands.values["k"]))


def diagonals(operands: Operands) -> Shape:
    """`diagonal`: the diagonals of a stack of matrices, as its last axis."""
    dims, (first, second) = operands.dims("a"), _axes(operands)
    offset = _whole(operands.values["offset"])
    return Shape((*_others(dims, first, second), _length(dims[first], dims[second], offset)))


def traced(operands: Operands) -> Shape:
    """`trace`: what is left without the two axes."""
    return Shape(_others(operands.dims("a"), *_axes(operands)))


def _axes(operands: Operands) -> tuple[int, int]:
    dims = operands.dims("a")
    first, second = (_whole(operands.values[name]) for name in ("axis1", "axis2"))
    if len(dims) < 2:
        raise MisfitError(f"{Shape(dims)} has no diagonal")
    return first % len(dims), second % len(dims)


def _others(dims: tuple[Dim, ...], first: int, second: int) -> tuple[Dim, ...]:
    return tuple(dim for i, dim in enumerate(dims) if i not in (first, second))


def triangle(operands: Operands) -> Shape:
    """`tril` and `triu`: as it is; of a row, as many rows as it has elements."""
    dims = operands.dims("m")
    return Shape(dims * 2 if len(dims) == 1 else dims)
