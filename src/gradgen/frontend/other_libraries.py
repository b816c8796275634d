"""What is done with functions of NumPy's only, and not with those of another library."""

from __future__ import annotations

from gradgen.diagnostics import Diagnostic, Label
from gradgen.ir.program import Program
from gradgen.targets.dialects import dialect_named


def of_numpy_only(program: Program, message: str, instead: str) -> list[Diagnostic]:
    """The `message`, which says what is not done for a library, if a program is written for one."""
    dialect = dialect_named(program.dialect)
    if dialect is None:
        return []
    spans = [circuit.span for circuit in program.circuits if circuit.span]
    labels = tuple(Label(s, f"works on arrays of {dialect.title}") for s in spans[:1])
    return [Diagnostic("other-library", message.format(dialect.title), labels, instead)]
