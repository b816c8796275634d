"""Liveness: forward gates whose value nobody needs any more become idle.

Before, with `grad_s` the only line that reads on::

    s = w * x
    L = s + w

After, `L` and `s` are shown as comments, since the backward half reads `w` and `x` alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gradgen.ir.circuit import Assertion, Block, Enter, Gate, Leave, Remark, Statement, Update
from gradgen.ir.expression import Expression, names_in


def retire(body: Block, readers: Iterable[Statement | Expression]) -> list[Statement]:
    """`body` with each gate idle whose value reaches neither `readers` nor an assertion.

    A gate that gradgen derived is left out then.
    """
    needed = {name for reader in readers for name in reads(reader)}
    kept: list[Statement] = []
    for statement in reversed(body):
        if isinstance(statement, Gate) and needed.isdisjoint(statement.targets):
            if not statement.rule:
                kept.append(replace(statement, idle=True))
            continue
        needed.update(reads(statement))
        kept.append(statement)
    return kept[::-1]


def without_unread(lines: list[Statement], results: Expression) -> list[Statement]:
    """`lines` without those that bind what neither a later one nor `results` reads.

    Of the outputs of one gate only some may reach an operand that counts.
    """
    needed = set(names_in(results))
    kept: list[Statement] = []
    for line in reversed(lines):
        if isinstance(line, Gate | Update):
            targets = line.targets if isinstance(line, Gate) else (line.target,)
            if needed.isdisjoint(targets):
                continue
            if isinstance(line, Gate):
                needed.difference_update(targets)
        needed.update(reads(line))
        kept.append(line)
    return kept[::-1]


def reads(reader: Statement | Expression) -> tuple[str, ...]:
    """The names that a line or an expression reads."""
    match reader:
        case Gate(expression=expression, idle=idle):
            return () if idle else names_in(expression)
        case Update(index=index, value=value, idle=idle):
            return () if idle else names_in(index) + names_in(value)
        case Enter(over=over):
            return names_in(over)
        case Assertion(test=test, message=message):
            return names_in(test) + (names_in(message) if message else ())
        case Remark() | Leave():
            return ()
        case expression:
            return names_in(expression)
