"""Types of numbers: which there are, and whether those of a type are whole."""

from __future__ import annotations

from typing import Final

from gradgen.ir.expression import Expression, Function, Literal, Symbol

_FLOATS: Final = frozenset(
    (
        *("float16", "float32", "float64", "longdouble", "float128", "half", "single", "double"),
        *("floating", "inexact"),
    )
)
WHOLE: Final = frozenset(
    (
        *("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("intp", "uintp", "int_", "uint", "intc", "uintc", "short", "ushort", "long", "ulong"),
        *("longlong", "ulonglong", "byte", "ubyte"),
    )
)
"""NumPy's types of whole numbers."""

_TRUTHS: Final = frozenset(("bool", "bool_"))
_BUILT_IN: Final = frozenset(("float", "int", "bool"))


def is_type(function: Function) -> bool:
    """Whether a function is a type of real numbers: `float`, `np.float32`, `np.int64`."""
    if function.module == "builtins":
        return function.attribute in _BUILT_IN
    return function.module == "numpy" and function.attribute in _FLOATS | WHOLE | _TRUTHS


def is_whole(dtype: Expression) -> bool | None:
    """Whether the numbers of a type are whole, as in `int` or `"int32"`; `None` if unclear."""
    match dtype:
        case Literal(text="None"):
            return False
        case Literal(text=text):
            name = text.strip("'\"")
        case Symbol(function=function) if is_type(function):
            name = function.attribute
        case _:
            return None
    if name in WHOLE | _TRUTHS | {"int"}:
        return True
    return False if name in _FLOATS | {"float"} else None
