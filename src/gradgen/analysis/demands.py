"""What some derivatives ask of a function beside rules: one number to give, or work by elements."""

from __future__ import annotations

from collections.abc import Iterator

from gradgen.analysis.activity import active
from gradgen.analysis.facts import Facts, is_copy, operands
from gradgen.diagnostics import Diagnostic, Label
from gradgen.ir.circuit import Circuit, Enter, Gate
from gradgen.ir.expression import Name
from gradgen.ir.printer import show

Parameters = tuple[str, ...]


def one_number(circuit: Circuit, facts: Facts, wrt: Parameters) -> Iterator[Diagnostic]:
    """A diagnostic where a function gives more than a single number: it has no Hessian."""
    outputs = circuit.outputs
    shape = facts.shapes.of(outputs[0].value) if outputs else None
    if len(outputs) > 1:
        what, said = "several values", f"it returns {', '.join(o.name for o in outputs)}"
    elif shape is not None and shape.is_exact and shape.dims:
        what, said = "an array", f"`{outputs[0].name}` has the shape {shape}"
    else:
        return
    yield Diagnostic(
        "not-one-number",
        f"`{circuit.name}` gives {what}, and only a single number has a Hessian",
        (Label(circuit.span, said),) if circuit.span else (),
        "return one number, a sum for example; or ask for --mode jacobian",
    )


def element_by_element(circuit: Circuit, facts: Facts, wrt: Parameters) -> Iterator[Diagnostic]:
    """A diagnostic for each gate by which an element depends on others than its own."""
    moving = active(circuit, facts, wrt)
    for gate in circuit.gates():
        if moving.isdisjoint(gate.targets) or is_copy(gate) or facts.matches[gate.target] is None:
            continue
        why = _entanglement(gate, facts, moving)
        if why:
            yield Diagnostic(
                "not-elementwise",
                f"`{show(gate.expression)}` does not work element by element",
                (Label(gate.span, why),) if gate.span else (),
                "ask for the whole Jacobian: leave out --by diagonal",
            )


def loop_in_the_way(circuit: Circuit) -> Diagnostic | None:
    """A diagnostic for the first loop of a function whose derivative cannot be put into lines."""
    for statement in circuit.body:
        if isinstance(statement, Enter):
            return Diagnostic(
                "control-flow",
                f"this derivative of `{circuit.name}` cannot be written",
                (
                    (Label(statement.span, "values grow in this loop, and are read"),)
                    if statement.span
                    else ()
                ),
                "differentiate it in another mode, or write the loop out",
            )
    return None


def _entanglement(gate: Gate, facts: Facts, moving: frozenset[str]) -> str:
    """Why an element of a gate's output depends on other elements; empty where it does not."""
    match, shapes = facts.matches[gate.target], facts.shapes
    assert match is not None
    if not match.rule.is_elementwise:
        return "an element of the Jacobian off the diagonal is not zero here"
    whole = shapes.of(Name(gate.target))
    for place in operands(gate, facts):
        operand = place.operand
        if isinstance(operand, Name) and operand.id in moving and shapes.of(operand) != whole:
            return "an operand is broadcast, or may be: each of its elements counts for many"
    return ""
