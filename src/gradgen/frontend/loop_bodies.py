"""What stands in a loop: its statements, those of loops in it, and what they let grow."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst


def statements_of(body: cst.BaseSuite) -> Iterator[cst.CSTNode]:
    """The statements of a loop."""
    yield from body.body if isinstance(body, cst.IndentedBlock) else (body,)


def statements_inside(body: cst.BaseSuite) -> Iterator[cst.CSTNode]:
    """The statements of a loop, and of the loops in it."""
    for statement in statements_of(body):
        yield statement
        if isinstance(statement, cst.For):
            yield from statements_inside(statement.body)


def may_be_in_loop(statement: cst.CSTNode) -> bool:
    """Whether a statement has a chance in a loop."""
    return isinstance(statement, cst.SimpleStatementLine | cst.SimpleStatementSuite | cst.For)


def small_statements(body: cst.BaseSuite) -> Iterator[cst.BaseSmallStatement]:
    """The simple statements of a loop, and of the loops in it."""
    for statement in statements_inside(body):
        if isinstance(statement, cst.SimpleStatementLine | cst.SimpleStatementSuite):
            yield from statement.body


def leaves_early(body: cst.BaseSuite) -> bool:
    """Whether a loop may end before all its turns, or a turn before its end."""
    early = (cst.Return, cst.Break, cst.Continue)
    return any(isinstance(small, early) for small in small_statements(body))


def growths(body: cst.BaseSuite) -> Iterator[tuple[str, str]]:
    """What may grow in a loop, and in which way."""
    return (found for found in map(growth_of, small_statements(body)) if found)


def growth_of(statement: cst.BaseSmallStatement) -> tuple[str, str] | None:
    """The name that a statement lets grow, and the way in which it does."""
    match statement:
        case cst.Assign(
            targets=[cst.AssignTarget(target=cst.Name(value=name))],
            value=cst.BinaryOperation(
                left=cst.Name(value=total), operator=cst.Add() | cst.Subtract()
            ),
        ) if (
            name == total
        ):
            return name, "sum"
        case cst.AugAssign(
            target=cst.Name(value=name), operator=cst.AddAssign() | cst.SubtractAssign()
        ):
            return name, "change"
        case cst.AugAssign(
            target=cst.Subscript(value=cst.Name(value=name)),
            operator=cst.AddAssign() | cst.SubtractAssign(),
        ):
            return name, "part"
        case cst.Assign(
            targets=[cst.AssignTarget(target=cst.Subscript(value=cst.Name(value=name)))]
        ):
            return name, "put"
        case cst.Expr(
            value=cst.Call(
                func=cst.Attribute(value=cst.Attribute(attr=cst.Name("add")), attr=cst.Name("at")),
                args=[cst.Arg(value=cst.Name(value=name), keyword=None, star=""), _, _],
            )
        ):
            return name, "part"
        case _:
            return None
