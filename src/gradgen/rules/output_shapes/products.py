"""Shapes of products of matrices and vectors."""

from __future__ import annotations

from gradgen.ir.shape import MisfitError, Shape, UnsureError, broadcast, is_unnamed
from gradgen.rules.output_shapes.operands import Operands


def matrix_product(operands: Operands) -> Shape:
    """`[…, N, K] @ [K, M]`, a vector standing for one row or column (NumPy, `matmul`)."""
    names = list(operands.values)
    shapes = operands.shape(names[0]), operands.shape(names[1])
    left, right = (operands.dims(name) for name in names[:2])
    if not left or not right:
        raise MisfitError(f"{shapes[0]} @ {shapes[1]}: a matrix product needs arrays")
    inner = left[-1], right[-2] if len(right) > 1 else right[0]
    if inner[0] != inner[1]:
        if any(map(is_unnamed, inner)):
            raise UnsureError
        raise MisfitError(f"{shapes[0]} @ {shapes[1]}: {inner[0]} against {inner[1]}")
    lead = broadcast((Shape(left[:-2]), Shape(right[:-2]))).dims
    return Shape((*lead, *(left[-2:-1] if len(left) > 1 else ()), *right[-1:] * (len(right) > 1)))


def dot_product(operands: Operands) -> Shape:
    """As `matrix_product` up to two dimensions; a number scales (NumPy, `dot`)."""
    left, right = (operands.dims(name) for name in list(operands.values)[:2])
    if not left or not right:
        return Shape(left or right)
    if len(right) > 2:
        raise UnsureError
    return matrix_product(operands)


def outer_product(operands: Operands) -> Shape:
    """`[N]` and `[M]` give `[N, M]`."""
    left, right = (operands.dims(name) for name in list(operands.values)[:2])
    if len(left) > 1 or len(right) > 1:
        raise UnsureError
    return Shape((*(left or (1,)), *(right or (1,))))
