"""Sums of products: what does not vary waits until after, and the products are never stored.

Before, with `a, b: [N, D]`, `s: [D]` and `x, y: [N]`::

    grad_s = np.sum(-a * b / s, axis=0)
    grad_r = np.sum(x * y)
    grad_q = np.sum(a * b)

After::

    grad_s = -np.einsum("ij,ij->j", a, b) / s
    grad_r = x @ y
    grad_q = np.vdot(a, b)

Only of floats, since whole numbers are added in a wider type. The user's own lines stay as they
are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from gradgen.ir.circuit import Circuit, Gate, Statement, Update
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Sequence,
    operator,
    rebuild,
)
from gradgen.ir.numerals import number
from gradgen.ir.shape import Shape
from gradgen.optimize.knowledge import Knowledge
from gradgen.optimize.lines import changed
from gradgen.optimize.product import Factors, Product, factors, written
from gradgen.rules.matcher import is_leaf

_LABELS = "ijklmnop"
_NONE, _YES = Literal("None"), Literal("True")


def contracted(circuit: Circuit, known: Knowledge) -> Circuit:
    """`circuit` with sums of products that store none of them."""
    sums = _Sums(known)

    def line(statement: Statement) -> Statement:
        is_own = isinstance(statement, Gate | Update) and statement.rule != ""
        return changed(statement, sums.better) if is_own else statement

    return replace(circuit, body=tuple(map(line, circuit.body)))


class _Sum(NamedTuple):
    """`np.sum(value, axis=axis, keepdims=keeps)`, as it is written in `call`; no axes mean all."""

    call: Apply
    value: Expression
    axes: tuple[int, ...] | None
    keeps: bool


@dataclass
class _Sums:
    """Writes sums anew, with what is known of shapes and types."""

    known: Knowledge

    def better(self, expression: Expression) -> Expression:
        """An expression in which all sums are written anew that gain by it."""
        inner = rebuild(expression, self.better)
        total = _as_sum(inner, self.known)
        if total is None or not self.known.is_float(total.value):
            return inner
        product = factors(total.value)
        whole = self.known.shape(total.value)
        if whole.is_scalar:
            return inner
        above, outside = self._apart(product.above, total, whole)
        below, outside_below = self._apart(product.below, total, whole)
        rest = Product(above, below)
        if not above or self.known.shape(written(rest)) != whole:
            above, below, outside, outside_below = product.above, product.below, (), ()
            rest = Product(above, below)
        summed = self._contraction(rest, total, whole)
        after = written(Product((summed, *outside), outside_below, product.negative))
        return after if self.known.shape(after) == self.known.shape(inner) else inner

    def _apart(self, row: Factors, total: _Sum, whole: Shape) -> tuple[Factors, Factors]:
        """The factors that vary along what is summed, and those that do not."""
        fixed = tuple(f for f in row if self._is_fixed(f, total, whole))
        return tuple(f for f in row if f not in fixed), fixed

    def _is_fixed(self, factor: Expression, total: _Sum, whole: Shape) -> bool:
        """Whether a factor is the same along what is summed, and fits what is left."""
        shape = self.known.shape(factor)
        if shape.is_scalar:
            return True
        if total.axes is None or not shape.is_exact or not whole.is_exact:
            return False
        lead = len(whole.dims) - len(shape.dims)
        if total.keeps:
            return all(axis < lead or shape.dims[axis - lead] == 1 for axis in total.axes)
        return all(axis < lead for axis in total.axes)

    def _contraction(self, rest: Product, total: _Sum, whole: Shape) -> Expression:
        """The sum of what is left: of two factors of one shape, without their product."""
        value = written(rest)
        if len(rest.above) == 2 and not rest.below and not total.keeps:
            left, right = rest.above
            if self.known.shape(left) == self.known.shape(right) == whole:
                found = self._of_two(left, right, total, whole)
                if found is not None:
                    return found
        return replace(total.call, arguments=(value, *total.call.arguments[1:]))

    def _of_two(
        self, left: Expression, right: Expression, total: _Sum, whole: Shape
    ) -> Expression | None:
        if not all(self.known.is_float(f) and is_leaf(f) for f in (left, right)):
            return None
        if total.axes is None or (whole.is_exact and len(total.axes) == len(whole.dims)):
            if whole.rank == 1:
                return operator("matmul", "@", left, right)
            return Apply(Function("vdot", "numpy", "vdot"), (left, right))
        if not whole.is_exact or len(whole.dims) > len(_LABELS):
            return None
        labels = _LABELS[: len(whole.dims)]
        kept = "".join(label for i, label in enumerate(labels) if i not in total.axes)
        spec = Literal(f'"{labels},{labels}->{kept}"')
        return Apply(Function("einsum", "numpy", "einsum"), (spec, left, right))


def _as_sum(expression: Expression, known: Knowledge) -> _Sum | None:
    """A call of `np.sum` whose axes can be told."""
    if not isinstance(expression, Apply) or expression.function.name != "sum":
        return None
    if expression.function.module != "numpy" or len(expression.arguments) != 1:
        return None
    (value,), given = expression.arguments, dict(expression.keywords)
    keeps, axis = (given.pop(name, _NONE) for name in ("keepdims", "axis"))
    if given or keeps not in (_NONE, _YES):
        return None
    if axis == _NONE:
        return _Sum(expression, value, None, keeps == _YES)
    whole = known.shape(value)
    items = axis.items if isinstance(axis, Sequence) else (axis,)
    places = [place for item in items if isinstance(place := number(item), int)]
    if not whole.is_exact or len(places) < len(items) or not whole.dims:
        return None
    return _Sum(expression, value, tuple(p % len(whole.dims) for p in places), keeps == _YES)
