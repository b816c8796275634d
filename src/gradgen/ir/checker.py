"""The circuit checker: what has to hold after every pass, whatever the pass did."""

from __future__ import annotations

from gradgen.ir.circuit import Assertion, Circuit, Enter, Gate, Leave, Update
from gradgen.ir.expression import Expression, names_in
from gradgen.ir.looks import without_looks
from gradgen.ir.loops import homes


class BrokenCircuitError(AssertionError):
    """A pass made a circuit that cannot be a function: a fault of gradgen, never of the user."""


def check(circuit: Circuit) -> Circuit:
    """`circuit` itself, if it is sound.

    Sound means: every name is bound before it is read; a name is bound once, or again by a line
    that adds to it (`grad_x = grad_x + …`, `grad_x[i] += …`), which has been read by nobody in
    between; what a loop binds is read in it alone, unless it grows there; each loop ends; what is
    returned is bound.
    Raises BrokenCircuitError.
    """
    bound = {parameter.name for parameter in circuit.parameters}
    if len(bound) != len(circuit.parameters):
        raise BrokenCircuitError(f"{circuit.name}: two parameters of one name")
    used: set[str] = set()
    outside: list[set[str]] = []
    lives = homes(circuit.body)
    for statement in circuit.body:
        match statement:
            case Gate(idle=False):
                _check_gate(circuit, statement, bound, used)
            case Update(idle=False):
                _check_update(circuit, statement, bound, used)
            case Enter(index=index, over=over, idle=False):
                _check_reads(circuit, over, bound)
                outside.append(set(bound))
                bound.add(index)
            case Leave() if outside:
                inside, bound = bound, outside.pop()
                bound |= {n for n in inside if len(lives.get(n, ())) <= len(outside)}
                used -= inside - bound
            case Leave():
                raise BrokenCircuitError(f"{circuit.name}: a loop ends that did not begin")
            case Assertion():
                _check_reads(circuit, statement.test, bound)
                _check_reads(circuit, statement.message, bound)
    if outside:
        raise BrokenCircuitError(f"{circuit.name}: a loop does not end")
    results = circuit.outputs if circuit.returns is None else ()
    for result in [circuit.returns, *(output.value for output in results)]:
        _check_reads(circuit, result, bound)
    return circuit


def _check_gate(circuit: Circuit, gate: Gate, bound: set[str], used: set[str]) -> None:
    _check_reads(circuit, gate.expression, bound)
    reads = names_in(gate.expression)
    for target in gate.targets:
        if target in bound and (target not in reads or gate.others):
            raise BrokenCircuitError(f"{circuit.name}: `{target}` is bound twice")
        if target in bound and target in used:
            raise BrokenCircuitError(f"{circuit.name}: `{target}` grows after it was read")
    used.update(n for n in names_in(without_looks(gate.expression)) if n not in gate.targets)
    bound.update(gate.targets)


def _check_update(circuit: Circuit, update: Update, bound: set[str], used: set[str]) -> None:
    """A buffer is the function's own, and grows before anybody has read it."""
    for part in (update.index, update.value):
        _check_reads(circuit, part, bound)
    made = {t for s in circuit.body if isinstance(s, Gate) for t in s.targets}
    if update.target not in bound & made:
        raise BrokenCircuitError(f"{circuit.name}: `{update.target}` is no buffer of its own")
    if update.target in used:
        raise BrokenCircuitError(f"{circuit.name}: `{update.target}` grows after it was read")
    parts = (update.index, without_looks(update.value))
    used.update(name for part in parts for name in names_in(part))


def _check_reads(circuit: Circuit, expression: Expression | None, bound: set[str]) -> None:
    for name in () if expression is None else names_in(expression):
        if name not in bound:
            raise BrokenCircuitError(f"{circuit.name}: `{name}` is read before it is bound")
