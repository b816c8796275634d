"""Growth: a sum that is read only to be added to keeps its name while it grows.

A text that is read again has a new name for each binding. Before::

    grad_x = grad_s * w
    grad_x_1 = grad_x + grad_t

After, as it was written in the first place::

    grad_x = grad_s * w
    grad_x = grad_x + grad_t
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from gradgen.ir.circuit import (
    Circuit,
    Gate,
    Remark,
    Statement,
    Update,
)
from gradgen.ir.expression import Apply, Expression, Name, names_in, substitute
from gradgen.ir.loops import inside_of_loops
from gradgen.ir.rewriting import expressions_in, rewritten


def regrown(circuit: Circuit, is_own: Callable[[Statement], bool]) -> Circuit:
    """`circuit` with one name for all versions of such a sum, if gradgen's own lines make it.

    Sums in loops are left as they are.
    """
    reads = Counter(name for statement in circuit.body for name in _reads(statement))
    reads.update(names_in(circuit.returns) if circuit.returns else ())
    versions: dict[str, list[str]] = {}
    made: set[str] = set()
    inside = inside_of_loops(circuit.body)
    for place, statement in enumerate(circuit.body):
        if place in inside or not isinstance(statement, Gate) or not is_own(statement):
            continue
        before = _grown(statement)
        if before in made and reads[before] == 1:
            versions[statement.target] = [*versions.pop(before, [before]), statement.target]
        made.update(() if statement.others else (statement.target,))
    names = _names(circuit, versions.values())
    return _renamed(circuit, names) if names else circuit


def _names(circuit: Circuit, rows: Iterable[list[str]]) -> dict[str, str]:
    """One name for each row of versions: that which is returned, the bare one, or the shortest.

    Rows of several values can have one bare name: `grad_x` for gradients of `x_1` and of `x_2`.
    """
    returned = names_in(circuit.returns) if circuit.returns else ()
    taken = {name for s in circuit.body if isinstance(s, Gate) for name in s.targets}
    taken.update(parameter.name for parameter in circuit.parameters)
    taken.update(word for text in _comments(circuit) for word in re.findall(r"\w+", text))
    names: dict[str, str] = {}
    for row in rows:
        bare = [] if _base(row[0]) in taken else [_base(row[0])]
        told = [name for name in row if name in returned]
        name = next(iter([*told, *bare, *sorted(row, key=len)]))
        taken.add(name)
        names |= dict.fromkeys(row, name)
    return names


def _comments(circuit: Circuit) -> Iterator[str]:
    """The comments between the lines: what is not computed is shown there, under its name."""
    for statement in circuit.body:
        match statement:
            case Remark(text=text):
                yield text
            case Gate(comments=comments) | Update(comments=comments):
                yield from comments.above


def _grown(gate: Gate) -> str:
    """The earlier version of a value that a gate adds to; empty if it does something else."""
    match gate.expression:
        case Apply(arguments=(Name(id=before), _)) if gate.expression.function.name == "add":
            return before if _base(before) == _base(gate.target) else ""
        case _:
            return ""


def _base(name: str) -> str:
    """A name without the numbers that tell its versions apart."""
    return re.sub(r"(_\d+)+$", "", name)


def _reads(statement: Statement) -> tuple[str, ...]:
    """The names that a statement reads, or that a comment shows it to read."""
    changed = (statement.target,) if isinstance(statement, Update) else ()
    return (*changed, *(name for e in expressions_in(statement) for name in names_in(e)))


def _renamed(circuit: Circuit, names: dict[str, str]) -> Circuit:
    values: dict[str, Expression] = {old: Name(new) for old, new in names.items()}

    def rename(statement: Statement) -> Statement:
        line = rewritten(statement, lambda e: substitute(e, values))
        if isinstance(line, Gate | Update):
            return replace(line, target=names.get(line.target, line.target))
        return line

    returns = None if circuit.returns is None else substitute(circuit.returns, values)
    return replace(circuit, body=tuple(map(rename, circuit.body)), returns=returns)
