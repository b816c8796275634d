"""A circuit as text for people: for the documentation, for debugging, for failing tests.

Each statement has the place in the source that it goes back to at its left. A derived gate has the
name of its rule at its right; a gate whose value nobody needs is marked idle::

    circuit f_backward(w, x, grad_L=1.0) of f.py
           # forward
      2:9  L = w * x            idle
           # backward
      2:9  grad_w = grad_L * x  by multiply
      2:9  grad_x = grad_L * w  by multiply
      gives grad_w, grad_x
"""

from __future__ import annotations

from collections.abc import Iterator

from gradgen.diagnostics import Span
from gradgen.ir.circuit import (
    Assertion,
    Circuit,
    Enter,
    Gate,
    Leave,
    Parameter,
    Release,
    Remark,
    Statement,
    Update,
)
from gradgen.ir.expression import Expression, Name, Sequence, subscript
from gradgen.ir.printer import show

_INDENT = "  "
# A line longer than this has no say in where the rules are written.
_WIDEST = 48


def listing(circuit: Circuit) -> str:
    """`circuit` as text; it ends in a line end."""
    rows = [_row(statement) for statement in circuit.body]
    left = max((len(place) for place, _, _ in rows), default=0)
    width = max((len(text) for _, text, said in rows if said and len(text) <= _WIDEST), default=0)
    lines = (
        f"{place:<{left}}  {text:<{width if said else 0}}  {said}" for place, text, said in rows
    )
    parameters = ", ".join(map(_parameter, circuit.parameters))
    head = f"circuit {circuit.name}({parameters})"
    if circuit.span is not None:
        head += f" of {circuit.span.filename}"
    body = [*lines, f"gives {', '.join(_results(circuit))}"]
    return "\n".join([head, *(f"{_INDENT}{line}".rstrip() for line in body)]) + "\n"


def _row(statement: Statement) -> tuple[str, str, str]:
    """The place of a statement, its text, and what is to be said of it."""
    match statement:
        case Remark(text=text, heading=heading):
            return "", f"# {text}" if heading else text, ""
        case Assertion(test=test, message=message, span=span):
            said = f", {show(message)}" if message else ""
            return _place(span), f"assert {show(test)}{said}", ""
        case Update(target=target, index=index, value=value, span=span, rule=rule):
            place = show(subscript(Name(target), index))
            sign = "=" if statement.puts else "+="
            return _place(span), f"{place} {sign} {show(value)}", f"by {rule}"
        case Enter(index=index, over=over, span=span, idle=idle):
            return _place(span), f"for {index} in {show(over)}:", "idle" if idle else ""
        case Leave(span=span):
            return _place(span), "end of the loop", ""
        case Release(names=names):
            return "", f"del {', '.join(names)}", ""
        case Gate(targets=targets, expression=expression, span=span):
            return _place(span), f"{', '.join(targets)} = {show(expression)}", _said(statement)


def _said(gate: Gate) -> str:
    if gate.idle:
        return "idle"
    if gate.grows:
        return f"grows, by {gate.rule}" if gate.rule else "grows"
    return f"by {gate.rule}" if gate.rule else ""


def _place(span: Span | None) -> str:
    """Line and column, the column counted from 1 as in diagnostics."""
    return f"{span.start.line}:{span.start.column + 1}" if span else ""


def _parameter(parameter: Parameter) -> str:
    default = f"={show(parameter.default)}" if parameter.default is not None else ""
    return f"{parameter.name}{default}"


def _results(circuit: Circuit) -> Iterator[str]:
    """The values that a circuit gives."""
    if circuit.returns is None:
        return (_output(output.name, output.value) for output in circuit.outputs)
    whole = circuit.returns
    return (show(item) for item in (whole.items if isinstance(whole, Sequence) else (whole,)))


def _output(name: str, value: Expression) -> str:
    text = show(value)
    return text if text == name else f"{name} = {text}"
