"""Which gates make a value of their own: one that shares no memory with what they are given."""

from __future__ import annotations

from typing import Final

from gradgen.ir.expression import Apply, Expression, Literal
from gradgen.rules.matcher import is_size
from gradgen.targets.signatures import is_ufunc, qualified_name

# Operators that give one of their operands, or a part of it.
_LENDERS: Final = frozenset(("where", "index", "logical_and", "logical_or"))
# Of NumPy's other functions those that never give a view; as methods they do not either.
_OTHERS: Final = frozenset(
    (
        *("sum", "mean", "prod", "amax", "amin", "var", "std", "dot", "inner", "outer", "where"),
        *("zeros", "ones", "eye", "full", "zeros_like", "ones_like"),
        *("concatenate", "stack", "cumsum", "cumprod"),
    )
)


# Of gradgen's own definitions those that make an array of their own.
_DEFINED: Final = frozenset(("added_at", "summed_at", "placed", "scatter", "windows_back"))


def makes_its_own(expression: Expression) -> bool:
    """Whether what an expression computes is surely in memory of its own."""
    if not isinstance(expression, Apply):
        return isinstance(expression, Literal)
    function = expression.function
    if is_size(expression) or (function.module == "operator" and function.name not in _LENDERS):
        return True
    if function.module in ("numpy", "method") and function.name in _OTHERS:
        return True
    if function.name == "array" and not expression.keywords:
        return True  # a copy, unless it is told not to make one
    if function.module == "gradgen" and function.name in _DEFINED:
        return True
    return is_ufunc(qualified_name(function))
