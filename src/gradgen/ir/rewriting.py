"""The expressions of statements: all of them, and the same statements with others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from gradgen.ir.circuit import Assertion, Enter, Gate, Statement, Update
from gradgen.ir.expression import Expression

Change: TypeAlias = Callable[[Expression], Expression]


def rewritten(statement: Statement, change: Change) -> Statement:
    """A statement with each of its expressions changed; names that it binds stay."""
    match statement:
        case Gate(expression=expression):
            return replace(statement, expression=change(expression))
        case Update(index=index, value=value):
            return replace(statement, index=change(index), value=change(value))
        case Enter(over=over):
            return replace(statement, over=change(over))
        case Assertion(test=test, message=message):
            return replace(statement, test=change(test), message=message and change(message))
        case _:
            return statement


def expressions_in(statement: Statement) -> tuple[Expression, ...]:
    """What a statement computes, and what it reads, in order."""
    found: list[Expression] = []

    def note(expression: Expression) -> Expression:
        found.append(expression)
        return expression

    rewritten(statement, note)
    return tuple(found)
