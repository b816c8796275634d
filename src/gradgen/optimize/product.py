"""Products: the factors of what is multiplied, divided, and has its sign turned."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import NamedTuple

from gradgen.ir.expression import Apply, Expression, Literal, operator
from gradgen.ir.numerals import fold, is_number, negated, number

Factors = tuple[Expression, ...]


class Product(NamedTuple):
    """Factors `above` and `below` the line, with the sign turned if it is `negative`."""

    above: Factors
    below: Factors = ()
    negative: bool = False

    @property
    def turned(self) -> Product:
        """The same with the other sign."""
        return self._replace(negative=not self.negative)


def is_operator(expression: Expression, *names: str) -> bool:
    """Whether an expression is made by one of Python's operators of these names."""
    if not isinstance(expression, Apply) or expression.keywords:
        return False
    return expression.function.module == "operator" and expression.function.name in names


def factors(expression: Expression) -> Product:
    """An expression as a product; what is none is its own lone factor."""
    if isinstance(expression, Literal) and expression.text.startswith("-"):
        return Product((negated(expression),), negative=True)
    if not is_operator(expression, "multiply", "divide", "negative"):
        return Product((expression,))
    assert isinstance(expression, Apply)
    first, *others = map(factors, expression.arguments)
    if not others:
        return first.turned
    (second,) = others
    negative = first.negative != second.negative
    if expression.function.name == "multiply":
        return Product(first.above + second.above, first.below + second.below, negative)
    if second.below:
        second = Product((_bare(second._replace(negative=False)),))
    return Product(first.above, first.below + second.above, negative)


def written(product: Product) -> Expression:
    """A product as an expression: its sign first, then what is above, then what is below."""
    return operator("negative", "-", _bare(product)) if product.negative else _bare(product)


def _bare(product: Product) -> Expression:
    above = times(product.above) if product.above else Literal("1")
    return over(above, product.below)


def times(factors: Iterable[Expression]) -> Expression:
    """Factors multiplied from the left to the right."""
    return reduce(lambda a, b: operator("multiply", "*", a, b), factors)


def over(value: Expression, below: Iterable[Expression]) -> Expression:
    """A value divided by all of `below`."""
    for factor in below:
        value = operator("divide", "/", value, factor)
    return value


def with_folded_numbers(product: Product) -> Product:
    """A product with the numbers above the line as one, which has the sign, at its front.

    Those that are below the line too go.
    """
    for literal in [f for f in product.above if isinstance(f, Literal) and number(f)]:
        if literal in product.below:
            above, below = list(product.above), list(product.below)
            above.remove(literal)
            below.remove(literal)
            product = Product(tuple(above), tuple(below), product.negative)
    numbers = [f for f in product.above if isinstance(f, Literal) and number(f) is not None]
    others = tuple(f for f in product.above if f not in numbers)
    if not numbers:
        return product
    total: Expression = numbers[0]
    left = list[Expression]()
    for literal in numbers[1:]:
        assert isinstance(total, Literal)
        folded = fold("multiply", total, literal)
        total, left = (folded, left) if folded else (total, [*left, literal])
    assert isinstance(total, Literal)
    total = negated(total) if product.negative else total
    front = () if is_number(total, 1) and others else (total,)
    return Product((*front, *left, *others), product.below)
