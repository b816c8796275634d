"""Shapes of linear algebra: of matrices, alone or in stacks."""

from __future__ import annotations

from typing import TypeAlias

from gradgen.ir.expression import Literal, Sequence
from gradgen.ir.printer import show
from gradgen.ir.shape import (
    SCALAR,
    Dim,
    MisfitError,
    Shape,
    UnsureError,
    broadcast,
    is_unnamed,
    unknown,
)
from gradgen.rules.output_shapes.operands import Operands

Dims: TypeAlias = tuple[Dim, ...]


def _matrices(operands: Operands, name: str = "a") -> Dims:
    """The dimensions of an operand that is a matrix, or a stack of them."""
    dims = operands.dims(name)
    if len(dims) < 2:
        raise MisfitError(f"{Shape(dims)}: a matrix is wanted")
    return dims


def _square(operands: Operands, name: str = "a") -> Dims:
    """The same for square matrices."""
    dims = _matrices(operands, name)
    if dims[-1] != dims[-2]:
        if is_unnamed(dims[-1]) or is_unnamed(dims[-2]):
            raise UnsureError
        raise MisfitError(f"{Shape(dims)}: a square matrix is wanted")
    return dims


def square_matrices(operands: Operands) -> Shape:
    """As `a`, which is square."""
    return Shape(_square(operands))


def number_of_each(operands: Operands) -> Shape:
    """One number for each matrix."""
    return Shape(_matrices(operands)[:-2])


def numbers_of_each(operands: Operands) -> tuple[Shape, ...]:
    """Two numbers for each matrix."""
    return (Shape(_square(operands)[:-2]),) * 2


def vector_of_each(operands: Operands) -> Shape:
    """A vector for each square matrix."""
    return Shape(_square(operands)[:-1])


def eigensystem(operands: Operands) -> tuple[Shape, ...]:
    """The eigenvalues, and the matrix of the eigenvectors."""
    dims = _square(operands)
    return Shape(dims[:-1]), Shape(dims)


def solution(operands: Operands) -> Shape:
    """As many rows as the square matrices have, and the columns of the right-hand sides."""
    return _solution(_square(operands), operands.dims("b"))


def solution_of_factor(operands: Operands) -> Shape:
    """The same where the matrix comes as a factor with a flag."""
    row = operands.values["*c_and_lower"]
    assert isinstance(row, Sequence)
    factor = operands.shape_of(row.items[0])
    if not factor.is_exact:
        raise UnsureError
    return _solution(factor.dims, operands.dims("b"))


def _solution(matrices: Dims, right: Dims) -> Shape:
    if not right:
        raise MisfitError(f"{Shape(matrices)} and {Shape(right)}: no right-hand side")
    rows = right[-2] if len(right) > 1 else right[0]
    if rows != matrices[-1]:
        if is_unnamed(rows) or is_unnamed(matrices[-1]):
            raise UnsureError
        raise MisfitError(f"{Shape(matrices)} and {Shape(right)}: {matrices[-1]} against {rows}")
    lead = broadcast((Shape(matrices[:-2]), Shape(right[:-2]))).dims
    return Shape((*lead, rows, *(right[-1:] if len(right) > 1 else ())))


def pseudoinverse(operands: Operands) -> Shape:
    """Rows and columns exchanged."""
    *lead, rows, columns = _matrices(operands)
    return Shape((*lead, columns, rows))


def nearest_solution(operands: Operands) -> tuple[Shape, ...]:
    """The solution, the residuals if there are any, the rank, and the singular values."""
    (rows, columns), right = _matrices(operands), operands.dims("b")
    return (
        Shape((columns, *right[1:])),
        unknown(f"residuals of {show(operands.values['a'])}, {show(operands.values['b'])}"),
        SCALAR,
        Shape((_smaller(rows, columns),)),
    )


def singular_values(operands: Operands) -> Shape:
    """As many as the matrices have rows or columns, whichever are fewer."""
    *lead, rows, columns = _matrices(operands)
    return Shape((*lead, _smaller(rows, columns)))


def singular_system(operands: Operands) -> tuple[Shape, ...]:
    """The left vectors, the singular values, and the right vectors, no more than needed."""
    *lead, rows, columns = _matrices(operands)
    count = _smaller(rows, columns)
    shapes = (rows, count), (count,), (count, columns)
    return tuple(Shape((*lead, *dims)) for dims in shapes)


def whole_singular_system(operands: Operands) -> tuple[Shape, ...]:
    """The same with all vectors."""
    *lead, rows, columns = _matrices(operands)
    shapes = (rows, rows), (_smaller(rows, columns),), (columns, columns)
    return tuple(Shape((*lead, *dims)) for dims in shapes)


def thin_factors(operands: Operands) -> tuple[Shape, ...]:
    """The orthogonal and the triangular factor, no more than needed."""
    *lead, rows, columns = _matrices(operands)
    count = _smaller(rows, columns)
    return Shape((*lead, rows, count)), Shape((*lead, count, columns))


def whole_factors(operands: Operands) -> tuple[Shape, ...]:
    """The same with a square orthogonal factor."""
    *lead, rows, columns = _matrices(operands)
    return Shape((*lead, rows, rows)), Shape((*lead, rows, columns))


def factor_and_flag(operands: Operands) -> tuple[Shape, ...]:
    """A factor like the matrix, and which triangle it is in."""
    return Shape(_square(operands)), SCALAR


def diagonals_of_each(operands: Operands) -> Shape:
    """The diagonal of each matrix."""
    *lead, rows, columns = _matrices(operands)
    if operands.values["offset"] != Literal("0"):
        offset = show(operands.values["offset"])
        return Shape((*lead, f"?diagonal({rows}, {columns}, {offset})"))
    return Shape((*lead, _smaller(rows, columns)))


def norm_of_each(operands: Operands) -> Shape:
    """One number for each matrix, in its place with `keepdims`."""
    dims = _matrices(operands, "x")
    return Shape((*dims[:-2], 1, 1) if operands.is_true("keepdims") else dims[:-2])


def _smaller(rows: Dim, columns: Dim) -> Dim:
    if isinstance(rows, int) and isinstance(columns, int):
        return min(rows, columns)
    return rows if rows == columns else f"?min({rows},{columns})"
