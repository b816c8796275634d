"""Which library's arrays the functions of a file work on, by the imports that they reach.

A file may import both NumPy and JAX, and have functions for either: what counts is what the wanted
functions read, and what is read in turn by the functions and constants that they mention.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from gradgen.frontend.namespaces import asks_for_namespace, takers
from gradgen.targets.dialects import DIALECTS, dialect_of
from gradgen.targets.dialects.array_api import ARRAY_API
from gradgen.targets.dialects.dialect import Dialect


def dialect_in(tree: ast.Module, wanted: Sequence[str]) -> Dialect | None:
    """The dialect that functions of a file are written in; `None` for NumPy itself.

    Functions that mention no library at all are taken for those of the only one that there is.
    """
    nodes, roots = tuple(_reached_nodes(tree, wanted)), _roots(tree)
    if any(map(asks_for_namespace, nodes)) or takers_in(tree, wanted):
        return ARRAY_API
    reached = tuple(module for node in nodes for module in _modules(node, roots))
    if not any(map(_has_arrays, reached)):
        reached = tuple(filter(_has_arrays, _modules(tree, roots)))
        if any(dialect_of(module) is None for module in reached):
            return None
    found = {dialect_of(module) for module in reached}
    return next((dialect for dialect in DIALECTS if dialect in found), None)


def takers_in(tree: ast.Module, wanted: Sequence[str]) -> frozenset[str]:
    """Which of the functions that are wanted, or of all, have a namespace for a parameter."""
    found = takers(tree)
    chosen = found.intersection(wanted) if wanted else found
    nodes = _reached_nodes(tree, wanted) if chosen else ()
    is_alone = not any(
        _has_arrays(module) for node in nodes for module in _modules(node, _roots(tree))
    )
    return chosen if is_alone else frozenset()


def _has_arrays(module: str) -> bool:
    """Whether a module is one of an array library."""
    return module.partition(".")[0] in ("numpy", "scipy") or dialect_of(module) is not None


def _reached_nodes(tree: ast.Module, wanted: Sequence[str]) -> Iterator[ast.AST]:
    """What the wanted functions, or all, can come across of the statements of a file."""
    bound = _bindings(tree)
    functions = (n.name for n in tree.body if isinstance(n, ast.FunctionDef))
    pending, seen = list(wanted or functions), set[str]()
    while pending:
        name = pending.pop()
        if name in seen:
            continue
        seen.add(name)
        for node in bound.get(name, ()):
            yield node
            pending += _names_in(node)


def _bindings(tree: ast.Module) -> dict[str, list[ast.AST]]:
    """What binds each name at the top level, of those things that functions may mention."""
    found: dict[str, list[ast.AST]] = defaultdict(list)
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name):
                found[name].append(node)
            case ast.Assign(targets=targets):
                for target in targets:
                    for part in ast.walk(target):
                        if isinstance(part, ast.Name):
                            found[part.id].append(node)
            case ast.Import() | ast.ImportFrom():
                for alias in node.names:
                    found[alias.asname or alias.name.partition(".")[0]].append(_alone(node, alias))
    for star in found.pop("*", ()):
        for nodes in found.values():
            nodes.append(star)
    return found


def _alone(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> ast.AST:
    """One of the names of an import statement, by itself."""
    if isinstance(node, ast.Import):
        return ast.Import(names=[alias])
    return ast.ImportFrom(module=node.module, names=[alias], level=node.level)


def _roots(tree: ast.Module) -> frozenset[str]:
    """The packages that are imported under their own name: `jax` by `import jax.numpy`."""
    aliases = (a for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names)
    return frozenset(a.name.partition(".")[0] for a in aliases if a.asname in (None, a.name))


def _modules(node: ast.AST, roots: Collection[str]) -> Iterator[str]:
    """The modules that are imported anywhere inside a statement, and what is taken from them."""
    for inner in ast.walk(node):
        match inner:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield module
                yield from (f"{module}.{alias.name}" for alias in names)
            case ast.Attribute() if dialect_of(dotted := ast.unparse(inner)):
                if dotted.partition(".")[0] in roots:
                    yield dotted  # `jax.numpy.sin`, where `jax` is what was imported


def _names_in(node: ast.AST) -> Iterable[str]:
    return (n.id for n in ast.walk(node) if isinstance(n, ast.Name))
