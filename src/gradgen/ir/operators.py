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
UNARY: Final = {"-": "negative", "+": "positive", "not": "logical_not"}
CONDITIONAL: Final = {"if": "where"}

# How tightly each binds, loosest first (Python's language reference, "Operator precedence").
LOOSEST, ATOM = 0, 10
_LEVELS: Final = {
    **dict.fromkeys(CONDITIONAL.values(), 0),
    "logical_or": 1,
    "logical_and": 2,
    "logical_not": 3,
    **dict.fromkeys((*COMPARISON.values(), *MEMBERSHIP.values()), 4),
    **dict.fromkeys(("add", "subtract"), 5),
    **dict.fromkeys(("multiply", "divide", "floor_divide", "modulo", "matmul"), 6),
    **dict.fromkeys(("negative", "positive"), 7),
    "power": 8,
}


def tightness(name: str) -> int:
    """How tightly the operator whose gate is `name` binds: the larger, the tighter."""
    return _LEVELS[name]
