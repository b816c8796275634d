"""Releases: an array that nobody reads any more gives its memory back, before a new one is made.

Before::

    t8 = t3 + t7
    d1 = t8 / spread
    d2 = d1 - spread

After::

    t8 = t3 + t7
    del t3, t7
    d1 = t8 / spread
    del t8
    d2 = d1 - spread

The new array then lies where the old one lay, which is at hand and need not be got from the system:
that is as good as writing into the old one, and does no harm whoever else may hold it.
Without `-O`, `transforms/releases.py` releases as little as memory asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gradgen.analysis.aliases import lenders, sharing_with
from gradgen.ir.circuit import Circuit, Enter, Gate, Leave, Remark, Statement
from gradgen.ir.expression import Apply, Expression, Name, walk
from gradgen.ir.loops import homes
from gradgen.optimize.knowledge import Knowledge
from gradgen.optimize.lines import bound_in, read_in, reads, returned
from gradgen.optimize.sharing import is_cheap
from gradgen.transforms.releases import released


def with_releases(circuit: Circuit, known: Knowledge) -> Circuit:
    """`circuit` with `del` lines, where another array is made after the last use of one."""
    last = _last_uses(circuit, known)
    body: list[Statement] = []
    dead: list[str] = []
    depth = 0
    for place, statement in enumerate(circuit.body):
        opens_half = isinstance(statement, Remark) and statement.heading
        if dead and not depth and (opens_half or _makes_array(statement, known)):
            body.append(released(tuple(dead)))
            dead = []
        depth += _opens(statement) - isinstance(statement, Leave)
        body.append(statement)
        dead += last.get(place, ())
    return replace(circuit, body=tuple(body))


def _last_uses(circuit: Circuit, known: Knowledge) -> dict[int, list[str]]:
    """The arrays that can go after each line; what is used in a loop can go after that."""
    body, own = circuit.body, _own_arrays(circuit, known)
    last: dict[str, int] = {}
    for place, statement in _with_ends(body):
        for name in (*bound_in(statement), *sorted(reads(statement))):
            if name in own:
                last.pop(name, None)
                last[name] = place
    found: dict[int, list[str]] = {}
    for name, place in last.items():
        found.setdefault(place, []).append(name)
    return found


def _with_ends(body: tuple[Statement, ...]) -> Iterator[tuple[int, Statement]]:
    """Each line with the place of the end of the outermost loop around it, or its own."""
    depth, pending = 0, list[Statement]()
    for place, statement in enumerate(body):
        depth += _opens(statement) - isinstance(statement, Leave)
        pending.append(statement)
        if not depth:
            yield from ((place, line) for line in pending)
            pending = []


def _opens(statement: Statement) -> bool:
    return isinstance(statement, Enter) and not statement.idle


def _own_arrays(circuit: Circuit, known: Knowledge) -> frozenset[str]:
    """The names that arrays have which nobody outside of the function holds."""
    lives = homes(circuit.body)
    made = {
        name
        for s in circuit.body
        if isinstance(s, Gate) and not s.idle
        for name in s.targets
        if not lives[name] and _is_array(Name(name), known)
    }
    parameters = [parameter.name for parameter in circuit.parameters]
    held = sharing_with(circuit.body, parameters) | lenders(circuit.body, returned(circuit))
    return frozenset(made - held)


def _is_array(value: Expression, known: Knowledge) -> bool:
    """Whether a value may be an array."""
    return not known.is_scalar(value) and not known.is_row(value)


def _makes_array(statement: Statement, known: Knowledge) -> bool:
    """Whether a line makes a new array, be it for a moment only."""
    if _opens(statement):
        return True
    nodes = (node for e in read_in(statement) for node in walk(e) if isinstance(node, Apply))
    return any(not is_cheap(node) and _is_array(node, known) for node in nodes)
