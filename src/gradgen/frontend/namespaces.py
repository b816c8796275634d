"""A namespace of the array API that a function is given: `def f(x, xp): return xp.sum(x)`."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Final

NAMESPACE: Final = "xp"
"""What such a parameter is called; the standard's own documents do so."""


def takes_namespace(functions: Iterable[ast.FunctionDef]) -> bool:
    """Whether a function has the namespace for a parameter: it calls what is in it, and no more."""
    return any(_has_parameter(f) and _is_namespace_in(f) for f in functions)


def _has_parameter(function: ast.FunctionDef) -> bool:
    given = function.args
    return NAMESPACE in {a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)}


def _is_namespace_in(function: ast.FunctionDef) -> bool:
    """Whether each `xp` is before a dot, and some call of what is behind it has arguments."""
    nodes = list(ast.walk(function))
    before = {id(n.value) for n in nodes if isinstance(n, ast.Attribute)}
    uses = [n for n in nodes if isinstance(n, ast.Name) and n.id == NAMESPACE]
    calls = [n for n in nodes if isinstance(n, ast.Call) and n.args and _is_of_namespace(n.func)]
    return bool(calls) and all(id(n) in before for n in uses)


def _is_of_namespace(callee: ast.expr) -> bool:
    while isinstance(callee, ast.Attribute):
        callee = callee.value
    return isinstance(callee, ast.Name) and callee.id == NAMESPACE
