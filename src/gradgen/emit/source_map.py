"""The source map: for each generated line, the line of the source and the rule it comes from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from gradgen.diagnostics import Span
from gradgen.ir.circuit import Assertion, Circuit, Enter, Gate, Statement, Update


class SourceMapLine(NamedTuple):
    """A statement of a generated function: lines `first` to `last` of the output (from 1).

    `target` is the name that it binds, `rule` the rule that it was derived by (empty in the forward
    half), `span` the place in the source that it goes back to.
    """

    first: int
    last: int
    function: str
    target: str
    rule: str
    span: Span | None


class Placed(NamedTuple):
    """A statement of a circuit with its line in the text."""

    line: SourceMapLine
    statement: Statement


def source_map(text: str, circuits: tuple[Circuit, ...]) -> tuple[SourceMapLine, ...]:
    """The map of a module that `emit` made from `circuits`.

    black moves lines but keeps statements: those of the text are those of the circuit, in order.
    """
    return tuple(placed.line for placed in placed_statements(text, circuits))


def placed_statements(text: str, circuits: tuple[Circuit, ...]) -> tuple[Placed, ...]:
    """The statements that have lines in the text, each with its entry of the map."""
    functions = {n.name: n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)}
    return tuple(placed for c in circuits for placed in _lines(functions[c.name], c))


def _lines(function: ast.FunctionDef, circuit: Circuit) -> Iterator[Placed]:
    shown = (
        s
        for s in circuit.body
        if isinstance(s, Assertion) or (isinstance(s, Gate | Update | Enter) and not s.idle)
    )
    written = _in_loops_too(function.body[1:-1])
    for node, statement in zip(written, shown, strict=True):
        target, rule = "", ""
        if isinstance(statement, Gate | Update):
            target, rule = statement.target, statement.rule
        last = node.lineno if isinstance(node, ast.For) else node.end_lineno or node.lineno
        line = SourceMapLine(node.lineno, last, circuit.name, target, rule, statement.span)
        yield Placed(line, statement)


def _in_loops_too(nodes: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a function in order, those in loops behind the loop's own line.

    What is released there goes back to no line of the source.
    """
    for node in nodes:
        if not isinstance(node, ast.Delete):
            yield node
        if isinstance(node, ast.For):
            yield from _in_loops_too(node.body)
