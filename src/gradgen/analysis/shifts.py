"""Shifts: values that nothing depends on, though it is computed with them.

Of softmax and of logarithms of sums of exponentials, with `scores: [N, K]`::

    top = np.max(scores, axis=1, keepdims=True)
    grown = np.exp(scores - top)
    p = grown / np.sum(grown, axis=1, keepdims=True)

Whatever `top` is, `p` is the same: no gradient goes there. To see that, a change of `top` is
followed through the function: it moves `scores - top`, scales `grown` and its sums, and leaves the
quotient.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from gradgen.analysis.effects import WAYS, Change, Effect, LostError
from gradgen.analysis.facts import Facts, is_copy
from gradgen.ir.circuit import Circuit, Enter, Gate
from gradgen.ir.expression import Name, names_in

_SHIFTS: Final = frozenset(("amax", "amin"))


def shifts(circuit: Circuit, facts: Facts) -> frozenset[str]:
    """The largest and smallest values by which something is shifted, of which nothing comes."""
    if any(isinstance(s, Enter) and not s.idle for s in circuit.body):
        return frozenset()
    gates = list(circuit.gates())
    found = (
        gate.target
        for place, gate in enumerate(gates)
        if _is_candidate(gate, facts)
        and _is_without_effect(gate, gates[place + 1 :], circuit, facts)
    )
    return frozenset(found)


def _is_candidate(gate: Gate, facts: Facts) -> bool:
    match = facts.matches[gate.target]
    shape = facts.shapes.of(Name(gate.target))
    is_shift = match is not None and match.rule.callee in _SHIFTS and match.guard is None
    return is_shift and not gate.others and shape.is_exact


def _is_without_effect(gate: Gate, later: list[Gate], circuit: Circuit, facts: Facts) -> bool:
    """Whether a change of what a gate gives changes no output."""
    dims = facts.shapes.of(Name(gate.target)).dims
    following = _Following(facts, {gate.target: Effect(False, 1, dims)})
    for other in later:
        following.enter(other)
    outputs = {name for output in circuit.outputs for name in names_in(output.value)}
    return outputs.isdisjoint(following.effects.keys() | following.lost)


@dataclass
class _Following:
    """Follows a change; of what is `lost` nobody can tell what it does."""

    facts: Facts
    effects: dict[str, Effect]
    lost: set[str] = field(default_factory=set)

    def enter(self, gate: Gate) -> None:
        """Note what the change does to what a gate gives."""
        read = names_in(gate.expression)
        if self.lost.isdisjoint(read) and self.effects.keys().isdisjoint(read):
            return
        try:
            if not self.lost.isdisjoint(read):
                raise LostError
            effect = self._effect(gate)
        except LostError:
            self.lost.update(gate.targets)
            return
        if effect.times != 0:
            self.effects[gate.target] = effect

    def _effect(self, gate: Gate) -> Effect:
        if is_copy(gate) and isinstance(gate.expression, Name):
            return self.effects[gate.expression.id]
        match = self.facts.matches[gate.target]
        if match is None or match.guard is not None or gate.others or gate.lone:
            raise LostError
        way = WAYS.get(match.rule.callee)
        if way is None or not self.facts.shapes.of(Name(gate.target)).is_exact:
            raise LostError
        return way(Change(self.facts, self.effects), match.bindings)
