"""What every derived function has: free names, values whose shapes are told, what it returns."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence as Sequence_
from dataclasses import replace

from gradgen.analysis.facts import Facts
from gradgen.ir.circuit import Circuit, Enter, Gate, Remark, Statement
from gradgen.ir.expression import Expression, Name, Sequence
from gradgen.ir.names import Names
from gradgen.transforms.notes import shape_note


def with_shapes(statement: Statement, facts: Facts) -> Statement:
    """A line of the user's function that says the shape of its value, where that is known."""
    if not isinstance(statement, Gate) or statement.others:
        return statement
    return replace(statement, note=shape_note(facts.shapes.of(Name(statement.target))))


def bare_or_tuple(values: tuple[Expression, ...]) -> Expression:
    """One value as it is, several as a tuple."""
    return values[0] if len(values) == 1 else Sequence(values)


def returned(values: Sequence_[str], derivatives: Sequence_[Name]) -> str:
    """What a docstring says of it: derivatives alone, or behind the values of the function."""
    told = ", ".join(derivative.id for derivative in derivatives)
    if values:
        value = ", ".join(values)
        value = f"({value})" if len(values) > 1 else value
        told = f"{value}, ({told})" if len(derivatives) > 1 else f"{value}, {told}"
    return f"Returns {told}."


def taken_by(circuit: Circuit, taken: Iterable[str]) -> Names:
    """The names that are free beside those of `circuit`, and those `taken`."""
    bound = (target for gate in circuit.gates() for target in gate.targets)
    indices = (s.index for s in circuit.body if isinstance(s, Enter))
    return Names((*taken, *bound, *indices, *(p.name for p in circuit.parameters)))


def headed(text: str, half: list[Statement]) -> list[Statement]:
    """A half of the function under its heading, if there is anything in it."""
    return [Remark(text, heading=True), *half] if half else []
