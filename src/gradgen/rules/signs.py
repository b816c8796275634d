"""Signs: the opposite of an expression that shows its sign.

Exact in floating point, since a sign is never rounded.
"""

from __future__ import annotations

from dataclasses import replace

from gradgen.ir.expression import Apply, Expression, Literal
from gradgen.ir.numerals import is_number, negated, number


def without_sign(expression: Expression) -> Expression | None:
    """The opposite of an expression that shows its sign: `-x`, `-2 * x`, `a - b`; else `None`.

    Exact in floating point: a sign is never rounded.
    """
    match expression:
        case Literal() if (number(expression) or 0) < 0:
            return negated(expression)
        case Apply(arguments=(inner,)) if expression.function.name == "negative":
            return inner
        case Apply(arguments=(left, right)) if expression.function.name == "subtract":
            return replace(expression, arguments=(right, left))
        case Apply(arguments=(left, right)) if expression.function.name in ("multiply", "divide"):
            return _product_without_sign(expression, left, right)
        case _:
            return None


def _product_without_sign(
    expression: Apply, left: Expression, right: Expression
) -> Expression | None:
    times = expression.function.name == "multiply"
    for index, factor in enumerate((left, right)):
        opposite = None if _is_difference(factor) else without_sign(factor)
        if opposite is not None:
            if times and is_number(opposite, 1):
                return (right, left)[index]
            return with_argument(expression, index, opposite)
    return None


def _is_difference(expression: Expression) -> bool:
    return isinstance(expression, Apply) and expression.function.name == "subtract"


def with_argument(expression: Apply, index: int, value: Expression) -> Apply:
    """`expression` with another argument in that place."""
    arguments = list(expression.arguments)
    arguments[index] = value
    return replace(expression, arguments=tuple(arguments))
