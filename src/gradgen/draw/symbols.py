"""What is drawn for a gate: the sign of an operator, or the name of a function.

A number at one side of an operator is drawn with it, as in `×2`, `+1` and `1÷`.
"""

from __future__ import annotations

from gradgen.ir.expression import Apply, Expression, Literal, Name
from gradgen.rules.matcher import Match

_SIGNS = {
    "add": "+",
    "subtract": "−",
    "multiply": "×",
    "divide": "÷",
    "negative": "−",
    "positive": "+",
    "power": "^",
    "matmul": "@",
    "sigmoid": "σ",
    "reciprocal": "1/x",
    "absolute": "|x|",
    "index": "[ ]",
    "where": "if",
}


def symbol(expression: Expression, match: Match | None) -> str:
    """The sign or the word for a gate; a copy, which gives a value another name, is `=`."""
    if match:
        name = match.rule.gate_name
    elif isinstance(expression, Apply):
        name = expression.function.attribute or expression.function.name
    elif isinstance(expression, Literal | Name):
        return "="
    else:
        return "( )"
    sign = _SIGNS.get(name, name)
    return _with_number(sign, expression) if name in _BINARY else sign


_BINARY = ("add", "subtract", "multiply", "divide", "power")
# Longer numbers leave no room in a circle.
_LONGEST = 4


def _with_number(sign: str, expression: Expression) -> str:
    match expression:
        case Apply(arguments=(Literal(text=text), Name())) if len(text) <= _LONGEST:
            return f"{text}{sign}"
        case Apply(arguments=(Name(), Literal(text=text))) if len(text) <= _LONGEST:
            return f"{sign}{text}"
        case _:
            return sign
