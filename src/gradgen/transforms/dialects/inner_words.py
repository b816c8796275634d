"""Gates in the words of a module that has a phrase book of its own: `jax.nn.relu(x)`.

Only where the file reaches that module: elsewhere a definition of gradgen's goes with the output.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from gradgen.ir.circuit import Circuit
from gradgen.ir.expression import Apply, Expression, Function, rebuild
from gradgen.ir.program import Program
from gradgen.ir.rewriting import rewritten
from gradgen.targets.dialects.dialect import Dialect
from gradgen.targets.dialects.phrase_reading import phrasebook_inside
from gradgen.targets.dialects.phrase_writing import in_words_of
from gradgen.targets.dialects.phrases import Phrasebook


def in_inner_words(
    circuit: Circuit, dialect: Dialect, program: Program, own_gates: Mapping[str, str]
) -> Circuit:
    """A function with the words of those modules; `own_gates` are definitions of gradgen's own."""
    for module in filter(lambda m: _is_reached(m, program), dialect.books):
        book = phrasebook_inside(dialect, module)
        assert book is not None
        change = partial(_said, book=book, own_gates=own_gates)
        circuit = replace(circuit, body=tuple(rewritten(s, change) for s in circuit.body))
    return circuit


def _is_reached(module: str, program: Program) -> bool:
    """Whether the file imports a module, what is in it, or what it is in."""
    bound = [f"{b.module}.{b.attribute}" if b.attribute else b.module for b in program.imports]
    return any(
        f"{name}.".startswith(f"{module}.") or f"{module}.".startswith(f"{name}.") for name in bound
    )


def _said(expression: Expression, book: Phrasebook, own_gates: Mapping[str, str]) -> Expression:
    inner = rebuild(expression, lambda e: _said(e, book, own_gates))
    if not isinstance(inner, Apply) or inner.function.module not in ("", "gradgen"):
        return inner
    function = inner.function
    name = function.name if function.module else own_gates.get(function.attribute, "")
    gate = replace(inner, function=Function(name, "gradgen", name))
    return in_words_of(book, gate, own=True) or inner
