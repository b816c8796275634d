"""The libraries that gradgen reads: which names they have, and which gates those are."""

from __future__ import annotations

import math
from functools import cache

from gradgen.ir.expression import Function
from gradgen.targets.numpy import CONSTANTS, ROOTS, WELL_KNOWN_ON_ARRAYS, gate_of_function
from gradgen.targets.python import INSTEAD, PYTHON, REFUSED, WELL_KNOWN
from gradgen.targets.refusals import refusal_of
from gradgen.targets.signatures import names_of

# The constants of each library whose functions are known.
LIBRARIES = {"math": frozenset(("pi", "e", "tau", "inf", "nan")), **CONSTANTS}

_FUNCTIONS = frozenset(f"math.{name}" for name in dir(math) if not name.startswith("_"))


@cache
def gate_of(qualified: str) -> str | None:
    """The gate of a qualified name such as `math.exp`, `builtins.abs` or `ndarray.sum`.

    A function of a known library that has no gate is its own: it may be used on values that carry
    no gradient.
    """
    if qualified in _FUNCTIONS:
        return PYTHON.gate(qualified) or qualified
    return PYTHON.gate(qualified) or gate_of_function(qualified)


def is_array_library(module: str) -> bool:
    """Whether a file that imports `module` works on arrays."""
    return module.partition(".")[0] in ROOTS


def is_array_function(function: Function) -> bool:
    """Whether a function is NumPy's or SciPy's, or a method of an array."""
    module = function.module or ""
    return module == "method" or is_array_library(module)


def is_member(module: str, name: str) -> bool:
    """Whether a known library has something of that name."""
    return bool(gate_of(f"{module}.{name}")) or name in LIBRARIES.get(module, ())


def members(module: str) -> list[str]:
    """What is known of a library by name: its functions and its constants."""
    functions = [f.removeprefix("math.") for f in _FUNCTIONS] if module == "math" else []
    return sorted({*functions, *names_of(module), *LIBRARIES.get(module, ())})


def well_known_names(*, arrays: bool = False) -> list[str]:
    """What may be used without a definition or import: built-in functions and gates."""
    built_in = [name.removeprefix("builtins.") for name in PYTHON.functions.values()]
    gates = [*WELL_KNOWN, *(WELL_KNOWN_ON_ARRAYS if arrays else ())]
    return sorted({*gates, *(name for name in built_in if "." not in name), "print"})


def well_known(name: str, *, arrays: bool = False) -> Function | None:
    """The gate that may be used by this name without a definition, such as `sigmoid`.

    The library's own function where there is one; else the output will define it.
    """
    gate = WELL_KNOWN.get(name) or (WELL_KNOWN_ON_ARRAYS.get(name) if arrays else None)
    if gate is None:
        return None
    return Function(gate) if gate in PYTHON.functions else Function(gate, "gradgen", name)


def reason_refused(qualified: str) -> str | None:
    """Why a function of a known library has no rule, where that was decided by name."""
    on_arrays = refusal_of(qualified)
    return REFUSED.get(qualified) or (on_arrays.why if on_arrays else None)


def instead_of(qualified: str) -> str | None:
    """What to write instead of a function that was refused by name."""
    on_arrays = refusal_of(qualified)
    return INSTEAD.get(qualified) or (on_arrays.instead or None if on_arrays else None)
