"""Which expressions may be computed early, and which are conditions.

Flat code computes both sides of `a if c else b` before it chooses. That is only the same thing if
neither side can fail.
"""

from __future__ import annotations

from collections.abc import Collection

from gradgen.ir.expression import Apply, Expression, Literal, Name, walk
from gradgen.ir.numerals import number

_BOOLEAN = frozenset(
    (
        *("less", "less_equal", "greater", "greater_equal", "equal", "not_equal"),
        *("logical_not", "logical_and", "logical_or", "bool"),
        *("isnan", "isinf", "isfinite", "isclose"),
    )
)
# Never raise on floats, whatever the values.
_TOTAL = _BOOLEAN | frozenset(
    (
        *("add", "subtract", "multiply", "negative", "positive", "abs", "sign", "float"),
        *("where", "max", "min", "relu", "leaky_relu", "sigmoid", "tanh", "atan", "erf", "erfc"),
        "copysign",
    )
)


def is_total(expression: Expression) -> bool:
    """Whether an expression of floats can be computed for every input.

    A power with a small whole exponent counts, and so does a division by a literal.
    """
    return all(_step_is_total(e) for e in walk(expression) if isinstance(e, Apply))


def _step_is_total(step: Apply) -> bool:
    name = step.function.name
    if name == "power":
        exponent = number(step.arguments[1])
        return isinstance(exponent, int) and exponent >= 0
    if name == "divide":
        return bool(number(step.arguments[1]))
    return name in _TOTAL


def is_boolean(expression: Expression, known: Collection[str]) -> bool:
    """Whether an expression is a condition; `known` are the names of conditions."""
    match expression:
        case Apply(function=function):
            return function.name in _BOOLEAN
        case Name(id=name):
            return name in known
        case Literal(text=text):
            return text in ("True", "False")
        case _:
            return False
