"""Gradients that are absent: nothing has flowed back to one of the outputs of a gate.

The lines of a rule are linear in its upstream gradients, so that a term with an absent one in it is
left out, and a sum keeps what is left.
"""

from __future__ import annotations

from typing import Final

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Symbol,
    children,
    operator,
    rebuild,
    walk,
)

ABSENT: Final = Symbol(Function("absent"))


def without_absent(expression: Expression) -> Expression | None:
    """`expression` without the terms that an absent gradient is in; `None` if none stay."""
    if ABSENT not in walk(expression):
        return expression
    if isinstance(expression, Apply) and expression.function.name in ("add", "subtract"):
        left, right = map(without_absent, expression.arguments)
        if left is None or right is None:
            minus = expression.function.name == "subtract" and right is not None
            return operator("negative", "-", right) if minus and right else left or right
        return operator(expression.function.name, expression.function.attribute, left, right)
    if isinstance(expression, Symbol):
        return None
    if any(without_absent(inner) is None for inner in children(expression)):
        return None
    return rebuild(expression, lambda inner: without_absent(inner) or inner)
