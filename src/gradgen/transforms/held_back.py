"""What gates hold back: remarks where nothing flows on, since a gate is flat or a stop."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from gradgen.analysis.facts import Facts, operands
from gradgen.ir.circuit import Gate, Remark
from gradgen.ir.expression import Name
from gradgen.ir.printer import show
from gradgen.rules.kinds import KINDS

_STOP = KINDS["stop"]


def held_back(
    gate: Gate, facts: Facts, active: Collection[str], varied: Collection[str]
) -> Iterator[Remark]:
    """Says in the place of a gate's gradients that nothing flows back through it.

    Of a flat gate that is worth a line where gradients flow into its operands from elsewhere; of a
    stop wherever its operand varies, since a reader would look for the gradient.
    """
    flat = [p.operand for p in operands(gate, facts) if p.is_flat and p.line]
    names = dict.fromkeys(operand.id for operand in flat if isinstance(operand, Name))
    counted = varied if _is_stop(gate, facts) else active
    where = " and ".join(name for name in names if name in counted)
    if where and _is_stop(gate, facts):
        yield Remark(f"# {_STOP.word}: {_line(gate)}, nothing flows back to {where}")
    elif where:
        word = KINDS["flat"].word
        yield Remark(f"# {word}: {_line(gate)} is flat, nothing flows back to {where}")


def held_up(gate: Gate, facts: Facts, varied: Collection[str]) -> Iterator[Remark]:
    """Says below a stop that no tangent goes on, where there is one."""
    names = (p.operand.id for p in operands(gate, facts) if isinstance(p.operand, Name))
    if _is_stop(gate, facts) and any(name in varied for name in names):
        yield Remark(f"# {_STOP.forward}: {gate.target} is taken for a constant")


def _is_stop(gate: Gate, facts: Facts) -> bool:
    match = facts.matches[gate.target]
    return match is not None and match.rule.kind is _STOP


def _line(gate: Gate) -> str:
    return f"{', '.join(gate.targets)} = {show(gate.expression)}"
