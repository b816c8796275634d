"""Which values the lines of the user's text bind: what is told at their ends after a run."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from gradgen.draw.scene import FunctionView, GateView, Scene

Statement: TypeAlias = ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Return
# Names in a circuit are those of the text, with a number where they are bound again.
_AGAIN = re.compile(r"_\d+\Z")


class Bound(NamedTuple):
    """A value that a line binds; `name` is what it is called there, empty where that is plain."""

    function: FunctionView
    value: str
    name: str


def bound_values(scene: Scene) -> dict[int, list[Bound]]:
    """The values by the line that their statement, or their parameter, begins on."""
    found: dict[int, list[Bound]] = defaultdict(list)
    statements = _statements(scene.source)
    for function in scene.functions:
        for parameter in function.parameters:
            if parameter.place:
                one = Bound(function, parameter.value, parameter.name)
                found[parameter.place.start.line].append(one)
        for line, values in _by_line(function, statements).items():
            is_plain = len(values) == 1 and _is_shown(values[0], statements[line])
            names = [""] if is_plain else values
            found[line] += map(Bound, [function] * len(values), values, names)
    return found


def _statements(source: str) -> dict[int, Statement]:
    """The statements that bind something, by each of their lines; one line has one of them."""
    found: dict[int, Statement] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, Statement):
            found |= dict.fromkeys(range(node.lineno, (node.end_lineno or 0) + 1), node)
    return found


def _by_line(function: FunctionView, statements: dict[int, Statement]) -> dict[int, list[str]]:
    """The values that statements bind: by gates of their own, or by those of a function called."""
    gates: dict[int, list[GateView]] = defaultdict(list)
    for gate in function.gates:
        statement = statements.get(gate.place.start.line) if gate.place else None
        if statement:
            gates[statement.lineno].append(gate)
    found = {line: _results(own, statements[line]) for line, own in gates.items()}
    return found | _of_calls(found, statements)


def _results(gates: list[GateView], statement: Statement) -> list[str]:
    """What is left of the gates of a statement: what none that is written around it reads.

    Of several, those that go by a name that the statement binds. A function that is called again
    has several of each gate, which may read one another.
    """
    around: dict[str, list[GateView]] = defaultdict(list)
    for gate in gates:
        for operand in gate.operands:
            around[operand].append(gate)
    left = [
        target
        for gate in gates
        for target in gate.targets
        if not any(_is_inside(gate, other) for other in around[target])
    ]
    return [value for value in left if _is_shown(value, statement)] or left


def _is_inside(gate: GateView, other: GateView) -> bool:
    """Whether a gate is a part of what another one is written as."""
    if not gate.place or not other.place or gate.place == other.place:
        return False
    return other.place.start <= gate.place.start and gate.place.end <= other.place.end


def _of_calls(
    found: dict[int, list[str]], statements: dict[int, Statement]
) -> dict[int, list[str]]:
    """What statements bind whose value was made in another function: the values by the lines.

    Such a value has the statement's name, and its gate stands elsewhere. Where one does not know
    which is whose, there is none.
    """
    values = [(line, value) for line, own in found.items() for value in own]
    loose = [value for line, value in values if not _binds(value, statements[line])]
    waiting: dict[str, list[int]] = defaultdict(list)
    for line, statement in sorted(statements.items()):
        own = found.get(line, [])
        if line == statement.lineno and not any(_is_shown(value, statement) for value in own):
            for name in _bound_names(statement):
                waiting[name].append(line)
    more: dict[int, list[str]] = defaultdict(list)
    for name, lines in waiting.items():
        made = [value for value in loose if _plain(value) == name]
        if len(made) == len(lines):
            for line, value in zip(lines, made, strict=True):
                more[line].append(value)
    return more


def _is_shown(value: str, statement: Statement) -> bool:
    """Whether one sees at a statement that a value of its own is what it gives."""
    return isinstance(statement, ast.Return) or _binds(value, statement)


def _binds(value: str, statement: Statement) -> bool:
    return bool({value, _plain(value)} & {*_bound_names(statement)})


def _plain(value: str) -> str:
    return _AGAIN.sub("", value)


def _bound_names(statement: Statement) -> Iterator[str]:
    if isinstance(statement, ast.Return):
        return
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    for node in (node for target in targets for node in ast.walk(target)):
        if isinstance(node, ast.Name):
            yield node.id
