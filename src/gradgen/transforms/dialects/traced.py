"""Derived lines for a library that compiles before it knows a value: JAX; or takes arrays only.

Before, where the numbers are NumPy's, and decide which side is computed::

    grad_s = grad_out if s > 0 and s < 1 else 0.0

After, where both sides are arrays, and one of them is taken::

    grad_s = np.where(np.logical_and(s > 0, s < 1), grad_out, 0.0)

What the user decides by an `if` is known by then, or their own function could not be compiled. A
size is known too, and is to stay a plain number: `min(len(x), len(y))`, and not `np.minimum`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from gradgen.ir.expression import Apply, Expression, Function, rebuild
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


def traced(expression: Expression, is_known: Callable[[Expression], bool]) -> Expression:
    """An expression whose choices are functions of arrays, but where what decides `is_known`."""
    if isinstance(expression, Apply) and is_choice(expression):
        test, *sides = expression.arguments
        if is_known(test):
            return replace(expression, arguments=(test, *(traced(s, is_known) for s in sides)))
    inner = rebuild(expression, lambda e: traced(e, is_known))
    return _in_arrays(inner) if isinstance(inner, Apply) else inner


def traced_in_calls(expression: Expression, is_known: Callable[[Expression], bool]) -> Expression:
    """An expression with no choice inside of a call that takes arrays only.

    Elsewhere a choice may be one of plain numbers, and stays so: an array of them would have the
    library's usual type, and not theirs.
    """
    if isinstance(expression, Apply) and expression.function.module == "numpy":
        return traced(expression, is_known)
    inner = rebuild(expression, lambda e: traced_in_calls(e, is_known))
    if isinstance(inner, Apply) and inner.function.module == "builtins":
        return _in_arrays(inner)
    return inner


def _in_arrays(call: Apply) -> Expression:
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
