"""Programs that take functions from a namespace, and definitions that ask an array for it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final, NamedTuple, TypeAlias

from gradgen.emit.imports import ways_to
from gradgen.ir.circuit import Circuit
from gradgen.ir.expression import Apply
from gradgen.ir.namespaces import namespace_of
from gradgen.ir.printer import show
from gradgen.ir.program import Definition, Program

Circuits: TypeAlias = tuple[Circuit, ...]
_IN_DEFINITIONS: Final = "xp"


class Question(NamedTuple):
    """How a definition asks an array: what it binds, how it is written, the name that it reads."""

    bound: str = _IN_DEFINITIONS
    written: Callable[[str], str] = "{}.__array_namespace__()".format
    reads: tuple[str, ...] = ()


def question_of(program: Program) -> Question:
    """The question as the functions of a program put it."""
    asked = (n for n in program.namespaces.values() if not n.is_of_standard)
    namespace = next(asked, None)  # a function asks arrays of libraries that know no such method
    if namespace is None:
        return Question()
    gate = namespace.asked_of("x")
    assert gate is not None
    assert isinstance(gate.expression, Apply)
    function = gate.expression.function
    text = next(text for _, text in ways_to(function.module or "", function, program.imports))

    def written(array: str) -> str:
        question = namespace.asked_of(array)
        assert question is not None
        return show(question.expression, lambda _: text)

    bound = ", ".join((_IN_DEFINITIONS, *("_" for _ in gate.others)))
    return Question(bound, written, (text.partition(".")[0],))


def with_namespaces(program: Program, derived: Iterable[tuple[Circuit, Circuits]]) -> Program:
    """A program whose functions have the namespaces of those that they are derived from.

    gradgen's own definitions find them too.
    """
    found = [(namespace_of(circuit), row) for circuit, row in derived]
    namespaces = {c.name: namespace for namespace, row in found if namespace for c in row}
    program = replace(program, namespaces=namespaces)
    if not namespaces:
        return program
    aliases = [b.binding for b in program.imports if b[:2] == ("numpy", "")]
    question = question_of(program)
    own = tuple(_freed(d, aliases, question) for d in program.definitions)
    return replace(program, definitions=own)


def _freed(definition: Definition, aliases: list[str], question: Question) -> Definition:
    """A definition of gradgen's own without the import that it came with."""
    if not definition.own_gate:
        return definition
    text = definition.text
    for alias in aliases:
        text = re.sub(rf"(?<![.\w]){alias}\.", "np.", text)
    reads = tuple(name for name in definition.reads if name not in aliases)
    reads = tuple(dict.fromkeys((*reads, *question.reads)))
    return definition._replace(text=asking(text, question), reads=reads)


def asking(text: str, question: Question) -> str:
    """The text of a definition that asks one of its arguments for the namespace that it needs."""
    (function,) = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    lines = text.splitlines()
    for statement in function.body:
        calls = [n for n in ast.walk(statement) if isinstance(n, ast.Call) and _is_needed(n.func)]
        if calls:
            array = _array(calls[0], [argument.arg for argument in function.args.args])
            line = f"    {question.bound} = {question.written(array)}"
            lines.insert(statement.lineno - 1, line)
            break
    return re.sub(r"(?<![.\w])np\.", f"{_IN_DEFINITIONS}.", "\n".join(lines))


def _is_needed(callee: ast.expr) -> bool:
    return any(isinstance(n, ast.Name) and n.id == "np" for n in ast.walk(callee))


def _array(call: ast.Call, parameters: list[str]) -> str:
    """The parameter that is an array for sure: what a function gets, else the first one."""
    match call.args:
        case [ast.Name(id=name), *_] if name in parameters:
            return name
    return parameters[0]
