"""Copies: a gradient that is another one as it is has no line of its own.

Before::

    grad_s3 = grad_L * (1 - L) * L  # sigmoid: local gradient (1 - L) * L
    grad_s2 = grad_s3  # gradient copier
    grad_s0 = grad_s2  # gradient copier
    grad_w0 = grad_s0 * x0  # gradient multiplier

After::

    grad_s3 = grad_L * (1 - L) * L  # sigmoid: …; gradient copier: also grad_s2, grad_s0
    grad_w0 = grad_s3 * x0  # gradient multiplier

What is returned keeps its name: the line that makes it then makes it under that name.
"""

from __future__ import annotations

from dataclasses import replace

from gradgen.ir.circuit import Circuit, Gate, Statement, Update
from gradgen.ir.expression import Expression, Name
from gradgen.optimize.knowledge import Knowledge
from gradgen.optimize.lines import everywhere, gates, grown, returned, with_more
from gradgen.transforms.namesakes import plain


def without_copies(circuit: Circuit, known: Knowledge) -> Circuit:
    """`circuit` without the lines of gradgen's own that only give a value another name."""
    circuit = _under_returned_names(circuit)
    kept = returned(circuit)
    growing = grown(circuit.body)
    values: dict[str, Expression] = {}
    copies: dict[str, list[Gate]] = {}
    for gate in gates(circuit.body).values():
        source = _copied(gate)
        if source and source not in growing and gate.target not in kept | growing:
            first = values.get(source, Name(source))
            assert isinstance(first, Name)
            values[gate.target] = first
            copies.setdefault(first.id, []).append(gate)
    body: list[Statement] = []
    for statement in circuit.body:
        if isinstance(statement, Gate) and statement.target in values:
            continue
        body.append(statement)
    return everywhere(replace(circuit, body=tuple(_told(body, copies))), values)


def _copied(gate: Gate) -> str:
    """What a line of gradgen's own gives another name; empty where it does more."""
    return gate.expression.id if gate.rule and isinstance(gate.expression, Name) else ""


def _told(body: list[Statement], copies: dict[str, list[Gate]]) -> list[Statement]:
    """The lines, with notes of what else their values are called.

    What is not made by a line of gradgen's own has the word in a line of comment.
    """
    told: list[Statement] = []
    left = dict(copies)
    for statement in body:
        if isinstance(statement, Gate) and statement.rule and statement.target in left:
            said = _said(left.pop(statement.target))
            statement = replace(statement, note=with_more(statement.note, *said))
        told.append(statement)
    return told


def _said(copies: list[Gate]) -> tuple[str, str]:
    """`gradient copier: also grad_s2, grad_s0`, and the word alone."""
    names = dict.fromkeys(plain(gate.target) for gate in copies)
    word = copies[0].note[-1] if copies[0].note else "copied"
    return f"{word}: also {', '.join(names)}", word


def _under_returned_names(circuit: Circuit) -> Circuit:
    """`circuit` with a value under the name that it is returned by, if it has only one such."""
    made, kept, growing = gates(circuit.body), returned(circuit), grown(circuit.body)
    names: dict[str, str] = {}
    for gate in made.values():
        source = _copied(gate)
        while source in made and _copied(made[source]):
            source = _copied(made[source])
        is_own = source in made and made[source].rule != ""
        if is_own and gate.target in kept and source not in kept | growing | names.keys():
            names[source] = gate.target
    lines = (s for s in circuit.body if not (isinstance(s, Gate) and s.target in names.values()))
    renamed = replace(circuit, body=tuple(_bound_as(s, names) for s in lines))
    return everywhere(renamed, {old: Name(new) for old, new in names.items()})


def _bound_as(statement: Statement, names: dict[str, str]) -> Statement:
    if isinstance(statement, Gate | Update) and statement.target in names:
        return replace(statement, target=names[statement.target])
    return statement
