"""Aliases: which values may share memory with each other, as far as that can be told.

Before, with `y = x.T` and `z = y * 2`::

    y may share memory with x; z has its own

A value that is not known to be in memory of its own is taken to share that of all that it is made
of. Whatever is said here errs on that side.
"""

from __future__ import annotations

from collections.abc import Iterable

from gradgen.frontend.freshness import makes_its_own
from gradgen.ir.circuit import Block, Gate
from gradgen.ir.expression import names_in
from gradgen.ir.looks import without_looks


def lenders(body: Block, values: Iterable[str]) -> frozenset[str]:
    """The names whose memory may be that of one of `values`, in a body that binds each once."""
    found = set(values)
    gates = [s for s in body if isinstance(s, Gate) and not s.idle]
    growing = any(gate.grows for gate in gates)
    before = -1
    while before != len(found):  # what grows in a loop leads back to lines further down
        before = len(found)
        for gate in reversed(gates):
            if found.isdisjoint(gate.targets):
                continue
            if gate.grows or gate.others or not makes_its_own(gate.expression):
                found.update(names_in(without_looks(gate.expression)))
        if not growing:
            break
    return frozenset(found)


def sharing_with(body: Block, values: Iterable[str]) -> frozenset[str]:
    """The names that may share memory with one of `values`, which are bound before."""
    found = set(values)
    own: set[str] = set()
    for gate in body:
        if not isinstance(gate, Gate) or gate.idle:
            continue
        is_own = not gate.grows and not gate.others and makes_its_own(gate.expression)
        if is_own or found.isdisjoint(names_in(without_looks(gate.expression))):
            own.update(gate.targets)
        else:
            found.update(gate.targets)
    return frozenset(found - own)
