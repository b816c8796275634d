"""Numeric literals: their values, and arithmetic on them that reads as a person would write it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from decimal import Decimal, DecimalException, InvalidOperation, localcontext
from functools import lru_cache
from typing import Final

from gradgen.ir.expression import Expression, Literal

# Longer results would be harder to read than the sum that they stand for.
_LONGEST: Final = 12
_LONGEST_READ: Final = 40


def number(expression: Expression) -> float | int | None:
    """The value of a numeric literal (a boolean is none), `None` for anything else."""
    if not isinstance(expression, Literal) or len(expression.text) > _LONGEST_READ:
        return None
    return _number(expression.text)


@lru_cache(maxsize=10_000)
def _number(text: str) -> float | int | None:
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return None
    return value if type(value) in (int, float) else None


def is_number(expression: Expression, value: float) -> bool:
    """Whether `expression` is a literal of that value: `1`, `1.0` and `1e0` are all 1."""
    return number(expression) == value


def negated(literal: Literal) -> Literal:
    """The literal of the opposite sign."""
    text = literal.text
    return Literal(text[1:].strip() if text.startswith("-") else f"-{text}")


def tidy_text(literal: str) -> str:
    """A literal string as black would write it: in double quotes, where that needs no backslash."""
    value = ast.literal_eval(literal)
    if not isinstance(value, str) or not value.isprintable() or '"' in value or "\\" in value:
        return literal
    return f'"{value}"'


_DECIMAL: Final[dict[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
}


def fold(name: str, left: Literal, right: Literal) -> Literal | None:
    """`left` and `right` added, subtracted or multiplied, in decimal: `0.7 - 1` is `-0.3`.

    `None` where there is no short exact decimal result.
    """
    operands = _decimal(left), _decimal(right)
    if name not in _DECIMAL or operands[0] is None or operands[1] is None:
        return None
    with localcontext() as context:
        context.prec = 60
        try:
            result = _DECIMAL[name](operands[0], operands[1])
        except DecimalException:  # too large even for a decimal number
            return None
    whole = isinstance(number(left), int) and isinstance(number(right), int)
    text = str(result) if whole else _float_text(result)
    return Literal(text) if len(text) <= _LONGEST else None


def _decimal(literal: Literal) -> Decimal | None:
    if number(literal) is None:
        return None
    try:
        value = Decimal(literal.text.replace("_", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _float_text(value: Decimal) -> str:
    text = repr(float(value))
    # A value that no float holds exactly in so few digits would not be the same number.
    return text if Decimal(text) == value else "inexact result"
