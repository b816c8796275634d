"""A whole output module: imports, constants, definitions, then the generated functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from gradgen.emit.layout import layout
from gradgen.emit.module_names import ModuleNames
from gradgen.emit.statements import function_lines
from gradgen.ir.circuit import Assertion, Circuit, Gate, Statement
from gradgen.ir.expression import Expression
from gradgen.ir.printer import show
from gradgen.ir.program import Constant, Definition, Import, Program
from gradgen.targets.definitions import LibraryDefinition
from gradgen.targets.localize import localize
from gradgen.targets.python import PYTHON


def emit(program: Program, circuits: tuple[Circuit, ...], line_length: int) -> str:
    """The text of the module that holds `circuits`, as black would have it."""
    local = [local_names(circuit) for circuit in circuits]
    names = ModuleNames(program, frozenset().union(*local))
    functions = [
        _function(localized(circuit), names, hidden, line_length)
        for circuit, hidden in zip(circuits, local, strict=True)
    ]
    for circuit in circuits:
        for parameter in circuit.parameters:
            for name in parameter.annotation_reads:
                names.need(name)
    return layout([*_preamble(program, names), *functions], line_length)


def local_names(circuit: Circuit) -> frozenset[str]:
    """The names that a function binds, those shown in comments included."""
    targets = (s.target for s in circuit.body if isinstance(s, Gate))
    return frozenset((*(p.name for p in circuit.parameters), *targets))


def localized(circuit: Circuit) -> Circuit:
    """`circuit` with the gates of its rules spelled as functions of the target."""
    return replace(circuit, body=tuple(_localized(statement) for statement in circuit.body))


def _localized(statement: Statement) -> Statement:
    match statement:
        case Gate(expression=expression):
            return replace(statement, expression=localize(expression, PYTHON))
        case Assertion(test=test):
            return replace(statement, test=localize(test, PYTHON))
        case _:
            return statement


def _function(
    circuit: Circuit, names: ModuleNames, hidden: frozenset[str], line_length: int
) -> str:
    def write(expression: Expression) -> str:
        return show(expression, lambda function: names.spell(function, hidden))

    def quote(expression: Expression) -> str:
        return show(expression, names.quote)

    return "\n".join(function_lines(circuit, write, quote, line_length))


def _preamble(program: Program, names: ModuleNames) -> Iterator[str]:
    """The parts above the generated functions, in the order in which Python needs them."""
    constants = "\n".join(_constants(program, names))
    parts = [*_definitions(program, names), *_library(names), *_aliases(names)]
    imports = [*(i for i in names.imports if i not in program.imports)]
    imports += [i for i in program.imports if i in names.imports]
    future = ["from __future__ import annotations\n"] if program.postponed_annotations else []
    top = ("\n".join([*future, *map(_import, imports)]), constants)
    yield from filter(None, ("\n\n".join(filter(None, top)), *parts))


def _import(binding: Import) -> str:
    if not binding.attribute:
        alias = "" if binding.binding == binding.module else f" as {binding.binding}"
        return f"import {binding.module}{alias}"
    alias = "" if binding.binding == binding.attribute else f" as {binding.binding}"
    return f"from {binding.module} import {binding.attribute}{alias}"


def _constants(program: Program, names: ModuleNames) -> Iterator[str]:
    write = _writer(names)
    for constant in program.constants:
        if constant.name in names.constants:
            yield from _constant_lines(constant, write)


def _constant_lines(constant: Constant, write: Callable[[Expression], str]) -> Iterator[str]:
    yield from constant.comments.above
    behind = f"  {constant.comments.behind}" if constant.comments.behind else ""
    yield f"{constant.name} = {write(localize(constant.expression, PYTHON))}{behind}"


def _writer(names: ModuleNames) -> Callable[[Expression], str]:
    return lambda expression: show(expression, lambda function: names.spell(function, ()))


def _definitions(program: Program, names: ModuleNames) -> Iterator[str]:
    kept: list[Definition] = [d for d in program.definitions if d.name in names.definitions]
    yield from (definition.text for definition in kept)


def _library(names: ModuleNames) -> Iterator[str]:
    called = names.library_names()
    math = names.module("math") if any("math." in d.text for d in names.library.values()) else ""
    for name in sorted(names.library):
        yield _renamed(name, names.library[name], called, math)


def _renamed(name: str, definition: LibraryDefinition, called: dict[str, str], math: str) -> str:
    """The text of a definition with the names at hand for itself, for others and for `math`."""
    others = {**called, definition.name: name}
    text = re.sub(r"\bmath\.", f"{math}.", definition.text) if math != "math" else definition.text
    return re.sub(r"(?<![.\w])\w+(?=\()", lambda word: others.get(word[0], word[0]), text)


def _aliases(names: ModuleNames) -> Iterator[str]:
    lines = [
        f"{alias} = {name}" for name, alias in names.aliases.items() if alias not in names.library
    ]
    if lines:
        yield "\n".join(lines)
