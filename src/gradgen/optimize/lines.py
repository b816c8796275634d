"""Lines of a circuit: what they read, and the same lines with other expressions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from gradgen.ir.circuit import (
    Block,
    Circuit,
    Enter,
    Gate,
    Note,
    Statement,
    Update,
)
from gradgen.ir.expression import Expression, Name, names_in, substitute, walk
from gradgen.ir.rewriting import Change, expressions_in, rewritten
from gradgen.transforms.namesakes import plain


def changed(statement: Statement, change: Change) -> Statement:
    """A line with each of its expressions changed; one that computes nothing stays as it is."""
    return statement if _is_idle(statement) else rewritten(statement, change)


def read_in(statement: Statement) -> tuple[Expression, ...]:
    """The expressions that a line computes."""
    return () if _is_idle(statement) else expressions_in(statement)


def _is_idle(statement: Statement) -> bool:
    return isinstance(statement, Gate | Update | Enter) and statement.idle


def reads(statement: Statement) -> frozenset[str]:
    """The names that a line reads; a buffer that is added to is not read."""
    return frozenset(name for e in read_in(statement) for name in names_in(e))


def bound_in(statement: Statement) -> tuple[str, ...]:
    """The names that a line binds or changes."""
    if isinstance(statement, Gate | Update) and not statement.idle:
        return statement.targets if isinstance(statement, Gate) else (statement.target,)
    return ()


def everywhere(circuit: Circuit, values: Mapping[str, Expression]) -> Circuit:
    """`circuit` with other expressions in the place of names, where they are read."""
    body = tuple(changed(s, lambda e: substitute(e, {**values})) for s in circuit.body)
    assert circuit.returns is not None
    return replace(circuit, body=body, returns=substitute(circuit.returns, {**values}))


def times_read(circuit: Circuit) -> Counter[str]:
    """How many times each name is read."""
    assert circuit.returns is not None
    read = [*(e for s in circuit.body for e in read_in(s)), circuit.returns]
    return Counter(node.id for e in read for node in walk(e) if isinstance(node, Name))


def returned(circuit: Circuit) -> frozenset[str]:
    """The names that `circuit` returns."""
    assert circuit.returns is not None
    return frozenset(names_in(circuit.returns))


def grown(body: Block) -> frozenset[str]:
    """The names of what grows in a loop: each turn binds them anew."""
    growing = (s for s in body if isinstance(s, Gate) and s.grows)
    return frozenset(name for s in growing for name in (s.target, s.total))


def buffers(body: Block) -> frozenset[str]:
    """The names of what is added to, or put into, in place."""
    return frozenset(s.target for s in body if isinstance(s, Update))


def reworded(note: Note, words: Mapping[str, str]) -> Note:
    """A note in which values have other names."""
    plainly = {plain(old): plain(new) for old, new in words.items()}
    return tuple(re.sub(r"\w+", lambda word: plainly.get(word[0], word[0]), n) for n in note)


def without_shapes(note: Note) -> Note:
    """A note that says nothing of the shape that comes out."""
    return tuple(dict.fromkeys(text.partition(" -> ")[0] for text in note if text))


def with_more(note: Note, *said: str) -> Note:
    """A note that says something more, in the longest words that there is room for."""
    heads = list(without_shapes(note))
    pairs = ((head, more) for head in heads for more in said)
    longer = [f"{head}; {more}" for head, more in pairs if not head.startswith(more)]
    return (*longer, *note) if heads else (*said, "")


def gates(body: Iterable[Statement]) -> dict[str, Gate]:
    """The gates that compute one value each, by its name."""
    return {
        s.target: s
        for s in body
        if isinstance(s, Gate) and not s.idle and not s.others and not s.lone and not s.grows
    }
