"""Derived lines for a library that traces them, and compiles before it knows a value: JAX.

Before, where the numbers are NumPy's, and decide which side is computed::

    grad_s = grad_out if s > 0 and s < 1 else 0.0

After, where both sides are arrays, and one of them is taken::

    grad_s = np.where(np.logical_and(s > 0, s < 1), grad_out, 0.0)

What the user decides by an `if` is known when JAX compiles, or their own function could not be. A
size is known too, and is to stay a plain number: `min(len(x), len(y))`, and not `np.minimum`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from gradgen.ir.expression import Apply, Expression, Function
from gradgen.rules.matcher import is_size
from gradgen.transforms.local_gradients import is_choice

_IN_ARRAYS: Final = {"if": "where", "and": "logical_and", "or": "logical_or", "not": "logical_not"}
_OF_SIZES: Final = {"minimum": "min", "maximum": "max"}


def tests_in(expressions: Iterable[Expression]) -> frozenset[Expression]:
    """What decides in choices."""
    return frozenset(
        choice.arguments[0]
        for choice in expressions
        if isinstance(choice, Apply) and is_choice(choice)
    )


def traced(call: Apply) -> Expression:
    """A call of Python's that wants a value, as one of arrays; one of sizes as one of Python's."""
    module, name = call.function.module, call.function.attribute
    if module == "operator" and name in _IN_ARRAYS:
        own = _IN_ARRAYS[name]
        return replace(call, function=Function(own, "numpy", own))
    if (module, name) == ("builtins", "float") and isinstance(call.arguments[0], Apply):
        return call.arguments[0]
    if module == "numpy" and name in _OF_SIZES and all(map(_is_size, call.arguments)):
        return replace(call, function=Function(name, "builtins", _OF_SIZES[name]))
    return call


def _is_size(expression: Expression) -> bool:
    return isinstance(expression, Apply) and is_size(expression)
