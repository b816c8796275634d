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

from gradgen.ir.circuit import Circuit, Gate, Statement, Update
from gradgen.ir.expression import Expression, rebuild
from gradgen.ir.rewriting import Change
from gradgen.ir.shape import Shape
from gradgen.optimize.contraction import Sum, as_sum, of_two
from gradgen.optimize.knowledge import Knowledge
from gradgen.optimize.lines import changed
from gradgen.optimize.product import Factors, Product, factors, written


def contracted(circuit: Circuit, known: Knowledge) -> Circuit:
    """`circuit` with sums of products that store none of them."""
    better = summing(known)

    def line(statement: Statement) -> Statement:
        is_own = isinstance(statement, Gate | Update) and statement.rule != ""
        return changed(statement, better) if is_own else statement

    return replace(circuit, body=tuple(map(line, circuit.body)))


def summing(known: Knowledge) -> Change:
    """What becomes of an expression by itself."""
    return _Sums(known).better


@dataclass
class _Sums:
    """Writes sums anew, with what is known of shapes and types."""

    known: Knowledge

    def better(self, expression: Expression) -> Expression:
        """An expression in which all sums are written anew that gain by it."""
        inner = rebuild(expression, self.better)
        total = as_sum(inner, self.known)
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

    def _apart(self, row: Factors, total: Sum, whole: Shape) -> tuple[Factors, Factors]:
        """The factors that vary along what is summed, and those that do not."""
        fixed = tuple(f for f in row if self._is_fixed(f, total, whole))
        return tuple(f for f in row if f not in fixed), fixed

    def _is_fixed(self, factor: Expression, total: Sum, whole: Shape) -> bool:
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

    def _contraction(self, rest: Product, total: Sum, whole: Shape) -> Expression:
        """The sum of what is left: of two factors of one shape, without their product."""
        if len(rest.above) == 2 and not rest.below:
            found = of_two(*rest.above, total, whole, self.known)
            if found is not None:
                return found
        return total.of(written(rest))
