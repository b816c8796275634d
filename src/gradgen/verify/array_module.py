"""Which library a file is run with: the module that has its arrays."""

from __future__ import annotations

from importlib.util import find_spec

from gradgen.ir.program import Program
from gradgen.targets.dialects import dialect_named

_STRICT = "array_api_strict"


def array_module_of(program: Program) -> str:
    """`jax.numpy`, or empty for NumPy.

    A namespace that is a parameter, or that arrays are asked for, is the standard and nothing else,
    where that is installed, and NumPy's elsewhere.
    """
    dialect = dialect_named(program.dialect)
    if dialect is None:
        return ""
    if program.namespaces:
        return _STRICT if find_spec(_STRICT) else "numpy"
    return dialect.own("numpy")
