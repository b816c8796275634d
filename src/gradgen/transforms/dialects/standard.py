"""NumPy's words in those of the array API: functions for methods, its names, its keywords.

Before::

    grad_x = (grad_s * np.arccos(x)).sum(0).reshape(3, 1)

After::

    grad_x = np.reshape(np.sum(grad_s * np.acos(x), axis=0), (3, 1))
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Sequence,
    Slice,
    index_items,
)
from gradgen.ir.numerals import number
from gradgen.targets.dialects.dialect import Dialect
from gradgen.targets.signatures import names_of, qualified_name, signature


def in_standard_words(call: Apply, dialect: Dialect) -> Apply:
    """A call of NumPy's as the standard has it, where it has it."""
    call = _renamed(_turned(as_function(call)), dialect)
    qualified = qualified_name(call.function)
    if call.function.module != "numpy" or not dialect.has(qualified):
        return call
    ours = [p.name for p in signature(qualified) or () if p.kind in ("", "/")]
    there = [p for p in dialect.signature(qualified) if p.kind in ("", "/")]
    if any(p.kind == "*args" for p in dialect.signature(qualified)):
        return call
    behind = call.arguments[len(there) :]
    named = zip(ours[len(there) :], behind, strict=False)
    if len(ours) < len(call.arguments):
        return call
    return replace(call, arguments=call.arguments[: len(there)], keywords=(*named, *call.keywords))


def whole_index(call: Apply, own: Collection[Expression]) -> Apply:
    """`x[1:, ...]` for a part `x[1:]`, unless the user's `own` index says as much of his array."""
    array, index = call.arguments
    items = index_items(index)
    is_part = all(isinstance(i, Slice) or _is_plain(i) for i in items)
    is_shape = isinstance(array, Apply) and array.function.name == "shape"
    if index in own or is_shape or not is_part:
        return call
    return replace(call, arguments=(array, Sequence((*items, Literal("...")))))


def _is_plain(item: Expression) -> bool:
    """Whether an item of an index is a number, or a new axis."""
    return isinstance(number(item), int) or item == Literal("None")


def as_function(call: Apply) -> Apply:
    """`np.sum(x)` for `x.sum()`."""
    function = call.function
    if function.module != "method" or function.attribute not in names_of("ndarray"):
        return call
    if function.attribute == "copy":
        asarray = Function("asarray", "numpy", "asarray")
        return Apply(asarray, call.arguments, (("copy", Literal("True")),))
    arguments: tuple[Expression, ...] = call.arguments
    if function.attribute == "reshape" and len(arguments) > 2:
        arguments = (arguments[0], Sequence(arguments[1:]))
    return replace(call, function=replace(function, module="numpy"), arguments=arguments)


def _turned(call: Apply) -> Apply:
    """`np.matrix_transpose(x)` for `np.swapaxes(x, -1, -2)`."""
    is_swap = (call.function.module, call.function.attribute) == ("numpy", "swapaxes")
    if not is_swap or {number(axis) for axis in call.arguments[1:]} != {-1, -2}:
        return call
    transpose = Function("matrix_transpose", "numpy", "matrix_transpose")
    return Apply(transpose, call.arguments[:1])


def _renamed(call: Apply, dialect: Dialect) -> Apply:
    name = dialect.renamed.get(call.function.attribute, "")
    if call.function.module != "numpy" or not name:
        return call
    return replace(call, function=replace(call.function, attribute=name))
