"""Functions that are copied into the output: real code, a module or more a target."""

from __future__ import annotations

import ast
import builtins
import operator
from functools import cache, reduce
from pathlib import Path
from typing import NamedTuple

from gradgen.ir.expression import Expression
from gradgen.ir.parser import from_ast
from gradgen.targets.dialects import dialect_named
from gradgen.targets.numba import LENDERS, SHARED

# black has laid the definitions out at this line length.
DEFINITIONS_LINE_LENGTH = 100


_IN_DEFINITIONS = {"math": "math", "numpy": "np", "scipy.special": "special"}


def modules_in_definitions(library: str) -> dict[str, str]:
    """What modules are called in the texts of a library's definitions."""
    dialect = dialect_named(library)
    own = {"numpy": dialect.usual_name} if dialect and dialect.phrased else {}
    return _IN_DEFINITIONS | own


class LibraryDefinition(NamedTuple):
    """A function that the output may define: its text, and what it needs in turn.

    `parameters` are its parameters with their defaults; `definitions` the other functions here
    that its text calls, `built_ins` the built-in functions; `local_names` are its own names.
    """

    name: str
    text: str
    target: str
    parameters: tuple[tuple[str, Expression | None], ...]
    definitions: tuple[str, ...]
    built_ins: tuple[str, ...]
    local_names: frozenset[str]


@cache
def _texts(library: str) -> dict[str, str]:
    dialect = dialect_named(library)
    if dialect:
        usual = {} if dialect.phrased else _texts("numpy")
        return reduce(operator.or_, map(_own, dialect.definitions[::-1]), usual)
    own = _own(library)
    lender = LENDERS.get(library)
    if lender is None:
        return own
    return {name: text for name, text in _texts(lender).items() if name in SHARED} | own


def _is_phrased(library: str) -> bool:
    """Whether a library has words of its own, and so nothing of the definitions for numbers."""
    dialect = dialect_named(library)
    return bool(dialect and dialect.phrased)


def _own(library: str) -> dict[str, str]:
    """The definitions in the files of a library, by name."""
    files = sorted(Path(__file__).parent.glob(f"{library}*.py"))
    texts = (part for file in files for part in file.read_text("utf-8").split("\n\n\n"))
    parts = (text.rstrip() for text in texts if text.startswith("def "))
    return {part[len("def ") :].partition("(")[0]: part for part in parts}


@cache
def definition_named(name: str, library: str = "python") -> LibraryDefinition | None:
    """The definition of the gate `name` for a library; `None` where gradgen has none.

    What is not defined for arrays may be for plain numbers.
    """
    texts = _texts(library)
    if name not in texts:
        has_others = library != "python" and library not in LENDERS and not _is_phrased(library)
        return definition_named(name) if has_others else None
    (function,) = ast.parse(texts[name]).body
    assert isinstance(function, ast.FunctionDef)
    names = [n for n in ast.walk(function) if isinstance(n, ast.Name)]
    local = {n.arg for n in ast.walk(function) if isinstance(n, ast.arg)}
    local |= {n.id for n in names if isinstance(n.ctx, ast.Store)}
    read = dict.fromkeys(n.id for n in names if n.id not in local)
    others = tuple(other for other in read if other in texts and other != name)
    built_ins = tuple(other for other in read if hasattr(builtins, other))
    parameters = _parameters(function.args)
    return LibraryDefinition(
        name, texts[name], library, parameters, others, built_ins, frozenset(local)
    )


def _parameters(arguments: ast.arguments) -> tuple[tuple[str, Expression | None], ...]:
    names = [argument.arg for argument in arguments.args]
    bare: list[Expression | None] = [None] * (len(names) - len(arguments.defaults))
    return tuple(zip(names, [*bare, *map(from_ast, arguments.defaults)], strict=True))
