"""Which expressions may be computed early, which are conditions, and which plain numbers.

Flat code computes both sides of `a if c else b` before it chooses. That is only the same thing
where neither side can fail; a gate that can is computed under the condition.
"""

from __future__ import annotations

from collections.abc import Collection

from gradgen.ir.expression import Apply, Expression, Literal, Name, walk
from gradgen.ir.numerals import number
from gradgen.rules.matcher import is_constant

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
        *("where", "max", "min", "relu", "leaky_relu", "tanh", "atan", "erf", "erfc"),
        "copysign",
    )
)


def is_total(expression: Expression) -> bool:
    """Whether an expression of floats can be computed for every input.

    A power is none: Python raises OverflowError where it grows too large.
    """
    return all(never_fails(e) for e in walk(expression) if isinstance(e, Apply))


def never_fails(step: Apply) -> bool:
    """Whether a single gate can be computed whatever its operands are."""
    if step.function.name == "divide":
        return bool(number(step.arguments[1]))
    return step.function.name in _TOTAL


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


def is_plain_number(expression: Expression, known: Collection[str]) -> bool:
    """Whether a value is a number that nothing can change in place; `known` are names of such."""
    match expression:
        case Name(id=name):
            return name in known
        case Literal():
            return True
        case Apply(function=function, arguments=arguments):
            if function.module == "math" or function.name in ("float", "len", "size", "ndim"):
                return True
            is_arithmetic = function.module == "operator" and function.name != "index"
            is_arithmetic |= function.name == "stop_gradient"
            return is_constant(expression) or (
                is_arithmetic and all(is_plain_number(value, known) for value in arguments)
            )
        case _:
            return is_constant(expression)
