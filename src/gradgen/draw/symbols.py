"""What is drawn for a gate: the sign of an operator, or the name of a function."""

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
    """The sign or the word for a gate; a value that is only given another name has an equals sign."""
    if match:
        name = match.rule.gate_name
    elif isinstance(expression, Apply):
        name = expression.function.attribute or expression.function.name
    elif isinstance(expression, Literal | Name):
        return "="
    else:
        return "( )"
    return _SIGNS.get(name, name)
