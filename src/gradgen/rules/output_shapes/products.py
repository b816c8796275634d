"""Shapes of products of matrices and vectors."""

from __future__ import annotations

from gradgen.ir.shape import Dim, MisfitError, Shape, UnsureError, broadcast, is_unnamed
from gradgen.rules.output_shapes.operands import Operands


def matrix_product(operands: Operands) -> Shape:
    """`[…, N, K] @ [K, M]`, a vector standing for one row or column (NumPy, `matmul`)."""
    left, right = _pair(operands)
    if not left or not right:
        shapes = f"{Shape(left)} @ {Shape(right)}"
        raise MisfitError(f"{shapes}: a matrix product needs arrays")
    _meet(left[-1], _second_last(right), f"{Shape(left)} @ {Shape(right)}")
    lead = broadcast((Shape(left[:-2]), Shape(right[:-2]))).dims
    return Shape((*lead, *left[-2:-1], *_last_of_matrix(right)))


def dot_product(operands: Operands) -> Shape:
    """All other axes of both, where the last and the second last meet; a number scales."""
    left, right = _pair(operands)
    if not left or not right:
        return Shape(left or right)
    _meet(left[-1], _second_last(right), f"the dot product of {Shape(left)} and {Shape(right)}")
    return Shape((*left[:-1], *right[:-2], *_last_of_matrix(right)))


def inner_product(operands: Operands) -> Shape:
    """All other axes of both, where the last ones meet; a number scales (NumPy, `inner`)."""
    left, right = _pair(operands)
    if not left or not right:
        return Shape(left or right)
    _meet(left[-1], right[-1], f"the inner product of {Shape(left)} and {Shape(right)}")
    return Shape((*left[:-1], *right[:-1]))


def outer_product(operands: Operands) -> Shape:
    """`[N]` and `[M]` give `[N, M]`."""
    left, right = _pair(operands)
    if len(left) > 1 or len(right) > 1:
        raise UnsureError
    return Shape((*(left or (1,)), *(right or (1,))))


def _pair(operands: Operands) -> tuple[tuple[Dim, ...], tuple[Dim, ...]]:
    """The dimensions of both factors."""
    first, second = list(operands.values)[:2]
    return operands.dims(first), operands.dims(second)


def _second_last(dims: tuple[Dim, ...]) -> Dim:
    return dims[-2] if len(dims) > 1 else dims[0]


def _last_of_matrix(dims: tuple[Dim, ...]) -> tuple[Dim, ...]:
    return dims[-1:] if len(dims) > 1 else ()


def _meet(left: Dim, right: Dim, product: str) -> None:
    """Two sizes along which a product sums have to be the same."""
    if left == right:
        return
    if is_unnamed(left) or is_unnamed(right):
        raise UnsureError
    raise MisfitError(f"{product}: {left} against {right}")
