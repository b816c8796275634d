"""Gradients and tangents that are absent: nothing flows to or from one of the values of a gate.

The lines of a rule are linear in its upstream gradients, or in its tangents, so that a term with an
absent one in it is left out, and a sum keeps what is left. Of a choice, an absent side is zero; and
so is `or_zeros(dot_x, x)` of a call in which another such tangent is there, and
`else_zeros(dot_x, x)` in any case.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Symbol,
    children,
    operator,
    rebuild,
    walk,
)
from gradgen.ir.numerals import is_number

ABSENT: Final = Symbol(Function("absent"))
_ZERO: Final = Literal("0.0")


def without_absent(expression: Expression) -> Expression | None:
    """`expression` without the terms that an absent gradient is in; `None` if none stay."""
    if ABSENT not in walk(expression):
        return expression
    if isinstance(expression, Apply) and expression.function.name in ("add", "subtract"):
        left, right = map(without_absent, expression.arguments)
        if left is None or right is None:
            minus = expression.function.name == "subtract" and right is not None
            return _negative(right) if minus and right else left or right
        return operator(expression.function.name, expression.function.attribute, left, right)
    if isinstance(expression, Symbol):
        return None
    if isinstance(expression, Apply) and expression.function.name == "where":
        return _choice_without_absent(expression)
    if _is_call(expression, "or_zeros", "else_zeros"):
        return expression
    zeros = [inner for inner in children(expression) if _is_call(inner, "or_zeros")]
    if zeros and all(ABSENT in walk(inner) for inner in zeros):
        return None
    if any(without_absent(inner) is None for inner in children(expression)):
        return None
    return rebuild(expression, lambda inner: without_absent(inner) or inner)


def _negative(expression: Expression) -> Expression:
    """`-a * b` for a product: the sign stands in front, without brackets."""
    if isinstance(expression, Apply) and expression.function.name in ("multiply", "divide"):
        first, second = expression.arguments
        return replace(expression, arguments=(_negative(first), second))
    return operator("negative", "-", expression)


def _is_call(expression: Expression, *names: str) -> bool:
    return isinstance(expression, Apply) and expression.function.name in names


def _choice_without_absent(choice: Apply) -> Expression | None:
    test, *sides = choice.arguments
    kept = [without_absent(side) for side in sides]
    if all(side is None or is_number(side, 0) for side in kept):
        return None
    return replace(choice, arguments=(test, *(side or _ZERO for side in kept)))
