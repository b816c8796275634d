"""Statements as lines of text: one line a gate, its note at the end."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator

from gradgen.ir.circuit import (
    Assertion,
    Circuit,
    Enter,
    Gate,
    Leave,
    Note,
    Parameter,
    Release,
    Remark,
    Statement,
    Update,
)
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Name,
    Sequence,
    index_as_argument,
    subscript,
)

Show = Callable[[Expression], str]
INDENT = "    "
_USUAL_LENGTH = 88
_SHAPE = re.compile(r"(?:\w+ )?\[[^\]]*\]")


def function_lines(circuit: Circuit, write: Show, quote: Show, line_length: int) -> Iterator[str]:
    """The lines of a function.

    `write` gives the text of an expression, `quote` that of one which is only shown in a comment:
    it may mention what the module does not have.
    """
    yield f"def {circuit.name}({signature(circuit.parameters, write)}):"
    yield from _docstring(circuit.docstring, line_length)
    previous: Statement | None = None
    indent = INDENT
    for statement in circuit.body:
        if isinstance(statement, Leave):
            indent = indent.removesuffix(INDENT)
            continue
        opens_half = isinstance(statement, Remark) and statement.heading
        begins = isinstance(previous, Enter) and not previous.idle
        if opens_half and previous is not None and not begins:
            yield ""
        room = line_length - len(indent) + len(INDENT)
        lines = list(_statement_lines(statement, write, quote, room))
        opens = previous is None or (isinstance(previous, Remark) and previous.heading)
        if lines[0] == "" and opens:
            del lines[0]
        yield from (indent + line if line else "" for line in lines)
        if isinstance(statement, Enter) and not statement.idle:
            indent += INDENT
        previous = statement
    assert circuit.returns is not None
    if circuit.body:
        yield ""
    yield f"{INDENT}return {_returned(circuit.returns, write)}"


def _docstring(lines: tuple[str, ...], line_length: int) -> Iterator[str]:
    first, *rest = lines
    for line in (f'"""{first}', *rest):
        yield from (INDENT + part if part else "" for part in _wrapped(line, line_length))
    yield f'{INDENT}"""'


def _wrapped(line: str, line_length: int) -> list[str]:
    """The lines of a paragraph; `x [N, D]` stays in one piece."""
    room = max(line_length - len(INDENT), 20)
    glued = _SHAPE.sub(lambda shape: shape[0].replace(" ", "\xa0"), line)
    wrapped = textwrap.wrap(glued, room, break_long_words=False, break_on_hyphens=False)
    return [part.replace("\xa0", " ") for part in wrapped] or [""]


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


def _statement_lines(
    statement: Statement, write: Show, quote: Show, line_length: int
) -> Iterator[str]:
    match statement:
        case Remark(text=text, heading=heading):
            yield f"# {text}" if heading else text
        case Gate():
            yield from statement.comments.above
            yield _gate(statement, write, quote, line_length)
        case Update():
            yield from statement.comments.above
            yield _update(statement, write, quote, line_length)
        case Enter(index=index, over=over, idle=True):
            yield f"# for {index} in {quote(over)}: ... (value not needed)"
        case Enter(index=index, over=over):
            yield f"for {index} in {write(over)}:"
        case Release():
            yield from _releases(statement)
        case Assertion():
            yield from statement.comments.above
            yield _with_comment(_assertion(statement, write), statement.comments.behind)


def _gate(gate: Gate, write: Show, quote: Show, line_length: int) -> str:
    if gate.idle:
        return _idle(f"{', '.join(gate.targets)} = {quote(gate.expression)}", gate)
    return _noted(f"{_targets(gate)} = {write(gate.expression)}", gate, line_length)


def _idle(code: str, statement: Gate | Update) -> str:
    """A line whose value nobody needs, as a comment."""
    behind = statement.comments.behind.removeprefix("#").strip()
    return f"# {code} (value not needed)" + (f": {behind}" if behind else "")


def _noted(code: str, statement: Gate | Update, line_length: int) -> str:
    """A line with the user's comment behind it, or with a note."""
    if statement.comments.behind:
        return _with_comment(code, statement.comments.behind)
    note = _fitting(statement.note, code, line_length) if statement.note else ""
    return f"{code}  # {note}" if note else code


def _targets(gate: Gate) -> str:
    """What stands at the left: `(x,)` for the only one of a row of outputs."""
    return f"({gate.target},)" if gate.lone else ", ".join(gate.targets)


_ADD_AT = Function("add.at", "numpy", "add.at")
_ADD_ROWS = Function("add_rows", "gradgen", "add_rows")


def _update(update: Update, write: Show, quote: Show, line_length: int) -> str:
    if update.idle:
        return _idle(_sum(update, quote), update)
    return _noted(_sum(update, write), update, line_length)


def _sum(update: Update, write: Show) -> str:
    buffer = Name(update.target)
    if update.repeats:
        function = _ADD_ROWS if update.by_rows else _ADD_AT
        return write(Apply(function, (buffer, index_as_argument(update.index), update.value)))
    sign = "=" if update.puts else "+="
    return f"{write(subscript(buffer, update.index))} {sign} {write(update.value)}"


def _releases(release: Release) -> Iterator[str]:
    """`del a, b`, in as many lines as the names fill: as many for any length of a line."""
    note = f"  # {release.note[0]}"
    room = _USUAL_LENGTH - len(f"{INDENT}del {note}")
    for names in textwrap.wrap(", ".join(release.names), room, break_long_words=False):
        yield f"del {names.removesuffix(',')}{note}"


def _fitting(note: Note, code: str, line_length: int) -> str:
    """The longest wording that leaves the line within its length.

    Where none does, black will break the line, and put the note behind a parenthesis of its own.
    """
    for used in (INDENT + code, INDENT + ")"):
        room = line_length - len(f"{used}  # ")
        for text in note:
            if len(text) <= room:
                return text
    return note[-1]


def _assertion(assertion: Assertion, write: Show) -> str:
    message = f", {write(assertion.message)}" if assertion.message else ""
    return f"assert {write(assertion.test)}{message}"


def _with_comment(code: str, comment: str) -> str:
    return f"{code}  {comment}" if comment else code
