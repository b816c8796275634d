"""A whole output module: imports, constants, definitions, then the generated functions."""

from __future__ import annotations

from dataclasses import replace

from gradgen.emit.layout import Part, layout
from gradgen.emit.module_names import ModuleNames
from gradgen.emit.preamble import preamble
from gradgen.emit.statements import function_lines
from gradgen.ir.circuit import Assertion, Circuit, Enter, Gate, Statement
from gradgen.ir.expression import Expression
from gradgen.ir.namespaces import namespace_of
from gradgen.ir.printer import show
from gradgen.ir.program import Program
from gradgen.targets.localize import localize
from gradgen.targets.numpy import numpy_target
from gradgen.targets.python import PYTHON
from gradgen.targets.table import Target


def emit(
    program: Program, circuits: tuple[Circuit, ...], line_length: int, target_name: str = "auto"
) -> str:
    """The text of the module that holds `circuits`, as black would have it."""
    names = ModuleNames(program, frozenset().union(*map(local_names, circuits)), target_name)
    target = numpy_target() if program.arrays else PYTHON
    functions = [
        Part(_function(localized(circuit, target), names, program, line_length), flat=True)
        for circuit in circuits
    ]
    for circuit in circuits:
        for parameter in circuit.parameters:
            for name in parameter.annotation_reads:
                names.need(name)
    return layout([*preamble(program, names), *functions], line_length)


def local_names(circuit: Circuit) -> frozenset[str]:
    """The names that a function binds, those shown in comments included."""
    targets = (t for s in circuit.body if isinstance(s, Gate) for t in s.targets)
    indices = (s.index for s in circuit.body if isinstance(s, Enter))
    return frozenset((*(p.name for p in circuit.parameters), *targets, *indices))


def localized(circuit: Circuit, target: Target = PYTHON) -> Circuit:
    """`circuit` with well-known gates spelled as functions of the target."""
    named = replace(target, operators={})  # the user's own `and` is what it is
    return replace(circuit, body=tuple(_localized(s, named) for s in circuit.body))


def _localized(statement: Statement, target: Target) -> Statement:
    match statement:
        case Gate(expression=expression):
            return replace(statement, expression=localize(expression, target))
        case Assertion(test=test):
            return replace(statement, test=localize(test, target))
        case _:
            return statement


def _function(circuit: Circuit, names: ModuleNames, program: Program, line_length: int) -> str:
    hidden, namespace = local_names(circuit), program.namespace_in(circuit.name)
    own = namespace_of(circuit)  # what is written may be read once more, what is quoted never is
    quoted = own.name if own else namespace

    def write(expression: Expression) -> str:
        return show(expression, lambda function: names.spell(function, hidden, namespace))

    def quote(expression: Expression) -> str:
        return show(expression, lambda function: names.quote(function, quoted))

    lines = function_lines(circuit, write, quote, line_length)
    return "\n".join([*names.decorator(), *lines])
