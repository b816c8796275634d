"""Namespaces of the array API in a file: `def f(x, xp): ...`, or `xp = x.__array_namespace__()`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Final

from gradgen.targets.dialects.array_api import (
    ASKING_METHOD,
    is_asking_module,
    namespaces_given,
)

NAMESPACE: Final = "xp"
"""What a parameter is called that is one; the standard's own documents do so."""

_Functions = Mapping[str, ast.FunctionDef]


def asks_for_namespace(node: ast.AST) -> bool:
    """Whether an array is asked for its namespace in a node, or what asks is imported by it."""
    return any(map(_asks, ast.walk(node)))


def _asks(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr=name)):
            return name == ASKING_METHOD
        case ast.Import(names=names):
            return any(is_asking_module(alias.name) for alias in names)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            return any(namespaces_given(module, alias.name) for alias in names)
    return False


def takers(tree: ast.Module) -> frozenset[str]:
    """The functions of a file that have the namespace for a parameter.

    They call what is in it, or hand it to functions of the file that do, and no more.
    """
    functions = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
    return frozenset(n for n in functions if _is_namespace(n, NAMESPACE, functions, set()))


def _is_namespace(
    name: str, parameter: str, functions: _Functions, seen: set[tuple[str, str]]
) -> bool:
    """Whether a parameter of a function is a namespace: what is behind its dot has arguments."""
    function = functions[name]
    if parameter not in _parameters(function):
        return False
    nodes = list(ast.walk(function))
    uses = [n for n in nodes if isinstance(n, ast.Name) and n.id == parameter]
    before = {id(n.value) for n in nodes if isinstance(n, ast.Attribute)}
    calls = [n for n in nodes if isinstance(n, ast.Call)]
    given = [pair for call in calls for pair in _given(call, parameter, functions)]
    before |= {id(argument) for argument, _, _ in given}
    if not all(id(use) in before for use in uses):
        return False
    further = {(callee, inner) for _, callee, inner in given} - seen
    taken = [_is_namespace(*pair, functions, seen | further) for pair in sorted(further)]
    is_used = any(call.args and _is_inside(call.func, parameter) for call in calls)
    return all(taken) and (is_used or bool(taken))


def _parameters(function: ast.FunctionDef) -> list[str]:
    given = function.args
    return [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


def _given(call: ast.Call, name: str, functions: _Functions) -> Iterator[tuple[ast.expr, str, str]]:
    """Where a call hands `name` to a function of the file: the argument, to whom, and as what."""
    if not isinstance(call.func, ast.Name) or call.func.id not in functions:
        return
    callee = call.func.id
    pairs = list(zip(_parameters(functions[callee]), call.args, strict=False))
    pairs += [(keyword.arg or "", keyword.value) for keyword in call.keywords]
    for parameter, argument in pairs:
        if isinstance(argument, ast.Name) and argument.id == name:
            yield argument, callee, parameter


def _is_inside(callee: ast.expr, name: str) -> bool:
    """Whether what is called is inside of `name`: `xp.linalg.norm`."""
    while isinstance(callee, ast.Attribute):
        callee = callee.value
    return isinstance(callee, ast.Name) and callee.id == name
