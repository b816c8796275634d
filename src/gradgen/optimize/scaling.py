"""Scaling: what is small in a product is multiplied first, and arrays then once.

Before, with `grad_var: [D]` and `t: [N, D]`::

    grad_t1 = grad_x_hat / s
    grad_s = -grad_x_hat * x_hat / s
    grad_x = grad_t1 + grad_var * 2 * t / n
    grad_y = grad_y + -grad_t1 * y

After, with two operations on arrays of `[N, D]` less in the third line, and one in the others::

    grad_t1 = grad_x_hat / s
    grad_s = -grad_t1 * x_hat
    grad_x = grad_t1 + 2 * grad_var / n * t
    grad_y = grad_y - grad_t1 * y

A quotient that is there already is taken as it is. The user's own lines stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from gradgen.ir.circuit import Circuit, Enter, Gate, Leave, Statement, Update
from gradgen.ir.expression import Apply, Expression, Name, names_in, operator, rebuild, walk
from gradgen.ir.numerals import number
from gradgen.ir.rewriting import Change
from gradgen.optimize.knowledge import Knowledge
from gradgen.optimize.lines import changed, grown
from gradgen.optimize.product import (
    Factors,
    Product,
    factors,
    is_operator,
    over,
    times,
    with_folded_numbers,
    written,
)


def scaled(circuit: Circuit, known: Knowledge) -> Circuit:
    """`circuit` with products in which arrays are multiplied as late as can be."""
    return replace(circuit, body=tuple(_Scaling(known, grown(circuit.body)).lines(circuit)))


def tidying(circuit: Circuit, known: Knowledge) -> Change:
    """What becomes of an expression of gradgen's own, which has the user's quotients at hand."""
    scaling = _Scaling(known, grown(circuit.body))
    for gate in circuit.gates():
        if not gate.rule:
            scaling.note(gate)
    return scaling.tidied


@dataclass
class _Scaling:
    """The walk from the first line to the last; `quotients` are names by what they divide.

    What is `growing` in a loop is another value in each turn.
    """

    known: Knowledge
    growing: frozenset[str]
    quotients: dict[tuple[Expression, Expression], Name] = field(default_factory=dict)

    def lines(self, circuit: Circuit) -> Iterator[Statement]:
        """The lines with their products written anew."""
        around: list[dict[tuple[Expression, Expression], Name]] = []
        for statement in circuit.body:
            if isinstance(statement, Enter) and not statement.idle:
                around.append(dict(self.quotients))
            elif isinstance(statement, Leave):
                self.quotients = around.pop()
            elif isinstance(statement, Gate | Update) and statement.rule:
                statement = changed(statement, self.tidied)
            self.note(statement)
            yield statement

    def note(self, statement: Statement) -> None:
        """Note a quotient of two names."""
        if not isinstance(statement, Gate) or statement.idle or statement.others:
            return
        if not self.growing.isdisjoint((statement.target, *names_in(statement.expression))):
            return
        match factors(statement.expression):
            case Product((Name() as above,), (Name() as below,), False):
                self.quotients.setdefault((above, below), Name(statement.target))

    def tidied(self, expression: Expression) -> Expression:
        """An expression with its products and sums written anew."""
        if is_operator(expression, "multiply", "divide", "negative"):
            product = factors(expression)
            inner = product._replace(
                above=tuple(map(self.tidied, product.above)),
                below=tuple(map(self.tidied, product.below)),
            )
            return self._product(inner, expression)
        expression = rebuild(expression, self.tidied)
        return _difference(expression) if is_operator(expression, "add") else expression

    def _product(self, product: Product, before: Expression) -> Expression:
        """The cheaper one of a product as it stands and written anew."""
        shared = self._with_quotients(product)
        ways = [written(self._arranged(way)) for way in dict.fromkeys((shared, product))]
        here = before if factors(before) == product else written(product)
        return min((here, *ways), key=self._cost)

    def _with_quotients(self, product: Product) -> Product:
        """A product in which quotients have the names that they were given before."""
        for above, below in ((a, b) for a in product.above for b in product.below):
            name = self.quotients.get((above, below))
            if name is not None and above in product.above and below in product.below:
                first, second = list(product.above), list(product.below)
                first[first.index(above)] = name
                second.remove(below)
                product = product._replace(above=tuple(first), below=tuple(second))
        return product

    def _arranged(self, product: Product) -> Product:
        """A product with its small factors together, at the front."""
        shape = self.known.shape(written(product))
        product = with_folded_numbers(product)
        small, large = self._apart(product.above, shape)
        below, large_below = self._apart(product.below, shape)
        if not large and not large_below:
            return product
        if not small:
            below = (times(below),) if len(below) > 1 else below
            return product._replace(above=large, below=(*below, *large_below))
        if product.negative and number(small[0]) is None:
            small, product = (operator("negative", "-", small[0]), *small[1:]), product.turned
        front = over(times(small), below)
        return product._replace(above=(front, *large), below=large_below)

    def _apart(self, row: Factors, shape: object) -> tuple[Factors, Factors]:
        """The factors that are smaller than the product, and those that are not."""
        small = tuple(f for f in row if self.known.shape(f) != shape)
        return small, tuple(f for f in row if f not in small)

    def _cost(self, expression: Expression) -> tuple[int, int]:
        """How many operations there are on arrays, of divisions two, and how many in all."""
        nodes = [n for n in walk(expression) if isinstance(n, Apply)]
        large = [n for n in nodes if not self.known.is_scalar(n)]
        whole = self.known.shape(expression)
        full = [n for n in large if self.known.shape(n) == whole]
        divisions = sum(n.function.name == "divide" for n in full)
        return len(full) + divisions, len(nodes)


def _difference(total: Expression) -> Expression:
    """`a - b` for `a + -b`."""
    assert isinstance(total, Apply)
    left, right = total.arguments
    term = factors(right)
    if not term.negative:
        return total
    return operator("subtract", "-", left, written(term._replace(negative=False)))
