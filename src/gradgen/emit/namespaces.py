"""Programs that take functions from a parameter, and definitions that ask an array for them."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from gradgen.ir.program import Definition, Program


def with_namespace(program: Program, namespace: str) -> Program:
    """A program whose functions come from a parameter; gradgen's own definitions find them too."""
    if not namespace:
        return replace(program, namespace="")
    aliases = [b.binding for b in program.imports if b[:2] == ("numpy", "")]
    own = tuple(_freed(d, aliases, namespace) for d in program.definitions)
    return replace(program, namespace=namespace, definitions=own)


def _freed(definition: Definition, aliases: list[str], namespace: str) -> Definition:
    """A definition of gradgen's own without the import that it came with."""
    if not definition.own_gate:
        return definition
    text = definition.text
    for alias in aliases:
        text = re.sub(rf"(?<![.\w]){alias}\.", "np.", text)
    reads = tuple(name for name in definition.reads if name not in aliases)
    return definition._replace(text=asking(text, namespace), reads=reads)


def asking(text: str, namespace: str) -> str:
    """The text of a definition that asks one of its arguments for the namespace that it needs."""
    (function,) = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    lines = text.splitlines()
    for statement in function.body:
        calls = [n for n in ast.walk(statement) if isinstance(n, ast.Call) and _is_needed(n.func)]
        if calls:
            array = _array(calls[0], [argument.arg for argument in function.args.args])
            lines.insert(statement.lineno - 1, f"    {namespace} = {array}.__array_namespace__()")
            break
    return re.sub(r"(?<![.\w])np\.", f"{namespace}.", "\n".join(lines))


def _is_needed(callee: ast.expr) -> bool:
    return any(isinstance(n, ast.Name) and n.id == "np" for n in ast.walk(callee))


def _array(call: ast.Call, parameters: list[str]) -> str:
    """The parameter that is an array for sure: what a function gets, else the first one."""
    match call.args:
        case [ast.Name(id=name), *_] if name in parameters:
            return name
    return parameters[0]
