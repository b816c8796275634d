"""Shapes of products of matrices and vectors."""

from __future__ import annotations

from itertools import pairwise
from typing import TypeAlias

from gradgen.ir.expression import Literal
from gradgen.ir.numerals import number
from gradgen.ir.shape import Dim, MisfitError, Shape, UnsureError, broadcast, is_unnamed
from gradgen.rules.forms.tensors import summed_axes
from gradgen.rules.output_shapes.operands import Operands

Dims: TypeAlias = tuple[Dim, ...]


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


def products_of_vectors(operands: Operands) -> Shape:
    """The stacks of vectors broadcast, without the axis along which they lie (`vecdot`)."""
    pair, place = _pair(operands), number(operands.values["axis"])
    if not isinstance(place, int) or (place >= 0 and len(pair[0]) != len(pair[1])):
        raise UnsureError
    if not all(-len(dims) <= place < len(dims) for dims in pair):
        raise MisfitError(f"axis {place} of {Shape(pair[0])} and {Shape(pair[1])}")
    sizes = [dims[place] for dims in pair]
    _meet(sizes[0], sizes[1], f"the dot products of {Shape(pair[0])} and {Shape(pair[1])}")
    stacks = [(*dims[:place], *dims[place:][1:]) for dims in pair]
    return broadcast(map(Shape, stacks))


def matrices_by_vectors(operands: Operands) -> Shape:
    """`[…, M, N]` and `[…, N]` give `[…, M]` (NumPy, `matvec`)."""
    matrix, vector = _pair(operands)
    return _by_vectors(matrix, vector, matrix[-2:])


def vectors_by_matrices(operands: Operands) -> Shape:
    """`[…, N]` and `[…, N, M]` give `[…, M]` (NumPy, `vecmat`)."""
    vector, matrix = _pair(operands)
    return _by_vectors(matrix, vector, matrix[-2:][::-1])


def _by_vectors(matrix: Dims, vector: Dims, kept_and_summed: Dims) -> Shape:
    if len(matrix) < 2 or not vector:
        raise MisfitError(f"{Shape(matrix)} and {Shape(vector)}: matrices and vectors are wanted")
    kept, summed = kept_and_summed
    _meet(summed, vector[-1], f"matrices {Shape(matrix)} and vectors {Shape(vector)}")
    lead = broadcast((Shape(matrix[:-2]), Shape(vector[:-1]))).dims
    return Shape((*lead, kept))


def tensor_product(operands: Operands) -> Shape:
    """All axes of both that are not summed over (NumPy, `tensordot`)."""
    left, right = _pair(operands)
    axes = summed_axes(operands.values["axes"], len(left), len(right))
    if axes is None:
        raise UnsureError
    for i, j in zip(*axes, strict=True):
        if not (0 <= i < len(left) and 0 <= j < len(right)):
            raise MisfitError(f"{Shape(left)} and {Shape(right)}: not so many axes to sum over")
        _meet(left[i], right[j], f"the tensor product of {Shape(left)} and {Shape(right)}")
    of_left, of_right = axes
    rest = [dim for i, dim in enumerate(left) if i not in of_left]
    return Shape((*rest, *(dim for i, dim in enumerate(right) if i not in of_right)))


def kronecker_product(operands: Operands) -> Shape:
    """The sizes multiplied, axis by axis from the last (NumPy, `kron`)."""
    left, right = _pair(operands)
    rank = max(len(left), len(right))
    padded = [(*(1,) * (rank - len(dims)), *dims) for dims in (left, right)]
    return Shape(tuple(_times(a, b) for a, b in zip(*padded, strict=True)))


def _times(a: Dim, b: Dim) -> Dim:
    if isinstance(a, int) and isinstance(b, int):
        return a * b
    return b if a == 1 else a if b == 1 else f"?{a}*{b}"


def cross_product(operands: Operands) -> Shape:
    """Vectors of three, broadcast, where they lie along the last axis (NumPy, `cross`)."""
    values, names = operands.values, ("axisa", "axisb", "axisc")
    if values["axis"] != Literal("None"):
        names = ("axis", "axis", "axis")
    return _crossed(*_pair(operands), *(number(values[name]) for name in names))


def cross_product_along(operands: Operands) -> Shape:
    """The same where one axis is given for all."""
    return _crossed(*_pair(operands), *(number(operands.values["axis"]),) * 3)


def _crossed(left: Dims, right: Dims, *axes: float | None) -> Shape:
    for dims, place in zip((left, right), axes, strict=False):
        if not isinstance(place, int) or not -len(dims) <= place < len(dims):
            raise UnsureError
        if isinstance(dims[place], int) and dims[place] != 3:
            raise MisfitError(f"the cross product of {Shape(left)} and {Shape(right)}: not of 3")
    if set(axes) == {-1} or (left == right and len(set(axes)) == 1):
        return broadcast((Shape(left), Shape(right)))
    raise UnsureError


def product_of_many(operands: Operands) -> Shape:
    """What a chain of matrices leaves at both ends, where no vector is."""
    row = [operands.shape_of(value) for value in operands.row("arrays")]
    if not row or not all(shape.is_exact for shape in row):
        raise UnsureError
    first, last = row[0].dims, row[-1].dims
    for left, right in pairwise(row):
        _meet(left.dims[-1], right.dims[0], f"{left} @ {right}")
    return Shape((*first[:-1], *last[1:]))


def block_diagonal(operands: Operands) -> Shape:
    """As many rows and columns as all blocks together."""
    rows = [operands.shape_of(value).dims for value in operands.row("arrs")]
    if not all(len(dims) == 2 for dims in rows):
        raise UnsureError
    return Shape((_total([dims[0] for dims in rows]), _total([dims[1] for dims in rows])))


def _total(sizes: list[Dim]) -> Dim:
    if all(isinstance(size, int) for size in sizes):
        return sum(size for size in sizes if isinstance(size, int))
    return f"?{'+'.join(map(str, sizes))}"


def constant_diagonals(operands: Operands) -> Shape:
    """As many rows as the first column has, and columns as the first row has."""
    each = [operands.dims(name) for name in operands.values]
    if any(len(dims) != 1 for dims in each):
        raise UnsureError
    return Shape((each[0][0], each[-1][0]))


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
