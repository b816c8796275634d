"""Texts for NumPy in the words of a library that has a phrase book, for those who compare both."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection

from gradgen.ir.expression import Function
from gradgen.ir.parser import from_ast
from gradgen.ir.printer import show
from gradgen.targets.dialects.dialect import Dialect
from gradgen.targets.dialects.phrase_reading import in_words_of_numpy, phrasebook_of
from gradgen.transforms.dialects.phrasing import Writing


class UntoldError(Exception):
    """Something that the library has no words for."""


def phrased(text: str, dialect: Dialect) -> str:
    """A file that imports NumPy and SciPy as one that imports a library with words of its own.

    Raises UntoldError.
    """
    tree = ast.parse(text)
    home = dialect.usual_name
    kept = [node for node in tree.body if not _is_numeric(node)]
    tree.body = [*ast.parse(f"import {home}").body, *kept]
    known = {*dir(builtins), *(n.name for n in tree.body if isinstance(n, ast.FunctionDef))}
    for outer in tree.body:
        for statement in ast.walk(outer):
            match statement:
                case (
                    ast.Assign() | ast.AugAssign() | ast.Return() | ast.Expr()
                ) if statement.value and not isinstance(statement.value, ast.Constant):
                    statement.value = _said(statement.value, dialect, known)
                case ast.If() | ast.While() | ast.Assert():
                    statement.test = _said(statement.test, dialect, known)
    return ast.unparse(tree)


def _is_numeric(node: ast.stmt) -> bool:
    """Whether a statement imports NumPy or SciPy."""
    match node:
        case ast.ImportFrom(module=str(module)):
            names = [module]
        case ast.Import(names=aliases):
            names = [alias.name for alias in aliases]
        case _:
            names = []
    return any(name.partition(".")[0] in ("numpy", "scipy") for name in names)


def _said(node: ast.expr, dialect: Dialect, known: Collection[str]) -> ast.expr:
    book = phrasebook_of(dialect)
    assert book is not None
    try:
        read = in_words_of_numpy(from_ast(node))
    except ValueError as error:
        raise UntoldError(str(error)) from None
    said, lacks = Writing(dialect, book, frozenset((read,))).said(read, own=True)
    if any(name not in known for name, _ in lacks):
        raise UntoldError(str(lacks))
    return ast.parse(show(said, lambda f: _spelled(f, dialect)), mode="eval").body


def _spelled(function: Function, dialect: Dialect) -> str:
    if function.module in (None, "gradgen"):
        return function.name
    if function.module in ("operator", "method", "attribute", "builtins"):
        return function.attribute
    return f"{dialect.own(function.module)}.{function.attribute}"
