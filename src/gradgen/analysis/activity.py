"""Activity: which values vary with the inputs that matter, and reach an output that counts.

A gradient is computed for values that are both, and for no others.
"""

from __future__ import annotations

from collections.abc import Iterable

from gradgen.analysis.facts import Facts, is_copy, operands
from gradgen.ir.circuit import Circuit, Gate
from gradgen.ir.expression import Apply, Name, names_in
from gradgen.rules.matcher import is_limit, is_size


def active(circuit: Circuit, facts: Facts, wrt: Iterable[str]) -> frozenset[str]:
    """The values that a gradient flows through on its way from the outputs to `wrt`."""
    found = varied(circuit, facts, wrt)
    gates = list(circuit.gates())
    useful = {o.value.id for o in circuit.outputs if isinstance(o.value, Name)}
    for gate in reversed(gates):
        if useful & found.intersection(gate.targets):
            useful.update(carriers(gate, facts))
    return frozenset(found & useful)


def varied(circuit: Circuit, facts: Facts, wrt: Iterable[str]) -> frozenset[str]:
    """The values that vary with `wrt`, whether they reach an output or not."""
    found = set(wrt)
    for gate in circuit.gates():
        if found.intersection(carriers(gate, facts)) and gate.target not in facts.held:
            found.update(moved(gate, facts))
    return frozenset(found)


def moved(gate: Gate, facts: Facts) -> tuple[str, ...]:
    """The outputs of a gate that vary with its operands.

    Of several, one whose gradient no line of the rule reads is flat, as the exponent of `frexp` is.
    """
    match = facts.matches[gate.target]
    if match is None or not gate.others or match.rule.outputs[0].startswith("*"):
        return gate.targets
    lines = (*match.rule.lines, *match.rule.steps)
    read = {name for line in lines for name in names_in(line.expression)}
    outputs = zip(gate.targets, match.rule.outputs, strict=True)
    return tuple(target for target, output in outputs if f"grad_{output}" in read)


def carriers(gate: Gate, facts: Facts) -> tuple[str, ...]:
    """The names at a gate through which something can flow back.

    A gate without a rule is taken to let everything through: it will be refused if that matters.
    """
    if is_limit(gate.expression):
        return ()
    if is_copy(gate) or facts.matches[gate.target] is None:
        return names_in(gate.expression)
    open_places = (p for p in operands(gate, facts) if not p.is_flat)
    lone = (p.operand for p in open_places if isinstance(p.operand, Name) or p.line is not None)
    lone = (o for o in lone if not isinstance(o, Apply) or not (is_size(o) or is_limit(o)))
    return tuple(name for operand in lone for name in names_in(operand))
