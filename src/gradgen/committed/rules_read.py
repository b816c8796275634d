"""What a derivative owes to rules of the user's: those that its function reaches, as they read."""

from __future__ import annotations

from collections.abc import Iterator

from gradgen.ir.circuit import Circuit
from gradgen.ir.expression import Expression, functions_in
from gradgen.ir.printer import show
from gradgen.options import Options
from gradgen.rules.own_files import own_rules
from gradgen.rules.reader import Rule


def rules_read(circuit: Circuit, options: Options) -> str:
    """The rules behind a function, whatever their layout; empty where it has none."""
    if not options.rules:
        return ""
    gates = {f.name for gate in circuit.gates() for f in functions_in(gate.expression)}
    reached = own_rules(options.rules).reached(gates)
    return "".join(f"\n{part}" for rule in reached for part in _parts(rule))


def _parts(rule: Rule) -> Iterator[str]:
    yield f"{rule.callee} {rule.kind.name} {rule.shape} {rule.detail}"
    yield f"{rule.operands} {_text(rule.pattern)} {sorted(rule.defaults.items())}"
    for line in (*rule.steps, *rule.lines, *rule.tangents):
        yield f"{line.operand} = {_text(line.expression)}  # {line.detail}"


def _text(expression: Expression) -> str:
    return show(expression, lambda function: function.name)
