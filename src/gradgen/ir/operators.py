"""Python's operators: their gates' names and how tightly they bind."""

from __future__ import annotations

from typing import Final

BINARY: Final = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "//": "floor_divide",
    "%": "modulo",
    "**": "power",
    "@": "matmul",
    "&": "bitwise_and",
    "|": "bitwise_or",
    "^": "bitwise_xor",
}
COMPARISON: Final = {
    "<": "less",
    "<=": "less_equal",
    ">": "greater",
    ">=": "greater_equal",
    "==": "equal",
    "!=": "not_equal",
}
# In assertions only: nothing is differentiated there.
MEMBERSHIP: Final = {"in": "in", "not in": "not_in", "is": "is", "is not": "is_not"}
BOOLEAN: Final = {"and": "logical_and", "or": "logical_or"}
UNARY: Final = {"-": "negative", "+": "positive", "not": "logical_not", "~": "invert"}
CONDITIONAL: Final = {"if": "where"}

# How tightly each binds, loosest first (Python's language reference, "Operator precedence").
LOOSEST, ATOM = 0, 13
_LEVELS: Final = {
    **dict.fromkeys(CONDITIONAL.values(), 0),
    "logical_or": 1,
    "logical_and": 2,
    "logical_not": 3,
    **dict.fromkeys((*COMPARISON.values(), *MEMBERSHIP.values()), 4),
    "bitwise_or": 5,
    "bitwise_xor": 6,
    "bitwise_and": 7,
    **dict.fromkeys(("add", "subtract"), 8),
    **dict.fromkeys(("multiply", "divide", "floor_divide", "modulo", "matmul"), 9),
    **dict.fromkeys(("negative", "positive", "invert"), 10),
    "power": 11,
}


def tightness(name: str) -> int:
    """How tightly the operator whose gate is `name` binds: the larger, the tighter."""
    return _LEVELS[name]
