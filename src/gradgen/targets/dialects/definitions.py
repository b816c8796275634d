"""What gradgen's own definitions, which go with the output, ask of a library."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from typing import Final

from gradgen.ir.expression import Apply, Expression, Function, Literal
from gradgen.targets.definitions import LibraryDefinition, definition_named
from gradgen.targets.dialects.dialect import Dialect
from gradgen.targets.dialects.misfits import misfit
from gradgen.targets.signatures import names_of, spelled

_MODULES: Final = {"np": "numpy", "special": "scipy.special", "linalg": "scipy.linalg"}
_NONE: Final = Literal("None")


@cache
def lacks_of(definition: LibraryDefinition, dialect: Dialect) -> tuple[tuple[str, str], ...]:
    """What a definition, with those that it calls, asks for in vain: a name, and why."""
    tree = ast.parse(definition.text)
    found = list(_changes(tree, dialect))
    calls = {id(n.func): n for n in ast.walk(tree) if isinstance(n, ast.Call)}
    inner = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and id(node) not in inner:
            function, call = _function(node), calls.get(id(node))
            why = misfit(function, _call(function, call), dialect) if function else ""
            if function and why:
                found.append((spelled(function), why))
    for other in definition.definitions:
        further = definition_named(other, dialect.name)
        found += lacks_of(further, dialect) if further else ()
    return tuple(dict.fromkeys(found))


def _changes(tree: ast.AST, dialect: Dialect) -> Iterator[tuple[str, str]]:
    """Changes in place, where they are none, or none at such an index."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            if dialect.functional:
                yield "", "cannot be changed in place"
            elif dialect.by_name and not _is_plain(node.slice):
                yield "", "cannot be changed at such an index"


def _is_plain(index: ast.expr) -> bool:
    """Whether an index is of slices and literals alone."""
    items = index.elts if isinstance(index, ast.Tuple) else [index]
    return all(isinstance(item, ast.Slice | ast.Constant) for item in items)


def _function(node: ast.Attribute) -> Function | None:
    """The function, the method or the attribute that a dotted name is; `None` for any other."""
    root, _, rest = ast.unparse(node).partition(".")
    if root in _MODULES and rest.replace(".", "").isidentifier():
        module, _, name = f"{_MODULES[root]}.{rest}".rpartition(".")
        return Function(name, module, name)
    if node.attr in names_of("ndarray"):
        return Function(node.attr, "method", node.attr)
    return None


def _call(function: Function | None, call: ast.Call | None) -> Apply | None:
    """A call as far as it matters which arguments are given."""
    if function is None or call is None or any(isinstance(a, ast.Starred) for a in call.args):
        return None
    given: tuple[Expression, ...] = tuple(_NONE for _ in call.args)
    first = (_NONE,) if function.module == "method" else ()
    keywords = tuple((keyword.arg or "", _NONE) for keyword in call.keywords)
    return Apply(function, (*first, *given), keywords)
