"""Contractions: sums and means of the products of two arrays, in one go.

Before, with `a, b: [N, D]` and `x, y: [N]`::

    np.sum(a * b, axis=1)
    np.mean(a * b, axis=0)
    np.sum(x * y)

After::

    np.einsum("ij,ij->i", a, b)
    np.einsum("ij,ij->j", a, b) / a.shape[0]
    x @ y
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Sequence,
    Slice,
    operator,
    subscript,
)
from gradgen.ir.shape import Shape
from gradgen.optimize.knowledge import Knowledge
from gradgen.optimize.product import Factors, times
from gradgen.rules.forms.axes import literal_axes
from gradgen.rules.matcher import is_leaf

_LABELS = "ijklmnop"
_NONE, _YES = Literal("None"), Literal("True")


class Sum(NamedTuple):
    """`np.sum(value, axis=axis, keepdims=keeps)`, as it is written in `call`; no axes mean all.

    With `is_mean` it is divided by how many there are.
    """

    call: Apply
    value: Expression
    axes: tuple[int, ...] | None
    keeps: bool
    is_mean: bool

    def of(self, value: Expression) -> Expression:
        """The same sum of another value."""
        return replace(self.call, arguments=(value, *self.call.arguments[1:]))


def as_sum(expression: Expression, known: Knowledge) -> Sum | None:
    """A call of `np.sum` or `np.mean`, or of the methods, whose axes can be told."""
    if not isinstance(expression, Apply) or expression.function.name not in ("sum", "mean"):
        return None
    is_known = expression.function.module in ("numpy", "method")
    if not is_known or len(expression.arguments) != 1:
        return None
    (value,), given = expression.arguments, dict(expression.keywords)
    is_mean = expression.function.name == "mean"
    keeps, axis = (given.pop(name, _NONE) for name in ("keepdims", "axis"))
    if given or keeps not in (_NONE, _YES):
        return None
    if axis == _NONE:
        return Sum(expression, value, None, keeps == _YES, is_mean)
    whole, places = known.shape(value), literal_axes(axis)
    if places is None or not whole.is_exact or not whole.dims:
        return None
    axes = tuple(p % len(whole.dims) for p in places)
    return Sum(expression, value, axes, keeps == _YES, is_mean)


def of_two(
    left: Expression, right: Expression, total: Sum, whole: Shape, known: Knowledge
) -> Expression | None:
    """The sum of the products of two arrays of the shape `whole`; `None` where there is no way."""
    if not all(known.is_float(f) and is_leaf(f) for f in (left, right)):
        return None
    if not known.shape(left) == known.shape(right) == whole:
        return None
    summed = _summed(left, right, total, whole)
    if summed is None or not total.is_mean:
        return summed
    if not isinstance(left, Name):
        return None
    return operator("divide", "/", summed, _count(left, total))


def by_rows(row: Factors, total: Sum, whole: Shape, known: Knowledge) -> Expression | None:
    """The sum of all products with a vector for each row: `w @ np.einsum("ij,ij->j", a, b)`.

    Of one array and a vector it is `w @ a.sum(axis=0)`; `None` where these are no such factors.
    """
    vectors = [f for f in row if known.shape(f) == Shape(whole.dims[-1:]) and is_leaf(f)]
    others = [f for f in row if f not in vectors]
    is_all = total.axes is None and not total.keeps and not total.is_mean
    if not is_all or whole.rank != 2 or len(vectors) != 1 or not all(map(known.is_float, row)):
        return None
    if not others or any(known.shape(f) != whole or not is_leaf(f) for f in others):
        return None
    columns = _of_columns(others)
    return columns and operator("matmul", "@", vectors[0], columns)


def _of_columns(row: list[Expression]) -> Expression | None:
    """The sums of the columns of a matrix, or of the product of two."""
    if len(row) == 1:
        axis = (("axis", Literal("0")),)
        return Apply(Function("sum", "method", "sum"), (row[0],), axis)
    if len(row) > 2:
        return None
    return Apply(Function("einsum", "numpy", "einsum"), (Literal('"ij,ij->j"'), *row))


def _summed(left: Expression, right: Expression, total: Sum, whole: Shape) -> Expression | None:
    if total.axes is None or (whole.is_exact and len(total.axes) == len(whole.dims)):
        if total.keeps:
            return None
        if whole.rank == 1:
            return operator("matmul", "@", left, right)
        return Apply(Function("vdot", "numpy", "vdot"), (left, right))
    if not whole.is_exact or len(whole.dims) > len(_LABELS):
        return None
    labels = _LABELS[: len(whole.dims)]
    kept = "".join(label for i, label in enumerate(labels) if i not in total.axes)
    spec = Literal(f'"{labels},{labels}->{kept}"')
    found = Apply(Function("einsum", "numpy", "einsum"), (spec, left, right))
    if not total.keeps:
        return found
    places = [_NONE if axis in total.axes else Slice() for axis in range(len(labels))]
    while isinstance(places[-1], Slice):
        places.pop()
    return subscript(found, places[0] if len(places) == 1 else Sequence(tuple(places)))


def _count(value: Name, total: Sum) -> Expression:
    """How many elements are added up to one."""
    if total.axes is None:
        return Apply(Function("size", "attribute", "size"), (value,))
    shape = Apply(Function("shape", "attribute", "shape"), (value,))
    return times(subscript(shape, Literal(str(axis))) for axis in sorted(total.axes))
