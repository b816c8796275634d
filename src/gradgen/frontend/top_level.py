"""What happens to names at the top level of a file, in whatever form: a check on what was read.

`module_scope` follows the plain forms of binding. This module counts them all, and finds objects
that are changed after they were made, so that nothing else is taken for a constant.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator


def binding_counts(tree: ast.Module) -> Counter[str]:
    """How often each name is bound outside the bodies of functions and classes."""
    return Counter(name for node in _top_level(tree) for name in _bound_by(node))


def _top_level(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes that belong to the module's own scope."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        yield node
        closed = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        inner = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            inner = []
        if isinstance(node, ast.comprehension):
            inner.remove(node.target)
        if isinstance(node, ast.AnnAssign) and node.value is None:
            inner.remove(node.target)
        pending += [n for n in inner if not (closed and isinstance(n, ast.stmt))]


def _bound_by(node: ast.AST) -> Iterator[str]:
    """The names that a node itself binds."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias(name=name, asname=other) if name != "*":
            yield other or name.partition(".")[0]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            yield name
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name


def changed_objects(tree: ast.Module) -> frozenset[str]:
    """The names through which an object is changed anywhere: `math.cos = f`, `A[0] = 2`."""
    places = (n for n in ast.walk(tree) if isinstance(n, ast.Attribute | ast.Subscript))
    return frozenset(_root(n) for n in places if isinstance(n.ctx, ast.Store | ast.Del))


def handed_out(tree: ast.Module) -> frozenset[str]:
    """The names whose object anybody may change: by a method, or by another name for it.

    That is what is read at the top level, and what a method is called on. A list that is only read
    inside functions stays as it was written.
    """
    loaded = (n for n in _top_level(tree) if isinstance(n, ast.Name))
    read = {n.id for n in loaded if isinstance(n.ctx, ast.Load)}
    calls = (n.func for n in ast.walk(tree) if isinstance(n, ast.Call))
    return frozenset(read | {_root(f) for f in calls if isinstance(f, ast.Attribute)})


def _root(node: ast.expr) -> str:
    """The name that an attribute or subscript begins with; empty where it is no name."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
