"""Statements as lines of text: one line a gate, its note at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gradgen.ir.circuit import Assertion, Circuit, Gate, Parameter, Remark, Statement
from gradgen.ir.expression import Expression, Sequence
from gradgen.ir.printer import show

Show = Callable[[Expression], str]
INDENT = "    "


def function_lines(
    circuit: Circuit, write: Show, line_length: int
) -> Iterator[tuple[str, Statement | None]]:
    """The lines of a function, each with the statement that it shows."""
    yield f"def {circuit.name}({signature(circuit.parameters, write)}):", None
    yield from ((line, None) for line in _docstring(circuit.docstring))
    previous: Statement | None = None
    for statement in circuit.body:
        if isinstance(statement, Remark) and statement.heading and previous is not None:
            yield "", None
        for line in _statement_lines(statement, write, line_length):
            yield INDENT + line, statement
        previous = statement
    assert circuit.returns is not None
    yield "", None
    yield f"{INDENT}return {_returned(circuit.returns, write)}", None


def _docstring(lines: tuple[str, ...]) -> Iterator[str]:
    first, *rest = lines
    yield f'{INDENT}"""{first}'
    yield from (INDENT + line if line else "" for line in rest)
    yield f'{INDENT}"""'


def _returned(value: Expression, write: Show) -> str:
    """`a, b` without the parentheses that a tuple has elsewhere."""
    if isinstance(value, Sequence) and len(value.items) > 1:
        return ", ".join(write(item) for item in value.items)
    return write(value)


def signature(parameters: tuple[Parameter, ...], write: Show) -> str:
    """The parameters of a function as Python writes them."""
    parts: list[str] = []
    kind = "/" if any(p.kind == "/" for p in parameters) else ""
    for parameter in parameters:
        if kind == "/" and parameter.kind != "/":
            parts.append("/")
        if parameter.kind == "*" and kind != "*":
            parts.append("*")
        kind = parameter.kind
        parts.append(_parameter(parameter, write))
    if kind == "/":
        parts.append("/")
    return ", ".join(parts)


def _parameter(parameter: Parameter, write: Show) -> str:
    text = parameter.name
    if parameter.annotation:
        text += f": {parameter.annotation}"
    if parameter.default is not None:
        equals = " = " if parameter.annotation else "="
        text += equals + write(parameter.default)
    return text


def _statement_lines(statement: Statement, write: Show, line_length: int) -> Iterator[str]:
    match statement:
        case Remark(text=text, heading=heading):
            yield f"# {text}" if heading else text
        case Gate():
            yield from statement.comments.above
            yield _gate(statement, write, line_length)
        case Assertion():
            yield from statement.comments.above
            yield _with_comment(_assertion(statement, write), statement.comments.behind)


def _gate(gate: Gate, write: Show, line_length: int) -> str:
    if gate.idle:
        code = f"# {gate.target} = {show(gate.expression)} (value not needed)"
        behind = gate.comments.behind.removeprefix("#").strip()
        return f"{code}: {behind}" if behind else code
    code = f"{gate.target} = {write(gate.expression)}"
    if not gate.note:
        return _with_comment(code, gate.comments.behind)
    room = line_length - len(INDENT) - len(code) - len("  # ")
    fitting = (text for text in gate.note if len(text) <= room)
    return f"{code}  # {next(fitting, gate.note[-1])}"


def _assertion(assertion: Assertion, write: Show) -> str:
    message = f", {write(assertion.message)}" if assertion.message else ""
    return f"assert {write(assertion.test)}{message}"


def _with_comment(code: str, comment: str) -> str:
    return f"{code}  {comment}" if comment else code
