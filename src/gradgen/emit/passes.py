"""Programs between two passes: what is read once more is in NumPy's words, the last in its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gradgen.emit.namespaces import with_namespaces
from gradgen.ir.circuit import Circuit
from gradgen.ir.program import Program
from gradgen.targets.dialects import dialect_named


def for_next_pass(program: Program) -> Program:
    """A program that is written only to be read once more: it imports all that it needs."""
    dialect = dialect_named(program.dialect)
    is_phrased = bool(dialect and dialect.phrased)
    return replace(program, namespaces={}, dialect="" if is_phrased else program.dialect)


def for_user(
    program: Program,
    original: Program,
    derived: Iterable[tuple[Circuit, tuple[Circuit, ...]]],
) -> Program:
    """A program that is written for the user, in the words of the `original`.

    `derived` are the circuits of that, each with those that are derived from it.
    """
    if not original.dialect:
        return replace(program, namespaces={})
    return with_namespaces(replace(program, dialect=original.dialect), derived)
