"""Loops of a circuit: which statements are in one, and where each value can be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from gradgen.ir.circuit import Block, Enter, Gate, Leave

# The indices of the loops around something, the outermost first.
Home: TypeAlias = tuple[str, ...]


class Loop(NamedTuple):
    """A loop: its head, what is done in each turn, and the indices of the loops around it."""

    enter: Enter
    body: Block
    around: Home

    def gates(self) -> Iterator[Gate]:
        """The gates that compute something in it, in order."""
        return (s for s in self.body if isinstance(s, Gate) and not s.idle)


def loops(body: Block) -> dict[int, Loop]:
    """The loops of `body` by the place of their end."""
    found: dict[int, Loop] = {}
    open_ones: list[tuple[int, Enter]] = []
    for place, statement in enumerate(body):
        if isinstance(statement, Enter) and not statement.idle:
            open_ones.append((place, statement))
        elif isinstance(statement, Leave):
            start, enter = open_ones.pop()
            around = tuple(outer.index for _, outer in open_ones)
            found[place] = Loop(enter, body[start + 1 : place], around)
    return found


def inside_of_loops(body: Block) -> frozenset[int]:
    """The places of the lines that are in a loop, its head and its end among them."""
    spans = ((end - len(loop.body) - 1, end) for end, loop in loops(body).items())
    return frozenset(place for start, end in spans for place in range(start, end + 1))


def homes(body: Block) -> dict[str, Home]:
    """For each name that `body` binds, the indices of the loops that alone can read it.

    What grows in a loop lives where it started.
    """
    found: dict[str, Home] = {}
    around: Home = ()
    for statement in body:
        match statement:
            case Enter(index=index, idle=False):
                around = (*around, index)
                found.setdefault(index, around)
            case Leave():
                around = around[:-1]
            case Gate(targets=targets, grows=grows):
                home = found.get(statement.total, ()) if grows else around
                for target in targets:
                    found.setdefault(target, home)
    return found


def ends(body: Block) -> dict[str, str]:
    """Of what grows several times in a turn of a loop, the name of what the turn ends with."""
    grown = {s.target: s for s in body if isinstance(s, Gate) and s.grows and not s.idle}
    outwards = reversed(loops(body).items())  # of several, the innermost counts
    inside = {gate.target: place for place, loop in outwards for gate in loop.gates()}
    found: dict[str, str] = {}
    for name, gate in reversed(grown.items()):
        if gate.total in grown and inside[name] == inside[gate.total]:
            found[gate.total] = found.get(name, name)
    return found
