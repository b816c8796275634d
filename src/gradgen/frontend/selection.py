"""Which functions of a file are differentiated."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

import libcst as cst

from gradgen.diagnostics import Diagnostic, FixedSpan, Label, Position
from gradgen.diagnostics.suggestion import nearest
from gradgen.frontend.context import File


def select(wanted: Sequence[str], file: File) -> list[cst.FunctionDef]:
    """The functions named in `wanted`; without any, those that no other function calls."""
    functions = file.scope.functions()
    if wanted:
        missing = [name for name in dict.fromkeys(wanted) if name not in functions]
        for name in missing:
            _refuse_unknown(name, list(functions), file)
        return [functions[name] for name in dict.fromkeys(wanted) if name in functions]
    if not functions:
        _refuse(file, "no-function", "there is no function at the top level of this file", "")
        return []
    called = {callee for name, callee in _calls(file.source.tree) if callee != name}
    chosen = [function for name, function in functions.items() if name not in called]
    if not chosen:
        message = "every function of this file is called by another one"
        _refuse(file, "no-function", message, "choose one: --function " + next(iter(functions)))
    return chosen


def _calls(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each top-level function with each plain name that it calls."""
    for function in tree.body:
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    yield function.name, node.func.id


def _refuse_unknown(name: str, known: list[str], file: File) -> None:
    close = nearest(name, known)
    help = f"did you mean `{close}`?" if close else f"there is: {', '.join(known) or 'none'}"
    _refuse(file, "unknown-function-name", f"there is no function `{name}` in this file", help)


def _refuse(file: File, slug: str, message: str, help: str) -> None:
    start = Position(1, 0)
    label = Label(FixedSpan(file.source.filename, start, start), "looked from here to the end")
    help = help or "write one, for example: def f(x): return x * x"
    file.findings.errors.append(Diagnostic(slug, message, (label,), help))
