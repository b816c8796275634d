"""Tidies the lines of a rule once its operands are known: what a person would not have written.

`grad_y * 2 * x ** (1 if 2 == 0 else 2 - 1)` becomes `grad_y * 2 * x`. Only what gradgen itself
emits is tidied; the user's own lines stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gradgen.ir.expression import Apply, Expression, Function, Literal, Name, rebuild
from gradgen.ir.numerals import fold, is_number, negated, number

Known = Mapping[str, float]


def simplify(expression: Expression, known: Known) -> Expression:
    """`expression` without needless arithmetic on literals.

    `known` gives the values of names that are bound to constants: they decide conditions, and are
    never written out.
    """
    inner = rebuild(expression, lambda e: simplify(e, known))
    if not isinstance(inner, Apply):
        return inner
    match inner.function.name, inner.arguments:
        case "where", (test, yes, no):
            truth = _truth(test, known)
            if truth is None and not _same(yes, no):
                return inner
            return no if truth is False else yes
        case "negative", (Literal() as literal,) if number(literal) is not None:
            return negated(literal)
        case "abs", (Literal() as literal,) if number(literal) is not None:
            return negated(literal) if literal.text.startswith("-") else literal
        case "negative", (Apply(arguments=(operand,)) as other,) if (
            other.function.name == "negative"
        ):
            return operand
        case name, (Literal() as left, Literal() as right):
            return fold(name, left, right) or inner
        case "logical_and", (left, right) if left == right:
            return left
        case "multiply", (left, right):
            return right if is_number(left, 1) else left if is_number(right, 1) else inner
        case "full_like", (like, value) if is_number(value, 1):
            return replace(inner, function=Function("ones_like"), arguments=(like,))
        case "divide" | "power", (left, right) if is_number(right, 1):
            return left
        case "power", (_, right) if is_number(right, 0):
            return Literal("1")
        case _:
            return inner


_TESTS = {
    "equal": lambda a, b: a == b,
    "not_equal": lambda a, b: a != b,
    "greater": lambda a, b: a > b,
    "greater_equal": lambda a, b: a >= b,
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
}


def _truth(test: Expression, known: Known) -> bool | None:
    """What a comparison of constants comes to; `None` where that is not known."""
    if not isinstance(test, Apply):
        return None
    if test.function.name == "logical_and":
        truths = [_truth(argument, known) for argument in test.arguments]
        return False if False in truths else None if None in truths else True
    if test.function.name not in _TESTS:
        return None
    left, right = (value_of(argument, known) for argument in test.arguments)
    if left is None or right is None:
        return None
    return bool(_TESTS[test.function.name](left, right))


def _same(left: Expression, right: Expression) -> bool:
    value = number(left)
    return left == right if value is None else is_number(right, value)


def value_of(expression: Expression, known: Known) -> float | None:
    """The value of a literal, or of a name bound to a constant."""
    return known.get(expression.id) if isinstance(expression, Name) else number(expression)
