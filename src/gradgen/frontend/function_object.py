"""Finds the text of a function object, and makes sure that it is this very function's."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

from gradgen.diagnostics import Diagnostic, FixedSpan, GradgenError, Label, Position


class Place(NamedTuple):
    """The file that a function stands in: its text and name, and the function's name there."""

    source: str
    filename: str
    name: str


def locate(func: Callable[..., Any]) -> Place:
    """Where `func` is defined.

    Raises GradgenError for a function that is not a plain definition at the top level of a file:
    what the names in it mean, or what a wrapper adds, cannot be told from the text. Raises OSError
    or TypeError where Python cannot find any text.
    """
    if not inspect.isfunction(func):
        raise TypeError(f"a function is needed, not {func!r}")
    lines, _ = inspect.findsource(func)
    filename = inspect.getsourcefile(func) or "<string>"
    source = "".join(lines)
    code = func.__code__
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.FunctionDef) and code.co_name == statement.name:
            first = min([statement.lineno, *(d.lineno for d in statement.decorator_list)])
            if first == code.co_firstlineno:
                return Place(source, filename, statement.name)
    start = Position(code.co_firstlineno, 0)
    label = Label(FixedSpan(filename, start, start), "written here")
    message = f"`{func.__qualname__}` is no plain function at the top level of its file"
    help = "define it at the top level with `def`, and pass that function itself"
    raise GradgenError([Diagnostic("not-top-level", message, (label,), help)])
