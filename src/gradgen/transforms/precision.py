"""Precision: what a line computes of plain numbers alone must not make its array wider.

NumPy gives a float64 for `np.log(c)` where `c` is a plain number, and a product of that with an
array of float32 is one of float64. Before, with `y` an array and `c` a number in `out = c**y`::

    grad_y = grad_out * out * np.log(c)

After, and where it is not known whether `c` is a number::

    grad_y = grad_out * out * float(np.log(c))
    grad_y = grad_out * out * np.log(c).astype(grad_out.dtype)

Some functions of SciPy's do the same to any array that they are given together with a plain number.

A condition that NumPy made counts as 0 or 1, but is no plain number. Its product with an upstream
gradient that is one would be a float64. Before and after::

    grad_y = grad_out * is_large
    grad_y = grad_out * float(is_large)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Symbol,
    method,
    names_in,
    rebuild,
    walk,
)
from gradgen.targets.python import PYTHON

# Of several loops of these, SciPy lists that of float64 first, and it takes plain numbers too.
_WIDE: Final = frozenset(("beta", "hyp2f1", "modstruve", "polygamma", "struve"))


# Of constants alone, these are arrays that the array has met before, or conditions.
_FREE: Final = frozenset(("array", "where"))


def narrowed(
    value: Expression,
    upstream: Name,
    typed: frozenset[str],
    is_scalar: Callable[[Expression], bool],
) -> Expression:
    """`value` with the calls that read none of the names `typed` in the type of `upstream`.

    `typed` are the names whose type is surely that of the gradient, or narrower.
    """
    if isinstance(value, Apply) and value.function == Function("where"):
        return _choice(value, upstream, typed, is_scalar)
    if not isinstance(value, Apply) or not _widens(value, typed):
        return rebuild(value, lambda e: narrowed(e, upstream, typed, is_scalar))
    if all(map(is_scalar, _leaves(value))):
        return _as_number(value)
    return method("astype", value, Apply(Function("dtype", "attribute", "dtype"), (upstream,)))


def with_numbers(value: Expression, is_condition: Callable[[Name], bool]) -> Expression:
    """`value` with plain numbers for the single conditions that it is a product with."""
    if not isinstance(value, Apply):
        return value
    if value.function.name not in ("multiply", "divide"):
        return rebuild(value, lambda e: with_numbers(e, is_condition))
    factors = (
        _as_number(e) if isinstance(e, Name) and is_condition(e) else with_numbers(e, is_condition)
        for e in value.arguments
    )
    return replace(value, arguments=tuple(factors))


def of_chosen_numbers(value: Expression) -> Expression:
    """`value`, of single numbers, with plain numbers for the functions of what Python chooses.

    Of `np.log(z if z > 0 else 1)` NumPy makes a float64 where `z` is a float32 and not positive.
    """
    if not isinstance(value, Apply):
        return value
    is_call = value.function.module is None and value.function.name != "where"
    if is_call and any(map(_may_be_literal, walk(value))):
        return _as_number(value)
    return rebuild(value, of_chosen_numbers)


def _may_be_literal(value: Expression) -> bool:
    if not isinstance(value, Apply) or value.function != Function("where"):
        return False
    return any(isinstance(side, Literal) for side in value.arguments[1:])


def _as_number(value: Expression) -> Expression:
    return Apply(Function("float", "builtins", "float"), (value,))


def _choice(
    choice: Apply,
    upstream: Name,
    typed: frozenset[str],
    is_scalar: Callable[[Expression], bool],
) -> Expression:
    """A choice in the type of `upstream`, whatever decides it: NumPy makes numbers a float64."""
    test, *sides = choice.arguments
    sides = [narrowed(side, upstream, typed, is_scalar) for side in sides]
    choice = replace(choice, arguments=(test, *sides))
    names = {name for side in sides for name in names_in(side)}
    if not names or not typed.isdisjoint(names):
        return choice
    return _typed(choice, upstream, is_scalar)


def _typed(value: Apply, upstream: Name, is_scalar: Callable[[Expression], bool]) -> Expression:
    if all(map(is_scalar, _leaves(value))):
        return Apply(Function("float", "builtins", "float"), (value,))
    return method("astype", value, Apply(Function("dtype", "attribute", "dtype"), (upstream,)))


def _widens(call: Apply, typed: frozenset[str]) -> bool:
    """Whether NumPy or SciPy may give a float64 for a call; `math` gives plain numbers."""
    function, names = call.function, names_in(call)
    if function.module is None and function.name in _WIDE:
        return True
    if not names and (function.name in PYTHON.functions or function.name in _FREE):
        return False
    if not typed.isdisjoint(names) or function.name == "abs":
        return False  # and the absolute value of a whole number is whole
    return function.module is None or (function.module, function.name) == ("operator", "where")


def _leaves(value: Expression) -> Iterator[Expression]:
    """The names and the constants of the module that an expression reads."""
    for node in walk(value):
        if isinstance(node, Name) or (isinstance(node, Symbol) and node.function.module == ""):
            yield node
