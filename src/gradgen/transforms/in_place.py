"""In place: what only adds to a buffer of the function's own is written as that.

Before::

    t1 = np.zeros_like(x)
    t2 = added_at(t1, slice(-1), y)
    out = added_at(t2, slice(1, None), z)

After, since nobody reads `t1` or `t2` besides::

    out = np.zeros_like(x)
    out[:-1] += y
    out[1:] += z
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeGuard

from gradgen.frontend.freshness import makes_its_own
from gradgen.ir.circuit import (
    Assertion,
    Block,
    Circuit,
    Enter,
    Gate,
    Leave,
    Remark,
    Statement,
    Update,
)
from gradgen.ir.expression import Apply, Expression, Name, names_in, substitute
from gradgen.rules.kinds import KINDS

_SUMS = ("added_at", "summed_at")


def in_place(circuit: Circuit) -> Circuit:
    """`circuit` with its sums at an index as updates, where nobody else holds the buffer."""
    body = tuple(_with_buffers(circuit.body))
    renamed = _names(body, circuit)
    if not renamed:
        return circuit
    values: dict[str, Expression] = {old: Name(new) for old, new in renamed.items()}
    returns = None if circuit.returns is None else substitute(circuit.returns, values)
    body = tuple(_rewritten(statement, renamed, values) for statement in body)
    return replace(circuit, body=body, returns=returns)


def _is_sum(expression: Expression) -> TypeGuard[Apply]:
    return isinstance(expression, Apply) and expression.function.name in _SUMS


def _with_buffers(body: Block) -> Iterator[Statement]:
    """The statements, with what is added to in a name of its own before."""
    taken = {target for s in body if isinstance(s, Gate) for target in s.targets}
    for statement in body:
        if isinstance(statement, Gate) and _is_sum(statement.expression):
            total, *others = statement.expression.arguments
            buffer = f"{statement.target}_0"
            if isinstance(total, Apply) and makes_its_own(total) and buffer not in taken:
                word = KINDS["adder" if not statement.rule else "copier"].forward
                note = (f"{word}: put together in parts", word)
                yield replace(statement, target=buffer, expression=total, note=note)
                expression = replace(statement.expression, arguments=(Name(buffer), *others))
                statement = replace(statement, expression=expression)
        yield statement


def _names(body: Block, circuit: Circuit) -> dict[str, str]:
    """New names by old ones: those of all versions of one buffer become the shortest."""
    reads = Counter(name for statement in body for name in _reads(statement))
    reads.update(names_in(circuit.returns) if circuit.returns else ())
    made = {s.target: s for s in body if isinstance(s, Gate) and not s.others}
    versions: dict[str, list[str]] = {}
    for name, gate in made.items():
        if not _is_sum(gate.expression):
            continue
        total = gate.expression.arguments[0]
        if not isinstance(total, Name) or reads[total.id] > 1 or total.id not in made:
            continue
        before = made[total.id]
        if before.idle > gate.idle:
            continue
        if total.id in versions:
            versions[name] = versions.pop(total.id)
        elif makes_its_own(before.expression):
            versions[name] = [total.id]
        else:
            continue
        versions[name].append(name)
    chosen = {last: min(row, key=len) for last, row in versions.items()}
    return {old: chosen[last] for last, row in versions.items() for old in row}


def _reads(statement: Statement) -> tuple[str, ...]:
    match statement:
        case Gate(expression=expression):
            return names_in(expression)
        case Update(target=target, index=index, value=value):
            return (target, *names_in(index), *names_in(value))
        case Assertion(test=test, message=message):
            return (*names_in(test), *(names_in(message) if message else ()))
        case Enter(over=over):
            return names_in(over)
        case Remark() | Leave():
            return ()


def _rewritten(
    statement: Statement, renamed: dict[str, str], values: dict[str, Expression]
) -> Statement:
    match statement:
        case Gate(target=target, expression=expression):
            name = renamed.get(target, target)
            if _is_sum(expression) and target in renamed:
                return _update(statement, name, values)
            return replace(statement, target=name, expression=substitute(expression, values))
        case Update(index=index, value=value):
            index, value = substitute(index, values), substitute(value, values)
            return replace(statement, index=index, value=value)
        case Enter(over=over):
            return replace(statement, over=substitute(over, values))
        case Assertion(test=test, message=message):
            message = message and substitute(message, values)
            return replace(statement, test=substitute(test, values), message=message)
        case _:
            return statement


def _update(gate: Gate, name: str, values: dict[str, Expression]) -> Update:
    assert isinstance(gate.expression, Apply)
    _, index, value = (substitute(part, values) for part in gate.expression.arguments)
    repeats = gate.expression.function.name == "summed_at"
    word = KINDS["copier"].forward
    note = (f"{word}: added in place", word) if gate.rule else ()
    return Update(
        name,
        index,
        value,
        gate.span,
        note,
        gate.rule,
        repeats=repeats,
        comments=gate.comments,
        idle=gate.idle,
    )
