"""Stand-ins: a value that is only asked for its shape need not be computed for that.

Before, where nothing else reads `t`::

    t = residual**2
    grad_t = np.full_like(t, grad_L)

After, since `residual` has the same shape and type, and is needed anyway::

    # t = residual**2 (value not needed)
    grad_t = np.full_like(residual, grad_L)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from gradgen.analysis.facts import Facts
from gradgen.ir.circuit import Circuit, Gate, Statement, Update
from gradgen.ir.expression import Apply, Expression, Name, rebuild
from gradgen.ir.looks import LIKE, looks_at, with_argument, without_looks
from gradgen.ir.loops import ends, homes
from gradgen.transforms.liveness import free_reads, retire

# What an array grows by in a loop that keeps its shape.
_FILL: Final = frozenset(("added_at", "summed_at", "put_at"))


def with_stand_ins(
    circuit: Circuit, facts: Facts, backward: list[Statement], results: Expression
) -> list[Statement]:
    """The backward half, in which no value is read only for a shape that another one has."""
    readers = [_without_looks(statement) for statement in backward]
    kept = retire(circuit.body, [*readers, results])
    parameters = [parameter.name for parameter in circuit.parameters]
    busy = [s for s in kept if isinstance(s, Gate) and not s.idle]
    lives = homes(circuit.body)
    made = (target for gate in busy for target in gate.targets if not lives[target])
    needed, read = [*parameters, *made], free_reads(readers)
    outputs = [o.value.id for o in circuit.outputs if isinstance(o.value, Name)]
    held = [name for name in needed if name in read or name in (*parameters, *outputs)]
    order = [*parameters, *(t for gate in circuit.gates() for t in gate.targets)]
    stand_ins = _StandIns(facts, needed, held, order, ends(circuit.body), _starts(circuit))
    return [_replaced(statement, stand_ins) for statement in backward]


def with_stored_stand_ins(
    circuit: Circuit, facts: Facts, backward: list[Statement]
) -> list[Statement]:
    """The backward half, for which nothing is stored that is read only for a shape.

    Unless there is no other way: a value that is stored anyway stands in, else one that the caller
    has, a parameter or an output.
    """
    readers = [_without_looks(statement) for statement in backward]
    parameters = [parameter.name for parameter in circuit.parameters]
    order = [*parameters, *(t for gate in circuit.gates() for t in gate.targets)]
    read, lives = free_reads(readers), homes(circuit.body)
    outputs = [o.value.id for o in circuit.outputs if isinstance(o.value, Name)]
    stored = [name for name in order if name in read and not lives.get(name)]
    passing = frozenset(name for name, home in lives.items() if home)
    lent = [*parameters, *outputs]
    stand_ins = _StoredStandIns(
        facts, stored, stored, order, ends(circuit.body), {}, lent=lent, passing=passing
    )
    return [_replaced(statement, stand_ins) for statement in backward]


def _starts(circuit: Circuit) -> dict[str, str]:
    """Of arrays that loops put parts into or add parts to, the names of what they were before."""
    found: dict[str, str] = {}
    for gate in circuit.gates():
        keeps = isinstance(gate.expression, Apply) and gate.expression.function.name in _FILL
        if gate.grows and keeps:
            found[gate.target] = found.get(gate.total, gate.total)
    return found


@dataclass(frozen=True)
class _StandIns:
    """Finds for a value one that has the same shape, among those that are computed anyway.

    Best is one that is held for the backward half: another would be held for its shape alone. For
    what a loop has filled, what was there before does: the loop need not run for that.
    """

    facts: Facts
    needed: list[str]
    held: list[str]
    order: list[str]
    ends: Mapping[str, str]
    starts: Mapping[str, str]

    def of(self, name: str, *, typed: bool, spare: bool) -> str:
        """The stand-in of a value: the last before it, else the first behind it, else itself.

        A value that is computed anyway has one only to `spare` memory.
        """
        name = self.ends.get(name, name)
        if name in self.held or name not in self.order or (name in self.needed and not spare):
            return name
        found = self._among(self.held, name, typed)
        if found is None and name not in self.needed:
            found = self._among(self.needed, name, typed) or self.starts.get(name)
        return found or name

    def _among(self, others: list[str], name: str, typed: bool) -> str | None:
        place = self.order.index(name)
        fits = [other for other in others if self._fits(name, other, typed)]
        before = [other for other in fits if self.order.index(other) < place]
        return next(iter([*before[::-1], *fits]), None)

    def _fits(self, name: str, other: str, typed: bool) -> bool:
        shapes, dtypes = self.facts.shapes, self.facts.dtypes
        one, two = Name(name), Name(other)
        if shapes.of(one) != shapes.of(two) or shapes.of(one).is_scalar:
            return False
        return dtypes.are_alike(one, two) if typed else shapes.is_solid(two)


@dataclass(frozen=True)
class _StoredStandIns(_StandIns):
    """Finds one among those that are stored anyway, then among those that the caller has lent.

    What is made anew in each turn of a loop, and is `passing`, is never stored.
    """

    lent: list[str]
    passing: frozenset[str]

    def of(self, name: str, *, typed: bool, spare: bool) -> str:
        """The stand-in of a value; it is stored from here on."""
        name = self.ends.get(name, name)
        found = super().of(name, typed=typed, spare=spare)
        if found in self.needed or found not in self.order:
            return found
        if name not in self.lent:
            found = next((other for other in self.lent if self._fits(name, other, typed)), name)
        if found not in self.passing:
            self.needed.append(found)
        return found


def _changed(expression: Expression, change: _StandIns) -> Expression:
    inner = rebuild(expression, lambda e: _changed(e, change))
    place = looks_at(inner)
    if place is None or not isinstance(inner, Apply):
        return inner
    name = inner.arguments[place]
    assert isinstance(name, Name)
    looker = inner.function.name
    other = change.of(name.id, typed=looker in LIKE, spare=looker != "unbroadcast")
    return with_argument(inner, place, Name(other))


def _without_looks(statement: Statement) -> Statement:
    """A statement without the names that it only looks at."""
    match statement:
        case Gate(expression=expression):
            return replace(statement, expression=without_looks(expression))
        case Update(value=value):
            return replace(statement, value=without_looks(value))
        case _:
            return statement


def _replaced(statement: Statement, stand_ins: _StandIns) -> Statement:
    match statement:
        case Gate(expression=expression):
            return replace(statement, expression=_changed(expression, stand_ins))
        case Update(value=value):
            return replace(statement, value=_changed(value, stand_ins))
        case _:
            return statement
