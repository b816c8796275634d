"""Unread lines: what nobody reads is not computed.

Before, where the last line is all that reads a product::

    grad_t1 = grad_s * w
    grad_w = grad_s * x

After, since `grad_w` alone is returned::

    grad_w = grad_s * x

A line of the user's own is shown as a comment, like all whose value is not needed.
"""

from __future__ import annotations

from dataclasses import replace

from gradgen.ir.circuit import Assertion, Circuit, Enter, Gate, Leave, Statement, Update
from gradgen.optimize.knowledge import Knowledge
from gradgen.optimize.lines import reads, returned


def without_unread(circuit: Circuit, known: Knowledge) -> Circuit:
    """`circuit` without lines that lead nowhere."""
    needed = set(returned(circuit))
    kept: list[Statement] = []
    ends: list[int] = []
    for statement in reversed(circuit.body):
        match statement:
            case Gate(idle=False, rule=rule) if needed.isdisjoint(statement.targets):
                kept += [] if rule else [replace(statement, idle=True)]
                continue
            case Update(idle=False, target=target) if target not in needed:
                continue
            case Leave():
                ends.append(len(kept))
            case Enter(idle=False):
                end = ends.pop()
                if not any(map(_counts, kept[end:])):
                    del kept[end:]
                    continue
        needed |= reads(statement)
        kept.append(statement)
    return replace(circuit, body=tuple(kept[::-1]))


def _counts(statement: Statement) -> bool:
    """Whether a line in a loop is reason enough for that to run."""
    is_line = isinstance(statement, Gate | Update) and not statement.idle
    return is_line or isinstance(statement, Assertion)
