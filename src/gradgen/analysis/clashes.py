"""Names that the output needs for itself, and that something of the user's has already."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from gradgen.diagnostics import Diagnostic, Label
from gradgen.ir.program import Program


def taken_names(program: Program, *suffixes: str) -> Iterator[Diagnostic]:
    """A diagnostic for each generated function whose name something that travels has.

    A generated function is called as the user's own, with one of the `suffixes`.
    """
    constants = (constant.name for constant in program.constants)
    definitions = (definition.name for definition in program.definitions)
    travelling = {*constants, *definitions, *(i.binding for i in program.imports)}
    for circuit, suffix in product(program.circuits, suffixes):
        name = f"{circuit.name}_{suffix}"
        if name in travelling:
            span = circuit.span
            labels = (Label(span, f"the generated function is called `{name}`"),) if span else ()
            yield Diagnostic(
                "taken-name",
                f"the name `{name}` is taken",
                labels,
                f"give what is called `{name}` in this file another name",
            )
