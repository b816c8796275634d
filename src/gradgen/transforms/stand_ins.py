"""Stand-ins: a value that is only asked for its shape need not be computed for that.

Before, where nothing else reads `t`::

    t = residual**2
    grad_t = np.full_like(t, grad_L)

After, since `residual` has the same shape and type, and is needed anyway::

    # t = residual**2 (value not needed)
    grad_t = np.full_like(residual, grad_L)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from gradgen.analysis.facts import Facts
from gradgen.ir.circuit import Circuit, Gate, Statement, Update
from gradgen.ir.expression import Apply, Expression, Literal, Name, rebuild
from gradgen.ir.loops import homes
from gradgen.transforms.liveness import free_reads, retire

# Functions that look at one of their arguments for its shape, or for its shape and type.
_LIKE: Final = {"ones_like": 0, "zeros_like": 0, "full_like": 0}
_SHAPE: Final = {"shape": 0, "size": 0, "ndim": 0, "len": 0, "unbroadcast": 1}
_BLANK: Final = Literal("None")


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
    needed = [*parameters, *made]
    order = [*parameters, *(t for gate in circuit.gates() for t in gate.targets)]
    stand_ins = _StandIns(facts, needed, order)
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
    stand_ins = _StoredStandIns(facts, stored, order, held=[*parameters, *outputs])
    return [_replaced(statement, stand_ins) for statement in backward]


@dataclass(frozen=True)
class _StandIns:
    """Finds for a value one that has the same shape, among those that are computed anyway."""

    facts: Facts
    needed: list[str]
    order: list[str]

    def of(self, name: str, *, typed: bool) -> str:
        """The stand-in of a value: the last before it, else the first behind it, else itself."""
        if name in self.needed or name not in self.order:
            return name
        place = self.order.index(name)
        fits = [other for other in self.needed if self._fits(name, other, typed)]
        before = [other for other in fits if self.order.index(other) < place]
        return next(iter([*before[::-1], *fits]), name)

    def _fits(self, name: str, other: str, typed: bool) -> bool:
        shapes, dtypes = self.facts.shapes, self.facts.dtypes
        one, two = Name(name), Name(other)
        if shapes.of(one) != shapes.of(two) or shapes.of(one).is_scalar:
            return False
        return dtypes.are_alike(one, two) if typed else shapes.is_solid(two)


@dataclass(frozen=True)
class _StoredStandIns(_StandIns):
    """Finds one among those that are stored anyway, then among those that the caller holds."""

    held: list[str]

    def of(self, name: str, *, typed: bool) -> str:
        """The stand-in of a value; it is stored from here on."""
        found = super().of(name, typed=typed)
        if found in self.needed or found not in self.order:
            return found
        if name not in self.held:
            found = next((other for other in self.held if self._fits(name, other, typed)), name)
        self.needed.append(found)
        return found


def _looks(expression: Expression) -> int | None:
    """Which argument a function only looks at; `None` for one that reads all of them."""
    if not isinstance(expression, Apply):
        return None
    name = expression.function.name
    place = _LIKE.get(name, _SHAPE.get(name))
    if place is None or place >= len(expression.arguments):
        return None
    return place if isinstance(expression.arguments[place], Name) else None


def _changed(expression: Expression, change: _StandIns | None) -> Expression:
    inner = rebuild(expression, lambda e: _changed(e, change))
    place = _looks(inner)
    if place is None or not isinstance(inner, Apply):
        return inner
    name = inner.arguments[place]
    assert isinstance(name, Name)
    typed = inner.function.name in _LIKE
    other = _BLANK if change is None else Name(change.of(name.id, typed=typed))
    arguments = (*inner.arguments[:place], other, *inner.arguments[place + 1 :])
    return replace(inner, arguments=arguments)


def _without_looks(statement: Statement) -> Statement:
    """A statement without the names that it only looks at."""
    match statement:
        case Gate(expression=expression):
            return replace(statement, expression=_changed(expression, None))
        case Update(value=value):
            return replace(statement, value=_changed(value, None))
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
