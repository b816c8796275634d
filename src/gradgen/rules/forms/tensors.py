"""Forms for products over chosen axes: tensordot, kron, vecdot, cross."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence as Many
from typing import NamedTuple

from gradgen.ir.expression import Expression, Literal, Sequence
from gradgen.ir.numerals import number
from gradgen.rules.forms.axes import literal_axes
from gradgen.rules.forms.linalg import turned
from gradgen.rules.forms.products import axes_literal, to_left_factor, to_right_factor
from gradgen.rules.forms.surroundings import Surroundings, fill, form

_LAST, _NONE = Literal("-1"), Literal("None")


class _Axes(NamedTuple):
    """The axes of both operands of a tensor product: those summed over, in pairs, and the rest."""

    of_a: list[int]
    of_b: list[int]
    rest_of_a: list[int]
    rest_of_b: list[int]


@form
def to_left_of_tensordot(
    around: Surroundings, grad: Expression, a: Expression, b: Expression, axes: Expression
) -> Expression:
    """What flows back to `a` of `tensordot(a, b, axes)`."""
    found = _axes(around, a, b, axes)
    if found is None:
        return fill("left_of_tensordot(grad, a, b, axes)", grad=grad, a=a, b=b, axes=axes)
    of_a, of_b, rest_of_a, rest_of_b = found
    order = [*rest_of_a, *(axis for _, axis in sorted(zip(of_b, of_a, strict=True)))]
    if not rest_of_a and not rest_of_b:
        return fill("grad * b", grad=grad, b=_transposed(b, order))
    if _is_matrix_product(found, around, b):
        return to_left_factor(around, grad, a, b)
    upstream = range(len(rest_of_a), len(rest_of_a) + len(rest_of_b))
    return _transposed(_tensordot(grad, b, upstream, rest_of_b), order)


@form
def to_right_of_tensordot(
    around: Surroundings, grad: Expression, a: Expression, b: Expression, axes: Expression
) -> Expression:
    """What flows back to `b` of `tensordot(a, b, axes)`."""
    found = _axes(around, a, b, axes)
    if found is None:
        return fill("right_of_tensordot(grad, a, b, axes)", grad=grad, a=a, b=b, axes=axes)
    of_a, of_b, rest_of_a, rest_of_b = found
    order = [*(axis for _, axis in sorted(zip(of_a, of_b, strict=True))), *rest_of_b]
    if not rest_of_a and not rest_of_b:
        return fill("grad * a", grad=grad, a=_transposed(a, order))
    if _is_matrix_product(found, around, b):
        return to_right_factor(around, grad, a, b)
    return _transposed(_tensordot(a, grad, rest_of_a, range(len(rest_of_a))), order)


def _axes(around: Surroundings, a: Expression, b: Expression, axes: Expression) -> _Axes | None:
    """The axes, where they are literals and the ranks known."""
    ranks = around.shape_of(a).rank, around.shape_of(b).rank
    summed = summed_axes(axes, *ranks)
    if summed is None or ranks[0] is None or ranks[1] is None:
        return None
    of_a, of_b = summed
    rest_of_a = [i for i in range(ranks[0]) if i not in of_a]
    rest_of_b = [i for i in range(ranks[1]) if i not in of_b]
    return _Axes(of_a, of_b, rest_of_a, rest_of_b)


def summed_axes(
    axes: Expression, rank_of_a: int | None, rank_of_b: int | None
) -> tuple[list[int], list[int]] | None:
    """The axes that a tensor product sums over: of the first operand, and of the second."""
    count = number(axes)
    if rank_of_a is None or rank_of_b is None:
        return None
    if isinstance(count, int):
        return list(range(rank_of_a - count, rank_of_a)), list(range(count))
    if not isinstance(axes, Sequence) or len(axes.items) != 2:
        return None
    of_a, of_b = map(literal_axes, axes.items)
    if of_a is None or of_b is None or _NONE in axes.items or len(of_a) != len(of_b):
        return None
    return [i % max(rank_of_a, 1) for i in of_a], [i % max(rank_of_b, 1) for i in of_b]


def _is_matrix_product(found: _Axes, around: Surroundings, b: Expression) -> bool:
    """Whether it is `a @ b`: the last axis of `a` meets the first of a vector or a matrix."""
    is_last = found.of_a == [len(found.rest_of_a)]
    return is_last and found.of_b == [0] and (around.shape_of(b).rank or 0) <= 2


def _tensordot(
    x: Expression, y: Expression, of_x: Iterable[int], of_y: Iterable[int]
) -> Expression:
    pair = [list(of_x), list(of_y)]
    axes = Sequence(tuple(map(axes_literal, pair))) if pair[0] else Literal("0")
    return fill("tensordot(x, y, axes=axes)", x=x, y=y, axes=axes)


def _transposed(value: Expression, order: Many[int]) -> Expression:
    """`value`, whose axes are those of an array in another `order`, with them in place."""
    back = [order.index(axis) for axis in range(len(order))]
    if back == sorted(back):
        return value
    if len(back) == 2:
        return fill("value.T", value=value)
    return fill("transpose(value, axes)", value=value, axes=axes_literal(back))


@form
def to_factor_of_vecdot(
    around: Surroundings, grad: Expression, own: Expression, other: Expression, axis: Expression
) -> Expression:
    """What flows back to `own` of the dot products of `own` and `other` along `axis`."""
    same = around.shape_of(own) == around.shape_of(other)
    if same and around.shape_of(own).rank == 1:
        return fill("grad * other", grad=grad, other=other)
    places = literal_axes(axis)
    lined_up = places is not None and (same or places[0] < 0)
    if not lined_up:
        return _with_vectors_last(around, grad, own, other, axis)
    wide = fill("expand_dims(grad, axis)", grad=grad, axis=axis)
    wide = fill("grad[..., None]", grad=grad) if axis == _LAST else wide
    back = fill("wide * other", wide=wide, other=other)
    return back if same else fill("unbroadcast(back, own)", back=back, own=own)


def _with_vectors_last(
    around: Surroundings, grad: Expression, own: Expression, other: Expression, axis: Expression
) -> Expression:
    """The same with the vectors moved to the last axis, where broadcasting lines them up."""
    moved = [fill("moveaxis(x, axis, -1)", x=x, axis=axis) for x in (own, other)]
    back = fill("unbroadcast(grad[..., None] * y, x)", grad=grad, x=moved[0], y=moved[1])
    return fill("moveaxis(back, -1, axis)", back=back, axis=axis)


@form
def to_left_of_cross(
    around: Surroundings,
    grad: Expression,
    a: Expression,
    b: Expression,
    axisa: Expression,
    axisb: Expression,
    axisc: Expression,
    axis: Expression,
) -> Expression:
    """What flows back to `a` of `cross(a, b)`: `cross(b, grad)`."""
    of_a, of_b, of_out = (axisa, axisb, axisc) if axis == _NONE else (axis,) * 3
    return _crossed(around, (b, of_b), (grad, of_out), (a, of_a))


@form
def to_right_of_cross(
    around: Surroundings,
    grad: Expression,
    a: Expression,
    b: Expression,
    axisa: Expression,
    axisb: Expression,
    axisc: Expression,
    axis: Expression,
) -> Expression:
    """What flows back to `b` of `cross(a, b)`: `cross(grad, a)`."""
    of_a, of_b, of_out = (axisa, axisb, axisc) if axis == _NONE else (axis,) * 3
    return _crossed(around, (grad, of_out), (a, of_a), (b, of_b))


_Placed = tuple[Expression, Expression]


def _crossed(around: Surroundings, x: _Placed, y: _Placed, own: _Placed) -> Expression:
    """`cross(x, y)` in the shape of `own`; each comes with the axis along which its vectors lie."""
    same = around.shape_of(around.bindings["a"]) == around.shape_of(around.bindings["b"])
    values = {"x": x[0], "y": y[0], "own": own[0], "i": x[1], "j": y[1], "k": own[1]}
    lone = x[1] == y[1] == own[1]
    if lone and x[1] == _LAST:
        back = fill("cross(x, y)", **values)
        return back if same else fill("unbroadcast(back, own)", back=back, own=own[0])
    if same:
        text = "axis=i" if lone else "axisa=i, axisb=j, axisc=k"
        return fill(f"cross(x, y, {text})", **values)
    back = fill("cross(x, y, axisa=i, axisb=j)", **values)
    back = fill("unbroadcast(back, moveaxis(own, k, -1))", back=back, own=own[0], k=own[1])
    return fill("moveaxis(back, -1, k)", back=back, k=own[1])


@form
def to_factor_of_multi_dot(around: Surroundings, grad: Expression) -> Expression:
    """What flows back to the factor at hand of `multi_dot([a, b, c])`."""
    row = around.bindings["*arrays"]
    assert isinstance(row, Sequence)
    if any(around.shape_of(array).rank != 2 for array in row.items):
        arrays, index = Sequence(row.items, "[]"), Literal(str(around.index))
        return fill("factor_of_multi_dot(grad, arrays, i)", grad=grad, arrays=arrays, i=index)
    before, behind = row.items[: around.index], row.items[around.index + 1 :]
    flipped = [[fill("x.T", x=x) for x in reversed(part)] for part in (before, behind)]
    factors = (*flipped[0], grad, *flipped[1])
    if len(factors) == 2:
        return fill("x @ y", x=factors[0], y=factors[1])
    return fill("multi_dot(arrays)", arrays=Sequence(factors, "[]"))


@form
def through_matrix_power(
    around: Surroundings, grad: Expression, a: Expression, n: Expression
) -> Expression:
    """What flows back to `a` of `matrix_power(a, n)`."""
    if number(n) == 1:
        return grad
    if number(n) == 2 and around.shape_of(a).rank == 2:
        return fill("grad @ a.T + a.T @ grad", grad=grad, a=a)
    return fill("matrix_power_derivative(a, grad, n)", grad=grad, a=turned(around, a), n=n)


@form
def own_block(around: Surroundings, grad: Expression) -> Expression:
    """The part of the gradient of `block_diag(a, b)` that the array at hand stands at."""
    row = around.bindings["*arrs"]
    assert isinstance(row, Sequence)
    arrays, index = row.items, around.index
    if len(arrays) > 2 or any(around.shape_of(array).rank != 2 for array in arrays):
        row, place = Sequence(arrays, "[]"), Literal(str(index))
        return fill("diagonal_block(grad, arrays, i)", grad=grad, arrays=row, i=place)
    ends = "x.shape[0] :, x.shape[1] :" if index else ": x.shape[0], : x.shape[1]"
    return fill(f"grad[{ends}]", grad=grad, x=arrays[0])


@form
def to_matrix(
    around: Surroundings, column: Expression, row: Expression, own: Expression
) -> Expression:
    """The products of a column and a row, in the shape of the matrices `own`."""
    names = {"x": column, "y": row}
    vectors = [v for v in (column, row) if v in around.bindings.values()]
    if around.shape_of(own).rank == 2 and all(around.shape_of(v).rank == 1 for v in vectors):
        return fill("x[:, None] * y", **names)
    back = fill("x[..., None] * y[..., None, :]", **names)
    return back if _same_stacks(around, own, vectors) else _as(back, own)


@form
def to_vector(
    around: Surroundings, back: Expression, own: Expression, matrix: Expression
) -> Expression:
    """`back` in the shape of the vectors `own`, which were multiplied by matrices."""
    return back if _same_stacks(around, matrix, [own]) else _as(back, own)


def _same_stacks(around: Surroundings, matrix: Expression, vectors: list[Expression]) -> bool:
    """Whether none of the stacks was broadcast."""
    stacks = [dims[:-2] if (dims := around.dims(matrix)) else None]
    stacks += [dims[:-1] if (dims := around.dims(vector)) else None for vector in vectors]
    return None not in stacks and len(set(stacks)) == 1


def _as(value: Expression, own: Expression) -> Expression:
    return fill("unbroadcast(value, own)", value=value, own=own)


@form
def to_first_column(_: Surroundings, grad: Expression, c: Expression) -> Expression:
    """What flows back to the first column of a matrix with constant diagonals."""
    return fill("column_of_toeplitz(grad, c)", grad=grad, c=c)


@form
def to_first_row(_: Surroundings, grad: Expression, r: Expression) -> Expression:
    """What flows back to the first row of a matrix with constant diagonals."""
    return fill("row_of_toeplitz(grad, r)", grad=grad, r=r)
