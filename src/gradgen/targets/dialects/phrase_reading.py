"""Reads the text of a phrase book, line by line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from gradgen.ir.expression import Apply, Expression, Function, Name, Symbol, rebuild
from gradgen.ir.parser import from_ast, parse
from gradgen.targets.dialects.dialect import Dialect
from gradgen.targets.dialects.phrases import Phrase, Phrasebook
from gradgen.targets.libraries import gate_of, well_known
from gradgen.targets.numpy import ATTRIBUTES
from gradgen.targets.signatures import Parameter

_HOME: Final = "torch"  # what the library is called in its book
_ROOTS: Final = {"np": "numpy", "special": "scipy.special", "linalg": "scipy.linalg"}
_SIGNS: Final = {" = ": (True, True), " -> ": (True, False), " <- ": (False, True)}


@cache
def phrasebook_of(dialect: Dialect) -> Phrasebook | None:
    """The phrase book of a library; `None` for one that has NumPy's own words."""
    if not dialect.phrased:
        return None
    return _book(dialect.name, {_HOME: "numpy"}, dialect.synonyms)


@cache
def phrasebook_inside(dialect: Dialect, module: str) -> Phrasebook | None:
    """The phrase book of a module of a library's; `None` for one that has none of its own."""
    package, name = module.partition(".")[0], dialect.books.get(module, "")
    return _book(name, {package: package}, dialect.synonyms) if name else None


def _book(name: str, own: Mapping[str, str], synonyms: Mapping[str, str]) -> Phrasebook:
    """The book in a file, where `own` are the names that its words begin with."""
    text = Path(__file__).with_name(f"{name}.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return Phrasebook(tuple(_phrase(line, own) for line in lines), synonyms)


def _phrase(line: str, own: Mapping[str, str]) -> Phrase:
    sign = min((s for s in _SIGNS if s in line), key=line.index)
    theirs, _, ours = line.partition(sign)
    text, star = _without_star(theirs)
    node = ast.parse(text, mode="eval").body
    name, parameters = _heading(node, star)
    is_read, is_written = _SIGNS[sign]
    said = _resolved(from_ast(node), own, gates=False)
    meant = in_words_of_numpy(parse(ours))
    return Phrase(name, parameters, said, meant, is_read, is_written)


def _without_star(theirs: str) -> tuple[str, int]:
    """A call without the bare star in it, and where that was: what follows is given by keyword."""
    star = re.search(r"(?<=[( ])\*, ", theirs)
    return (theirs.replace("*, ", "", 1), star.start()) if star else (theirs, len(theirs))


def _heading(node: ast.expr, star: int) -> tuple[str, tuple[Parameter, ...]]:
    """What a phrase is looked up by, and its parameters: those of a method begin with its array."""
    match node:
        case ast.Call(func=ast.Attribute() as function):
            own = _array_before(function)
            name = ast.unparse(function)
            return (f"{name}()" if own else name), (*own, *_parameters(node, star))
        case ast.Attribute():
            return ast.unparse(node), _array_before(node)
        case ast.Call():
            return "", tuple(_parameters(node, star))
        case _:  # only written
            names = {n.id: n for n in ast.walk(node) if isinstance(n, ast.Name)}
            return "", tuple(Parameter(name, "", None) for name in names if name != _HOME)


def _array_before(node: ast.Attribute) -> tuple[Parameter, ...]:
    is_array = isinstance(node.value, ast.Name) and node.value.id == "input"
    return (Parameter("input", "", None),) if is_array else ()


def _parameters(call: ast.Call, star: int) -> Iterator[Parameter]:
    for argument in call.args:
        if isinstance(argument, ast.Starred):
            yield Parameter(ast.unparse(argument.value), "*args", None)
        else:
            names = (n.id for n in ast.walk(argument) if isinstance(n, ast.Name))
            yield from (Parameter(name, "", None) for name in names if name != _HOME)
    is_row = any(isinstance(argument, ast.Starred) for argument in call.args)
    for keyword in call.keywords:
        kind = "*" if is_row or keyword.col_offset >= star else ""
        if isinstance(keyword.value, ast.Name):
            yield Parameter(keyword.value.id, kind, None)
        else:
            yield Parameter(str(keyword.arg), kind, from_ast(keyword.value))


def in_words_of_numpy(expression: Expression) -> Expression:
    """An expression as it was parsed; `np`, `special` and `linalg` are what they usually are."""
    return _resolved(expression, _ROOTS, gates=True)


def _resolved(expression: Expression, roots: Mapping[str, str], *, gates: bool) -> Expression:
    """An expression with `np.sum(x)` as a call of NumPy's function, under its gate's name."""
    inner = rebuild(expression, lambda e: _resolved(e, roots, gates=gates))
    match inner:
        case Apply(function=Function(module=None, name=name)):
            known = well_known(name, arrays=True) or Function(name, "gradgen", name)
            return Apply(known, inner.arguments, inner.keywords)
        case Apply(
            function=Function(module="method", attribute=name),
            arguments=[Name(id=root), *rest],
            keywords=keywords,
        ) if (
            root in roots
        ):
            return Apply(_function(roots[root], name, gates=gates), tuple(rest), keywords)
        case Apply(
            function=Function(module="method", attribute=name),
            arguments=[Symbol(function=Function(name=module)), *rest],
            keywords=keywords,
        ):
            return Apply(_function(module, name, gates=gates), tuple(rest), keywords)
        case Apply(
            function=Function(module="attribute", attribute=name), arguments=[Name(id=root)]
        ) if (root in roots):
            return Symbol(_function(roots[root], name, gates=gates))
        case Apply(
            function=Function(module="attribute", attribute=name),
            arguments=[Symbol(function=Function(name=module))],
        ):
            return Symbol(_function(module, name, gates=gates))
        case Apply(function=Function(module="attribute", attribute=name), arguments=arguments):
            return Apply(Function(ATTRIBUTES.get(name, name), "attribute", name), arguments)
        case Apply(function=Function(module="method", attribute=name), arguments=arguments):
            function = Function(gate_of(f"ndarray.{name}") or name, "method", name)
            return Apply(function, arguments, inner.keywords)
    return inner


def _function(module: str, name: str, *, gates: bool) -> Function:
    """A function of a module: under the name of its gate, or under its own whole name."""
    qualified = f"{module}.{name}"
    return Function((gate_of(qualified) if gates else None) or qualified, module, name)
