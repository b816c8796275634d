"""What every derived function has: values whose shapes are told, and what it returns."""

from __future__ import annotations

from dataclasses import replace

from gradgen.analysis.facts import Facts
from gradgen.ir.circuit import Gate, Statement
from gradgen.ir.expression import Expression, Name, Sequence
from gradgen.transforms.notes import shape_note


def with_shapes(statement: Statement, facts: Facts) -> Statement:
    """A line of the user's function that says the shape of its value, where that is known."""
    if not isinstance(statement, Gate) or statement.others:
        return statement
    return replace(statement, note=shape_note(facts.shapes.of(Name(statement.target))))


def bare_or_tuple(values: tuple[Expression, ...]) -> Expression:
    """One value as it is, several as a tuple."""
    return values[0] if len(values) == 1 else Sequence(values)
