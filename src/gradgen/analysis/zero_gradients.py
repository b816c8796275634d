"""Why a parameter has a gradient of zero: no path to the output, or a flat gate on it."""

from __future__ import annotations

from gradgen.analysis.activity import carriers, moved
from gradgen.analysis.facts import Facts
from gradgen.ir.circuit import Circuit, Gate
from gradgen.ir.expression import Name, names_in
from gradgen.ir.printer import show


def why_zero(circuit: Circuit, facts: Facts, name: str) -> tuple[str, str]:
    """Why nothing flows back to the parameter `name`, at length and in brief."""
    lone = len(circuit.outputs) == 1
    outputs = show(circuit.outputs[0].value) if lone else "the outputs"
    gate = _flat_gate_behind(circuit, facts, name)
    flat, match = show(gate.expression) if gate else "", gate and facts.matches[gate.target]
    if match and match.rule.kind.name == "stop":
        return f"{name} reaches {outputs} only through {flat}", f"{flat} stops it"
    if flat:
        return f"{name} reaches {outputs} only through {flat}, which is flat", f"{flat} is flat"
    verb = "does" if lone else "do"
    return f"{outputs} {verb} not depend on {name}", f"no path to {outputs}"


def why_still(
    circuit: Circuit, facts: Facts, output: str, varying: tuple[str, ...]
) -> tuple[str, str]:
    """Why the output of that name has no tangent, at length and in brief."""
    for gate in filter(None, (_flat_gate_behind(circuit, facts, name) for name in varying)):
        match, stop = facts.matches[gate.target], show(gate.expression)
        if match and match.rule.kind.name == "stop":
            return f"{output} varies only through {stop}", f"{stop} stops it"
    if len(varying) == 1:
        return f"{output} does not depend on {varying[0]}", f"no path from {varying[0]}"
    return f"{output} depends on none of {', '.join(varying)}", "nothing varies"


def _flat_gate_behind(circuit: Circuit, facts: Facts, name: str) -> Gate | None:
    """The gate that stops the gradient of `name` on its way, if that is what happens."""
    reached, read = {name}, _read_by_outputs(circuit)
    for gate in circuit.gates():
        if not read.isdisjoint(gate.targets) and reached.intersection(names_in(gate.expression)):
            passed = moved(gate, facts) if reached.intersection(carriers(gate, facts)) else ()
            if read.isdisjoint(passed):
                return gate
            reached.update(passed)
    return None


def _read_by_outputs(circuit: Circuit) -> set[str]:
    """The values that the outputs are computed from."""
    outputs = (output.value for output in circuit.outputs)
    read = {value.id for value in outputs if isinstance(value, Name)}
    for gate in reversed(list(circuit.gates())):
        if not read.isdisjoint(gate.targets):
            read.update(names_in(gate.expression))
    return read
