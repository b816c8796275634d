"""Which names a piece of source binds: Python's rule for what is local.

Only statements are walked, by hand: libcst's visitors look into every expression and every stretch
of white space, which takes longer than all the rest of the frontend.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

Bound = tuple[str, cst.CSTNode]


def locals_of(function: cst.FunctionDef) -> dict[str, cst.CSTNode]:
    """The names that the body of `function` binds, parameters excluded, with their first place."""
    outer = {name for name, _ in _declared(function.body, (cst.Global, cst.Nonlocal))}
    found: dict[str, cst.CSTNode] = {}
    for name, place in bound_in(function.body):
        if name not in outer:
            found.setdefault(name, place)
    return found


def globals_declared(module: cst.Module) -> list[Bound]:
    """The names that any function of the module declares `global`."""
    return list(_declared(module, (cst.Global,)))


def bound_in(node: cst.CSTNode) -> Iterator[Bound]:
    """Each name that a statement, block or target binds in its own scope, with the place.

    Functions and classes are looked at from outside only.
    """
    match node:
        case cst.Name() | cst.Tuple() | cst.List():
            yield from target_names(node)
        case cst.Assign(targets=targets):
            for target in targets:
                yield from target_names(target.target)
        case cst.AnnAssign(target=target) | cst.AugAssign(target=target) | cst.Del(target=target):
            yield from target_names(target)
        case cst.Import() | cst.ImportFrom():
            yield from _imported(node)
        case cst.FunctionDef(name=name) | cst.ClassDef(name=name):
            yield name.value, name
        case _:
            yield from _bound_by_compound(node)


def _bound_by_compound(node: cst.CSTNode) -> Iterator[Bound]:
    match node:
        case cst.For(target=target):
            yield from target_names(target)
        case cst.With(items=items):
            for item in items:
                if item.asname:
                    yield from target_names(item.asname.name)
        case cst.ExceptHandler(name=cst.AsName(name=target)) | cst.ExceptStarHandler(
            name=cst.AsName(name=target)
        ):
            yield from target_names(target)
        case cst.MatchCase(pattern=pattern):
            yield from _captured(pattern)
    for inner in _parts(node):
        yield from bound_in(inner)


def _parts(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The statements directly inside a block or a compound statement."""
    match node:
        case cst.Module(body=body) | cst.IndentedBlock(body=body):
            yield from body
        case cst.SimpleStatementLine(body=body) | cst.SimpleStatementSuite(body=body):
            yield from body
        case cst.Match(cases=cases):
            yield from cases
        case _:
            for part in ("body", "orelse", "handlers", "finalbody"):
                inner = getattr(node, part, None)
                if isinstance(inner, cst.CSTNode):
                    yield inner
                elif isinstance(inner, list | tuple):
                    yield from inner


def target_names(target: cst.CSTNode) -> Iterator[Bound]:
    """The names in the target of an assignment."""
    match target:
        case cst.Name(value=name):
            yield name, target
        case cst.Tuple() | cst.List():
            for element in target.elements:
                yield from target_names(element.value)


def _imported(node: cst.Import | cst.ImportFrom) -> Iterator[Bound]:
    if isinstance(node.names, cst.ImportStar):
        return
    for alias in node.names:
        if alias.asname:
            yield from target_names(alias.asname.name)
            continue
        root: cst.CSTNode = alias.name
        while isinstance(root, cst.Attribute):
            root = root.value
        yield from target_names(root)


def _captured(pattern: cst.CSTNode) -> Iterator[Bound]:
    """The names that a `case` pattern captures."""
    if isinstance(pattern, cst.MatchAs | cst.MatchStar) and pattern.name is not None:
        yield pattern.name.value, pattern.name
    if isinstance(pattern, cst.MatchMapping) and pattern.rest is not None:
        yield pattern.rest.value, pattern.rest
    for child in pattern.children:
        yield from _captured(child)


def _declared(node: cst.CSTNode, kinds: tuple[type[cst.CSTNode], ...]) -> Iterator[Bound]:
    """The names in `global` or `nonlocal` statements anywhere below `node`."""
    if isinstance(node, kinds):
        for item in node.names:  # type: ignore[attr-defined]
            yield item.name.value, item.name
    for inner in _parts(node):
        yield from _declared(inner, kinds)
