"""Which library a file is run with: the module that has its arrays."""

from __future__ import annotations

from importlib.util import find_spec

from gradgen.diagnostics import Diagnostic, GradgenError
from gradgen.frontend.other_libraries import of_numpy_only
from gradgen.ir.program import Program
from gradgen.targets.dialects import dialect_named
from gradgen.verify.child.libraries import BORDERS

_STRICT = "array_api_strict"
_INSTEAD = "compare with the gradients of the library itself, as docs/libraries.md does"


def library_of(program: Program) -> str:
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


def refusals(program: Program) -> list[Diagnostic]:
    """What is to be said of a program whose library cannot be run yet."""
    if library_of(program) in ("", *BORDERS):
        return []
    return of_numpy_only(program, "gradgen cannot run code for {} yet", _INSTEAD)


def refuse_other_libraries(program: Program) -> None:
    """Raises GradgenError for a program that is not for NumPy's arrays or for numbers."""
    found = of_numpy_only(program, "there is no test of code for {} yet", "use --verify")
    if found:
        raise GradgenError(found)
