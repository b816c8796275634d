"""Gradients of values that a choice has left out: plain zeros, since the values are plain numbers.

Before, where `t1` is no tensor if it is left out::

    t1 = 0.0 if c else np.sin(x)
    grad_t1 = np.zeros_like(t1) if c else grad_out

After::

    grad_t1 = 0.0 if c else grad_out
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gradgen.ir.circuit import Circuit
from gradgen.ir.expression import Apply, Expression, Literal, Name, rebuild
from gradgen.ir.rewriting import rewritten
from gradgen.transforms.local_gradients import is_choice

_ZERO = Literal("0.0")


def with_plain_zeros(circuits: Sequence[Circuit]) -> tuple[Circuit, ...]:
    """The circuits that were derived from one function, with plain zeros for what is left out."""
    left_out: dict[str, tuple[Expression, int]] = {}
    for gate in (gate for circuit in circuits for gate in circuit.gates()):
        if isinstance(gate.expression, Apply) and is_choice(gate.expression):
            test, *sides = gate.expression.arguments
            left_out.update(
                (gate.target, (test, n)) for n, s in enumerate(sides) if isinstance(s, Literal)
            )
    return tuple(_with_plain_zeros(circuit, left_out) for circuit in circuits)


def _with_plain_zeros(circuit: Circuit, left_out: Mapping[str, tuple[Expression, int]]) -> Circuit:
    def changed(expression: Expression) -> Expression:
        inner = rebuild(expression, changed)
        if not isinstance(inner, Apply) or not is_choice(inner):
            return inner
        test, *sides = inner.arguments
        plain = (
            _ZERO if left_out.get(_zeros_of(side)) == (test, n) else side
            for n, side in enumerate(sides)
        )
        return replace(inner, arguments=(test, *plain))

    return replace(circuit, body=tuple(rewritten(s, changed) for s in circuit.body))


def _zeros_of(value: Expression) -> str:
    """`x` for `np.zeros_like(x)`; empty for anything else."""
    match value:
        case Apply(function=function, arguments=(Name(id=name),)) if function.name == "zeros_like":
            return name
    return ""
