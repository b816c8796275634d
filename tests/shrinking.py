"""Makes a program that shows a fault smaller, as long as it shows the same fault.

Statements are left out, expressions give way to a part of themselves, parameters go that nobody
reads. The result is text as `ast.unparse` has it.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from array_programs import ArrayProgram


def shrunk(program: ArrayProgram, is_same: Callable[[ArrayProgram], bool]) -> ArrayProgram:
    """The smallest program found for which `is_same` still holds."""
    found = True
    while found:
        found = False
        for candidate in _smaller(program):
            if _holds(candidate, is_same):
                program, found = candidate, True
                break
    return program


def _holds(candidate: ArrayProgram, is_same: Callable[[ArrayProgram], bool]) -> bool:
    try:
        return is_same(candidate)
    except Exception:
        return False


def _smaller(program: ArrayProgram) -> Iterator[ArrayProgram]:
    tree = ast.parse(program.source)
    for name in list(program.values):
        yield from _without_parameter(program, tree, name)
    for number, _ in enumerate(_statements(tree)):
        smaller = copy.deepcopy(tree)
        body, statement = list(_statements(smaller))[number]
        body.remove(statement)
        yield replace(program, source=ast.unparse(smaller))
    for number, node in enumerate(_expressions(tree)):
        for part in _parts(node):
            smaller = copy.deepcopy(tree)
            _replace(smaller, number, part)
            text = ast.unparse(ast.fix_missing_locations(smaller))
            if len(text) < len(ast.unparse(tree)):
                yield replace(program, source=text)


def _without_parameter(
    program: ArrayProgram, tree: ast.Module, name: str
) -> Iterator[ArrayProgram]:
    smaller = copy.deepcopy(tree)
    function = next(n for n in smaller.body if isinstance(n, ast.FunctionDef) and n.name == "f")
    used = {n.id for n in ast.walk(ast.Module(function.body, [])) if isinstance(n, ast.Name)}
    if name in used or len(program.values) < 2:
        return
    function.args.args = [a for a in function.args.args if a.arg != name]
    values = {n: v for n, v in program.values.items() if n != name}
    yield replace(program, source=ast.unparse(smaller), values=values)


def _statements(tree: ast.Module) -> Iterator[tuple[list[ast.stmt], ast.stmt]]:
    for body in (tree.body, *(n.body for n in tree.body if isinstance(n, ast.FunctionDef))):
        for statement in body:
            last = isinstance(statement, ast.Return)
            if not last and not (isinstance(statement, ast.FunctionDef) and statement.name == "f"):
                yield body, statement


def _expressions(tree: ast.Module) -> list[ast.expr]:
    """The expressions inside the statements of functions, but for those that are bound."""
    found = []
    for function in tree.body:
        if isinstance(function, ast.FunctionDef):
            nodes = (n for statement in function.body for n in ast.walk(statement))
            found += [n for n in nodes if isinstance(n, ast.expr) and _is_read(n)]
    return found


def _is_read(node: ast.expr) -> bool:
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def _parts(node: ast.expr) -> list[ast.expr]:
    """What may stand for an expression: the expressions inside; some elements of a tuple."""
    inside = [n for n in ast.walk(node) if isinstance(n, ast.expr) and n is not node]
    parts = [n for n in inside if _is_read(n) and not isinstance(n, ast.Slice)]
    if isinstance(node, ast.Tuple | ast.List) and len(node.elts) > 1:
        for left_out in node.elts:
            kept = [e for e in node.elts if e is not left_out]
            parts.append(type(node)(kept, ast.Load()) if len(kept) > 1 else kept[0])
    if isinstance(node, ast.Call) and node.keywords:
        parts.append(ast.Call(node.func, node.args, node.keywords[:-1]))
    return parts


def _replace(tree: ast.Module, number: int, part: ast.expr) -> None:
    target = _expressions(tree)[number]

    class Swap(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            return copy.deepcopy(part) if node is target else super().visit(node)

    Swap().visit(tree)
