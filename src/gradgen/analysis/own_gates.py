"""Gates of the user's own rules in files of plain numbers: whether their lines can be written."""

from __future__ import annotations

from collections.abc import Iterator

from gradgen.analysis.facts import Facts
from gradgen.diagnostics import Diagnostic, Label
from gradgen.ir.circuit import Circuit
from gradgen.ir.expression import Function, functions_in
from gradgen.rules.forms import names_of_forms
from gradgen.rules.reader import Rule
from gradgen.targets.definitions import definition_named
from gradgen.targets.python import PYTHON


def of_arrays_alone(circuit: Circuit, facts: Facts) -> Iterator[Diagnostic]:
    """A diagnostic for each gate whose rule needs what plain numbers have not."""
    for gate in circuit.gates():
        match = facts.matches[gate.target]
        lacking = _lacking(match.rule) if match and match.rule.is_own else ()
        for name in lacking:
            yield Diagnostic(
                "no-rule",
                f"the rule for `{match.rule.gate_name if match else name}` needs arrays",
                (Label(gate.span, f"plain numbers have no `{name}`"),) if gate.span else (),
                "import numpy in this file if values are arrays, or write a rule for numbers",
            )


def _lacking(rule: Rule) -> tuple[str, ...]:
    lines = (*rule.lines, *rule.steps, *rule.tangents)
    functions = (f for line in lines for f in functions_in(line.expression))
    return tuple(dict.fromkeys(f.name for f in functions if not _is_there(f)))


def _is_there(function: Function) -> bool:
    """Whether the output can have a function; a form, or a method, is asked elsewhere."""
    name = function.name
    if function.module is not None or name in names_of_forms():
        return True
    known = name in PYTHON.functions or name in PYTHON.templates
    return known or definition_named(name, "python") is not None
