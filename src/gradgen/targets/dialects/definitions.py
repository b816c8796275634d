"""What gradgen's own definitions, which go with the output, ask of a library."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from functools import cache
from typing import Final

from gradgen.ir.expression import Apply, Expression, Function, Literal
from gradgen.targets.definitions import LibraryDefinition, definition_named
from gradgen.targets.dialects.dialect import Dialect
from gradgen.targets.dialects.misfits import OF_ROWS, TAKES_ARRAYS, misfit
from gradgen.targets.signatures import names_of, spelled

_MODULES: Final = {"np": "numpy", "special": "scipy.special", "linalg": "scipy.linalg"}
_NONE: Final = Literal("None")


@cache
def lacks_of(definition: LibraryDefinition, dialect: Dialect) -> tuple[tuple[str, str], ...]:
    """What a definition, with those that it calls, asks for in vain: a name, and why."""
    tree = ast.parse(definition.text)
    found = list(_changes(tree, dialect))
    if dialect.arrays_only:
        found += _taking_rows(tree)
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


def _taking_rows(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Functions of arrays that are given a tuple, a list or what stands for one."""
    rows = {"axis", "axes", "reps", "width"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _is_row(node.value, rows):
            rows |= {n.id for t in node.targets for n in ast.walk(t) if isinstance(n, ast.Name)}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute() as called, args=[first, *_]):
                function = _function(called)
                if function is None or function.module != "numpy":
                    continue
                if function.attribute not in OF_ROWS and _is_row(first, rows):
                    yield spelled(function), TAKES_ARRAYS
                if function.attribute == "tensordot" and _has_range(node):
                    yield spelled(function), TAKES_ARRAYS


def _has_range(node: ast.Call) -> bool:
    """Whether axes are given as a range, and not as a list or tuple of it."""
    rows = (i for a in node.args for i in (a.elts if isinstance(a, ast.Tuple) else [a]))
    return any(isinstance(r, ast.Call) and ast.unparse(r.func) == "range" for r in rows)


def _is_row(node: ast.expr, rows: Collection[str]) -> bool:
    """Whether an expression is a tuple or a list, or a name for one."""
    match node:
        case ast.List() | ast.Tuple() | ast.ListComp():
            return True
        case ast.Name(id=name):
            return name in rows
        case ast.Call(func=ast.Name(id="range" | "tuple" | "list" | "map")):
            return True
        case ast.Call(func=ast.Attribute(attr="shape")) | ast.Attribute(attr="shape"):
            return True
        case ast.Subscript(value=row, slice=ast.Slice()):
            return _is_row(row, rows)
        case ast.BinOp(left=left, right=right):
            return _is_row(left, rows) or _is_row(right, rows)
    return False


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
