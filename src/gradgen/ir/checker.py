"""The circuit checker: what has to hold after every pass, whatever the pass did."""

from __future__ import annotations

from gradgen.ir.circuit import Assertion, Circuit, Enter, Gate, Leave, Release, Update
from gradgen.ir.expression import Expression, names_in
from gradgen.ir.looks import without_looks


class BrokenCircuitError(AssertionError):
    """A pass made a circuit that cannot be a function: a fault of gradgen, never of the user."""


def check(circuit: Circuit) -> Circuit:
    """`circuit` itself, if it is sound.

    Sound means: every name is bound before it is read; a name is bound once, or again by a line
    that adds to it (`grad_x = grad_x + …`, `grad_x[i] += …`), which has been read by nobody in
    between; what a loop binds is read in it alone, unless it grows there, in a derived function
    under one name; each loop ends; what is
    returned is bound; nobody reads what was released.
    Raises BrokenCircuitError.
    """
    bound = {parameter.name for parameter in circuit.parameters}
    if len(bound) != len(circuit.parameters):
        raise BrokenCircuitError(f"{circuit.name}: two parameters of one name")
    made = {target for s in circuit.body if isinstance(s, Gate) for target in s.targets}
    used: set[str] = set()
    inside: list[set[str]] = []  # what each of the loops around has bound
    for statement in circuit.body:
        match statement:
            case Gate(idle=False):
                _check_gate(circuit, statement, bound, used)
                _bind(statement, bound, inside)
            case Update(idle=False):
                _check_update(circuit, statement, bound, used, made)
            case Enter(index=index, over=over, idle=False):
                _check_reads(circuit, over, bound)
                inside.append({index})
                bound.add(index)
            case Release(names=names):
                bound.difference_update(_released(circuit, names, bound))
            case Leave() if inside:
                over_now = inside.pop()
                used -= over_now
                bound -= over_now
            case Leave():
                raise BrokenCircuitError(f"{circuit.name}: a loop ends that did not begin")
            case Assertion():
                _check_reads(circuit, statement.test, bound)
                _check_reads(circuit, statement.message, bound)
    if inside:
        raise BrokenCircuitError(f"{circuit.name}: a loop does not end")
    results = circuit.outputs if circuit.returns is None else ()
    for result in [circuit.returns, *(output.value for output in results)]:
        _check_reads(circuit, result, bound)
    return circuit


def _released(circuit: Circuit, names: tuple[str, ...], bound: set[str]) -> tuple[str, ...]:
    if not bound.issuperset(names):
        raise BrokenCircuitError(f"{circuit.name}: `{names[0]}` is released before it is bound")
    return names


def _bind(gate: Gate, bound: set[str], inside: list[set[str]]) -> None:
    """Note what a gate binds: what grows outlives a loop that did not make it."""
    home = inside[-1] if inside else set()
    if gate.grows:
        home = next((names for names in inside if gate.total in names), set())
    home.update(name for name in gate.targets if name not in bound)
    bound.update(gate.targets)


def _check_gate(circuit: Circuit, gate: Gate, bound: set[str], used: set[str]) -> None:
    _check_reads(circuit, gate.expression, bound)
    if gate.grows and circuit.returns is not None and gate.target != gate.total:
        raise BrokenCircuitError(f"{circuit.name}: `{gate.target}` grows under two names")
    reads = names_in(gate.expression)
    for target in gate.targets:
        if target in bound and (target not in reads or gate.others):
            raise BrokenCircuitError(f"{circuit.name}: `{target}` is bound twice")
        if target in bound and target in used:
            raise BrokenCircuitError(f"{circuit.name}: `{target}` grows after it was read")
    used.update(n for n in names_in(without_looks(gate.expression)) if n not in gate.targets)


def _check_update(
    circuit: Circuit, update: Update, bound: set[str], used: set[str], made: set[str]
) -> None:
    """A buffer is the function's own, and grows before anybody has read it."""
    for part in (update.index, update.value):
        _check_reads(circuit, part, bound)
    if update.target not in made or update.target not in bound:
        raise BrokenCircuitError(f"{circuit.name}: `{update.target}` is no buffer of its own")
    if update.target in used:
        raise BrokenCircuitError(f"{circuit.name}: `{update.target}` grows after it was read")
    parts = (update.index, without_looks(update.value))
    used.update(name for part in parts for name in names_in(part))


def _check_reads(circuit: Circuit, expression: Expression | None, bound: set[str]) -> None:
    for name in () if expression is None else names_in(expression):
        if name not in bound:
            raise BrokenCircuitError(f"{circuit.name}: `{name}` is read before it is bound")
