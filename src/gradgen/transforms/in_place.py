"""In place: what only adds to a buffer of the function's own is written as that.

Before::

    t1 = np.zeros_like(x)
    t2 = added_at(t1, slice(-1), y)
    out = added_at(t2, slice(1, None), z)

After, since nobody reads `t1` or `t2` besides::

    out = np.zeros_like(x)
    out[:-1] += y
    out[1:] += z

What grows in a loop has one name too. Where its start is read elsewhere, it grows from a copy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from gradgen.frontend.freshness import makes_its_own
from gradgen.ir.circuit import (
    Assertion,
    Block,
    Circuit,
    Enter,
    Gate,
    Leave,
    Note,
    Release,
    Remark,
    Statement,
    Update,
)
from gradgen.ir.expression import Apply, Expression, Name, names_in, operator, substitute
from gradgen.ir.looks import without_looks
from gradgen.ir.loops import loops
from gradgen.ir.names import Names
from gradgen.rules.kinds import KINDS
from gradgen.transforms.namesakes import like, plain, told_apart

Change: TypeAlias = Callable[[Expression], Expression]
_SUMS = ("added_at", "summed_at", "put_at")


class Reader(NamedTuple):
    """A line that reads a name, or only looks at its shape."""

    by: object
    reads: bool


Readers = Mapping[str, set[Reader]]


def in_place(circuit: Circuit) -> Circuit:
    """`circuit` with its sums at an index as updates, where nobody else holds the buffer."""
    body = tuple(_with_buffers(told_apart(circuit.body)))
    body = tuple(_with_starts(body, circuit))
    renamed = _names(body, circuit)
    if not renamed:
        return circuit
    renamed = {**{name: name for name in _bound_in(body)}, **renamed}
    shown = {old: plain(new) for old, new in renamed.items()}
    values: dict[str, Expression] = {old: Name(new) for old, new in shown.items()}
    returns = None if circuit.returns is None else substitute(circuit.returns, values)
    words = {plain(old): plain(new) for old, new in renamed.items() if plain(old) != plain(new)}
    body = tuple(_rewritten(s, renamed, values, words) for s in body)
    return replace(circuit, body=body, returns=returns)


def _is_sum(expression: Expression) -> bool:
    return isinstance(expression, Apply) and expression.function.name in _SUMS


def _with_buffers(body: Block) -> Iterator[Statement]:
    """The statements, with what is added to in a name of its own before."""
    taken = {target for s in body if isinstance(s, Gate) for target in s.targets}
    for statement in body:
        if isinstance(statement, Gate) and _is_sum(statement.expression):
            assert isinstance(statement.expression, Apply)
            total, *others = statement.expression.arguments
            buffer = like(statement.target, f"{plain(statement.target)}_0")
            if isinstance(total, Apply) and makes_its_own(total) and buffer not in taken:
                word = KINDS["adder" if not statement.rule else "copier"].forward
                note = (f"{word}: put together in parts", word)
                yield replace(statement, target=buffer, expression=total, note=note)
                expression = replace(statement.expression, arguments=(Name(buffer), *others))
                statement = replace(statement, expression=expression)
        yield statement


def _with_starts(body: Block, circuit: Circuit) -> Iterator[Statement]:
    """The statements, with a copy before each loop of what grows there and is read elsewhere."""
    readers, made = _readers(body, circuit), _makers(body)
    names = Names(map(plain, (*readers, *made)))
    starts: dict[str, str] = {}
    inside = {id(s.enter): s for s in loops(body).values()}
    for statement in body:
        loop = inside.get(id(statement))
        if loop is not None:
            growing = [g for g in loop.gates() if g.grows]
            grown = {g.target for g in growing}
            for gate in growing:
                total = gate.total
                if total in starts or total in grown or _is_free(gate, readers, made):
                    continue
                if total in _bound_in(loop.body):
                    continue
                starts[total] = like(total, names.fresh(f"{plain(total)}_0"))
                word = KINDS["adder"].forward if gate.rule else ""
                note = (f"{word}: a copy to add to", word) if word else ()
                copy = operator("positive", "+", Name(total))
                yield Gate(starts[total], copy, gate.span, note=note, rule=gate.rule, of=gate.of)
        if isinstance(statement, Gate) and statement.grows and statement.total in starts:
            assert isinstance(statement.expression, Apply)
            start = Name(starts[statement.total])
            arguments = (start, *statement.expression.arguments[1:])
            statement = replace(
                statement, expression=replace(statement.expression, arguments=arguments)
            )
        yield statement


def _bound_in(body: Block) -> set[str]:
    return {target for s in body if isinstance(s, Gate) for target in s.targets}


def _is_free(gate: Gate, readers: Readers, made: Mapping[str, Gate]) -> bool:
    """Whether nobody but `gate` reads what it starts from, or has it: it may give way.

    All versions of an array that parts are added to have one shape, which anybody may look at.
    """
    total = gate.total
    others = [r for r in readers.get(total, ()) if r.by != (gate.target, gate.expression)]
    if total not in made or any(r.reads or not _is_sum(gate.expression) for r in others):
        return False
    return made[total].grows or makes_its_own(made[total].expression)


def _makers(body: Block) -> dict[str, Gate]:
    return {s.target: s for s in body if isinstance(s, Gate) and not s.others}


def _readers(body: Block, circuit: Circuit) -> Readers:
    """Who reads each name."""
    found: dict[str, set[Reader]] = {}
    for place, statement in enumerate(body):
        by: object = place
        if isinstance(statement, Gate):
            by = (statement.target, statement.expression)
        reads = _reads(statement, without_looks)
        for name in _reads(statement):
            found.setdefault(name, set()).add(Reader(by, name in reads))
    for name in names_in(circuit.returns) if circuit.returns else ():
        found.setdefault(name, set()).add(Reader("return", True))
    return found


def _names(body: Block, circuit: Circuit) -> dict[str, str]:
    """New names by old ones: those of all versions of one buffer become the shortest."""
    readers, made = _readers(body, circuit), _makers(body)
    versions: dict[str, list[str]] = {}
    for name, gate in made.items():
        if not gate.grows and not _is_sum(gate.expression):
            continue
        assert isinstance(gate.expression, Apply)
        total = gate.expression.arguments[0]
        if not isinstance(total, Name):
            continue
        # What grows twice in a turn is read by nobody in between.
        in_turn = gate.grows and total.id in versions and made[total.id].grows
        if not in_turn and not _is_free(gate, readers, made):
            continue
        if made[total.id].idle > gate.idle:
            continue
        versions[name] = [*versions.pop(total.id, [total.id]), name]
    chosen = {last: min(row, key=lambda name: len(plain(name))) for last, row in versions.items()}
    return {old: chosen[last] for last, row in versions.items() for old in row}


def _reads(statement: Statement, seen: Change = lambda read: read) -> tuple[str, ...]:
    """The names that a statement reads, of each expression what is `seen`."""
    match statement:
        case Gate(expression=expression):
            return names_in(seen(expression))
        case Update(target=target, index=index, value=value):
            return (target, *names_in(index), *names_in(seen(value)))
        case Assertion(test=test, message=message):
            return (*names_in(test), *(names_in(message) if message else ()))
        case Enter(over=over):
            return names_in(over)
        case Remark() | Leave() | Release():
            return ()


def _rewritten(
    statement: Statement,
    renamed: Mapping[str, str],
    values: dict[str, Expression],
    words: Mapping[str, str],
) -> Statement:
    match statement:
        case Gate(target=target, expression=expression):
            name = plain(renamed.get(target, target))
            if _is_sum(expression) and _is_version(statement, renamed):
                return _update(statement, name, values)
            others = tuple(map(plain, statement.others))
            note, expression = _renamed(statement.note, words), substitute(expression, values)
            return replace(statement, target=name, others=others, expression=expression, note=note)
        case Update(target=target, index=index, value=value, note=note):
            index, value = substitute(index, values), substitute(value, values)
            said = _renamed(note, words)
            return replace(statement, target=plain(target), index=index, value=value, note=said)
        case Enter(over=over):
            return replace(statement, over=substitute(over, values))
        case Assertion(test=test, message=message):
            message = message and substitute(message, values)
            return replace(statement, test=substitute(test, values), message=message)
        case _:
            return statement


def _is_version(gate: Gate, renamed: Mapping[str, str]) -> bool:
    """Whether a gate makes what it adds to or puts into one name with its target."""
    assert isinstance(gate.expression, Apply)
    total = gate.expression.arguments[0]
    new = renamed.get(gate.target)
    return new is not None and isinstance(total, Name) and renamed.get(total.id) == new


def _renamed(note: Note, renamed: Mapping[str, str]) -> Note:
    return tuple(re.sub(r"\w+", lambda word: renamed.get(word[0], word[0]), n) for n in note)


def _said_of(gate: Gate, done: str) -> Note:
    """What is said of a change in place: a gradient's own note, or how a tangent grows."""
    if not gate.rule or any(wording.startswith("gradient") for wording in gate.note):
        return gate.note if gate.rule else ()
    word = KINDS["copier"].forward
    return f"{word}: {done} in place", word


def _update(gate: Gate, name: str, values: dict[str, Expression]) -> Update:
    assert isinstance(gate.expression, Apply)
    _, index, value = (substitute(part, values) for part in gate.expression.arguments)
    repeats = gate.expression.function.name == "summed_at"
    puts = gate.expression.function.name == "put_at"
    return Update(
        name,
        index,
        value,
        gate.span,
        _said_of(gate, "put" if puts else "added"),
        gate.rule,
        repeats=repeats,
        puts=puts,
        comments=gate.comments,
        idle=gate.idle,
        of=gate.of,
    )
