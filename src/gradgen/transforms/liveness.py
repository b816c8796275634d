"""Liveness: forward gates whose value nobody needs any more become idle.

Before, with `grad_s` the only line that reads on::

    s = w * x
    L = s + w

After, `L` and `s` are shown as comments, since the backward half reads `w` and `x` alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gradgen.ir.circuit import (
    Assertion,
    Block,
    Enter,
    Gate,
    Leave,
    Release,
    Remark,
    Statement,
    Update,
)
from gradgen.ir.expression import Expression, names_in
from gradgen.ir.namespaces import is_asking


def retire(body: Block, readers: Iterable[Statement | Expression]) -> list[Statement]:
    """`body` with each gate idle whose value reaches neither `readers` nor an assertion.

    A gate that gradgen derived is left out then, and so is all that stands in an idle loop. What
    asks for a namespace is read by whatever takes its function from there.
    """
    needed = free_reads(readers)
    kept: list[Statement] = []
    ends: list[int] = []
    for statement in reversed(body):
        if isinstance(statement, Gate) and not _is_read(statement, needed):
            if not statement.rule:
                kept.append(replace(statement, idle=True))
            continue
        if isinstance(statement, Leave):
            ends.append(len(kept))
        elif isinstance(statement, Enter) and not statement.idle:
            end = ends.pop()
            if not any(map(_computes, kept[end:])):
                del kept[end:]
                statement = replace(statement, idle=True)
        needed.update(reads(statement))
        kept.append(statement)
    return kept[::-1]


def _is_read(gate: Gate, needed: set[str]) -> bool:
    return is_asking(gate) or not needed.isdisjoint(gate.targets)


def _computes(statement: Statement) -> bool:
    """Whether a statement in a loop is reason enough for that to run."""
    return isinstance(statement, Assertion) or (
        isinstance(statement, Gate | Update) and not statement.idle
    )


def without_unread(lines: list[Statement], results: Expression) -> list[Statement]:
    """`lines` without those that bind what neither a later one nor `results` reads.

    Of the outputs of one gate only some may reach an operand that counts. A loop in which nothing
    is left goes too.
    """
    needed = set(names_in(results))
    kept: list[Statement] = []
    ends: list[int] = []
    for line in reversed(lines):
        if isinstance(line, Gate | Update):
            targets = line.targets if isinstance(line, Gate) else (line.target,)
            if needed.isdisjoint(targets):
                continue
            if isinstance(line, Gate) and not line.grows:
                needed.difference_update(targets)
        elif isinstance(line, Leave):
            ends.append(len(kept))
        elif isinstance(line, Enter):
            end = ends.pop()
            if not any(map(_computes, kept[end:])):
                del kept[end:]
                continue
        needed.update(reads(line))
        kept.append(line)
    return kept[::-1]


def free_reads(lines: Iterable[Statement | Expression]) -> set[str]:
    """The names that lines read, but for those that a loop among them has bound before."""
    needed: set[str] = set()
    bound: list[set[str]] = []
    for line in lines:
        needed.update(n for n in reads(line) if not any(n in names for names in bound))
        if isinstance(line, Enter) and not line.idle:
            bound.append({line.index})
        elif isinstance(line, Leave):
            bound.pop()
        elif isinstance(line, Gate) and line.grows:
            for names in (names for names in bound if line.total in names):
                names.update(line.targets)
        elif isinstance(line, Gate) and bound:
            bound[-1].update(line.targets)
    return needed


def reads(reader: Statement | Expression) -> tuple[str, ...]:
    """The names that a line or an expression reads."""
    match reader:
        case Gate(expression=expression, idle=idle):
            return () if idle else names_in(expression)
        case Update(index=index, value=value, idle=idle):
            return () if idle else names_in(index) + names_in(value)
        case Enter(over=over, idle=idle):
            return () if idle else names_in(over)
        case Assertion(test=test, message=message):
            return names_in(test) + (names_in(message) if message else ())
        case Remark() | Leave() | Release():
            return ()
        case expression:
            return names_in(expression)
