"""Fits derived functions to another library than NumPy: its words and its ways, or a finding.

Before, for JAX, whose arrays never change::

    grad_x = np.zeros_like(x)
    grad_x[1:] += grad_y

After::

    grad_x = np.zeros_like(x)
    grad_x = grad_x.at[1:].add(grad_y)

Functions keep NumPy's names here; what they are called is settled when the text is written.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from gradgen.diagnostics import Diagnostic
from gradgen.ir.circuit import Circuit, Statement
from gradgen.ir.expression import Apply, Expression, rebuild, substitute, walk
from gradgen.ir.parser import parse
from gradgen.ir.program import Program
from gradgen.ir.rewriting import Change, expressions_in, rewritten
from gradgen.targets.dialects import dialect_named
from gradgen.targets.dialects.dialect import Dialect
from gradgen.targets.dialects.phrase_reading import phrasebook_of
from gradgen.targets.localize import localize
from gradgen.targets.numpy import numpy_target
from gradgen.targets.signatures import qualified_name
from gradgen.transforms.dialects.buffers import (
    CHANGES,
    made_anew,
    with_own_buffers,
    without_changes,
)
from gradgen.transforms.dialects.findings import Speech
from gradgen.transforms.dialects.inner_words import in_inner_words
from gradgen.transforms.dialects.namespaces import fitted_to_namespace, lacks_namespace
from gradgen.transforms.dialects.phrasing import Writing
from gradgen.transforms.dialects.standard import in_standard_words, whole_index
from gradgen.transforms.dialects.traced import tests_in, traced
from gradgen.transforms.dialects.untaken import with_plain_zeros


def spoken(
    circuits: tuple[Circuit, ...], program: Program, original: Program
) -> tuple[tuple[Circuit, ...], list[Diagnostic]]:
    """The circuits in the words of the program's library, and what it has no words for.

    The lines of the `original` program are the user's own, and stay as they are.
    """
    dialect = dialect_named(original.dialect)
    assert dialect is not None
    read = [s for circuit in original.circuits for s in map(_localized, circuit.body)]
    written = frozenset(e for s in read for e in expressions_in(s))
    speech = Speech(dialect, program)
    each = len(circuits) // len(program.circuits)
    if dialect.arrays_only and not dialect.functional:
        rows = (circuits[n : n + each] for n in range(0, len(circuits), each))
        circuits = tuple(circuit for row in rows for circuit in with_plain_zeros(row))
    book = phrasebook_of(dialect)
    if book is not None:
        writing = Writing(dialect, book, written, _own_gates(program))
        return _phrased(circuits, each, speech, writing)
    own_gates = _own_gates(program)
    in_words = (
        in_inner_words(_fitted(circuit, dialect, written), dialect, original, own_gates)
        for circuit in circuits
    )
    fitted = tuple(
        fitted_to_namespace(c, program.namespaces.get(c.name), written) for c in in_words
    )
    # Whether a change is made in place, or by a function, is seen in what was derived.
    own = ((s, e) for s in read for e in expressions_in(s) if not _is_change(e))
    found = [f for s, e in own for f in speech.findings(s, e)]
    for s in (s for circuit in fitted for s in circuit.body if not getattr(s, "idle", False)):
        fresh = (e for e in expressions_in(s) if e not in written or _is_change(e))
        found += [f for e in fresh for f in speech.findings(s, e, derived=True)]
    found += [f for circuit in fitted for f in lacks_namespace(circuit, program, original)]
    return fitted, found


def with_spoken_constants(program: Program) -> Program:
    """A program whose constants are in the words of its library, if it has words of its own."""
    dialect = dialect_named(program.dialect)
    book = phrasebook_of(dialect) if dialect else None
    if dialect is None or book is None:
        return program
    writing = Writing(dialect, book, frozenset())
    said = (
        c._replace(expression=writing.said(c.expression, own=True)[0]) for c in program.constants
    )
    return replace(program, constants=tuple(said))


def _own_gates(program: Program) -> dict[str, str]:
    """The gates of definitions that gradgen once wrote, by their names in this file."""
    return {d.name: d.own_gate for d in program.definitions if d.own_gate}


def _all_localized(circuit: Circuit) -> Circuit:
    return replace(circuit, body=tuple(map(_localized, circuit.body)))


def _phrased(
    circuits: tuple[Circuit, ...], each: int, speech: Speech, writing: Writing
) -> tuple[tuple[Circuit, ...], list[Diagnostic]]:
    """The circuits in other words, of which `each` function has so many, and what has none."""
    found: list[Diagnostic] = []
    fitted: list[Circuit] = []
    for place, circuit in enumerate(circuits):
        body: list[Statement] = []
        is_first = place % each == 0
        for statement, lacks in writing.statements(_all_localized(circuit), is_first=is_first):
            body.append(statement)
            if not getattr(statement, "idle", False):
                found += [speech.lacking(*lack, statement) for lack in lacks]
        fitted.append(replace(circuit, body=tuple(body)))
    return tuple(fitted), found


def _fitted(circuit: Circuit, dialect: Dialect, written: Collection[Expression]) -> Circuit:
    body = tuple(map(_localized, circuit.body))
    if dialect.functional:
        body = tuple(without_changes(body))
    elif dialect.by_name:
        body = tuple(with_own_buffers(body))
    change = _respelling(dialect, written)
    return replace(circuit, body=tuple(rewritten(s, change) for s in body))


def _localized(statement: Statement) -> Statement:
    """A statement with all functions named, as they would be in NumPy's text."""
    target = replace(numpy_target(), operators={})
    return rewritten(statement, lambda e: localize(e, target))


def _respelling(dialect: Dialect, written: Collection[Expression]) -> Change:
    """Puts calls of NumPy's, but in the user's own lines, into other words."""
    parts = frozenset(node for e in written for node in walk(e))
    own = frozenset(n.arguments[1] for n in parts if isinstance(n, Apply) and _is_index(n))
    tests = tests_in(parts)

    def respelled(expression: Expression) -> Expression:
        inner = rebuild(expression, respelled)
        if not isinstance(inner, Apply):
            return inner
        inner = _without_unsaid(inner, dialect)
        if dialect.functional and inner.function.name in CHANGES:
            return made_anew(inner)
        if dialect.standard and _is_index(inner):
            return whole_index(inner, own)
        words = "" if inner.keywords else dialect.spelled.get(qualified_name(inner.function), "")
        if words:
            operands = dict(zip("xyz", inner.arguments, strict=False))
            return localize(substitute(parse(words), operands), numpy_target())
        return in_standard_words(inner, dialect) if dialect.standard else inner

    def fresh(expression: Expression) -> bool:
        return expression not in written or _is_change(expression)

    def settled(expression: Expression) -> Expression:
        return traced(expression, tests.__contains__) if dialect.functional else expression

    return lambda e: respelled(settled(e)) if fresh(e) else e


def _without_unsaid(call: Apply, dialect: Dialect) -> Apply:
    """A call without the keywords that say what is usual in a library."""
    name = qualified_name(call.function)
    kept = tuple((k, v) for k, v in call.keywords if f"{name}.{k}" not in dialect.unsaid)
    return call if kept == call.keywords else replace(call, keywords=kept)


def _is_index(call: Apply) -> bool:
    return call.function.name == "index" and call.function.module == "operator"


def _is_change(expression: Expression) -> bool:
    return isinstance(expression, Apply) and expression.function.name in CHANGES
