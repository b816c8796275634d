"""Precision: what a line computes of plain numbers alone must not make its array wider.

NumPy gives a float64 for `np.log(c)` where `c` is a plain number, and a product of that with an array
of float32 is one of float64. Before, with `y` an array and `c` a number in `out = c**y`::

    grad_y = grad_out * out * np.log(c)

After, and where it is not known whether `c` is a number::

    grad_y = grad_out * out * float(np.log(c))
    grad_y = grad_out * out * np.log(c).astype(grad_out.dtype)
"""

from __future__ import annotations

from collections.abc import Callable

from gradgen.ir.expression import Apply, Expression, Function, Name, method, names_in, rebuild
from gradgen.targets.python import PYTHON


def narrowed(
    value: Expression, upstream: Name, typed: frozenset[str], is_scalar: Callable[[Name], bool]
) -> Expression:
    """`value` with the calls that read none of the names `typed` in the type of `upstream`.

    `typed` are the names whose type is surely that of the gradient, or narrower.
    """
    if not (isinstance(value, Apply) and typed.isdisjoint(names_in(value)) and _widens(value)):
        return rebuild(value, lambda e: narrowed(e, upstream, typed, is_scalar))
    if all(is_scalar(Name(name)) for name in names_in(value)):
        return Apply(Function("float", "builtins", "float"), (value,))
    return method("astype", value, Apply(Function("dtype", "attribute", "dtype"), (upstream,)))


def _widens(call: Apply) -> bool:
    """Whether NumPy may give a float64 for a call: `math` gives plain numbers."""
    if call.function.module == "operator":
        return call.function.name == "where"
    is_plain = call.function.name in PYTHON.functions and not names_in(call)
    return call.function.module is None and not is_plain
