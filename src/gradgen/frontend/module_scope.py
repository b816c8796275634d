"""What a file binds at its top level, and what each name therefore means inside its functions."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import libcst as cst

from gradgen.frontend.bound_names import bound_in, globals_declared
from gradgen.frontend.top_level import binding_counts, changed_objects, handed_out
from gradgen.ir.program import Import
from gradgen.targets.dialects import is_of_another
from gradgen.targets.dialects.dialect import Dialect
from gradgen.targets.libraries import LIBRARIES, is_member


@dataclass(frozen=True, eq=False)
class Assigned:
    """A name bound by one plain assignment: a constant, or another name for a function."""

    value: cst.BaseExpression
    line: cst.SimpleStatementLine


@dataclass(frozen=True, eq=False)
class Unclear:
    """A name whose meaning cannot be told from the text; `why` completes "`x` is …".

    One that means something `elsewhere` stands for another library than the file's.
    """

    why: str
    node: cst.CSTNode
    instead: str = ""
    elsewhere: bool = False


Binding: TypeAlias = Import | cst.FunctionDef | Assigned | Unclear


@dataclass
class ModuleScope:
    """The bindings of a file's top level, in the order of their last appearance.

    `counts` says how often each name was seen to be bound. `further_imports` bring further modules
    of a package whose name is bound already: `import scipy.linalg` after `import scipy.special`.
    The imports of a `dialect` of NumPy are in NumPy's words.
    """

    bindings: dict[str, Binding] = field(default_factory=dict)
    star_imports: list[str] = field(default_factory=list)
    postponed_annotations: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    further_imports: list[Import] = field(default_factory=list)
    dialect: Dialect | None = None

    def functions(self) -> dict[str, cst.FunctionDef]:
        """The top-level functions by name, in source order."""
        return {n: b for n, b in self.bindings.items() if isinstance(b, cst.FunctionDef)}

    def bind(self, name: str, binding: Binding) -> None:
        """Note a binding; where several meet, which one counts depends on when it is read."""
        self.counts[name] += 1
        if _is_same_package(self.bindings.get(name), binding):
            assert isinstance(binding, Import)
            self.further_imports.append(binding)
            return
        before = self.bindings.pop(name, None)
        if before is not None and before != binding:
            node = binding.node if isinstance(binding, Unclear) else _node(binding, before)
            binding = Unclear("bound more than once at the top level of the file", node)
        self.bindings[name] = binding


def _is_same_package(before: Binding | None, binding: Binding) -> bool:
    """Whether two imports bind the same package: `import scipy.special`, `import scipy.linalg`."""
    both = [b for b in (before, binding) if isinstance(b, Import)]
    return len(both) == 2 and all(not b.attribute and b.binding == b.module for b in both)


def _node(*bindings: Binding) -> cst.CSTNode:
    """A place to show for a name with several bindings."""
    for binding in bindings:
        match binding:
            case Assigned(line=line):
                return line
            case cst.FunctionDef(name=name):
                return name
            case Unclear(node=node):
                return node
    return cst.Pass()


def read_scope(module: cst.Module, tree: ast.Module, dialect: Dialect | None = None) -> ModuleScope:
    """The top-level bindings of `module`, whose reading by Python itself is `tree`."""
    scope = ModuleScope(dialect=dialect)
    for statement in module.body:
        match statement:
            case cst.SimpleStatementLine(body=body):
                for small in body:
                    _bind_simple(scope, small, statement)
            case cst.FunctionDef(name=cst.Name(value=function)):
                scope.bind(function, statement)
            case cst.ClassDef(name=cst.Name(value=cls) as place):
                scope.bind(cls, Unclear("a class", place))
            case _:
                _bind_unclear(scope, statement, "bound inside a block")
    _doubt(scope, tree)
    for name in sorted(binding_counts(tree).keys() - scope.bindings.keys()):
        scope.bindings[name] = Unclear("bound inside an expression", module)
    for declared, node in globals_declared(module):
        scope.bindings[declared] = Unclear("declared `global` in a function", node)
    return scope


def _doubt(scope: ModuleScope, tree: ast.Module) -> None:
    """Make unclear what is bound in other ways too, or may be changed later."""
    counts, changed, handed = binding_counts(tree), changed_objects(tree), handed_out(tree)
    for name, binding in scope.bindings.items():
        place = _node(binding)
        is_list = isinstance(binding, Assigned) and isinstance(binding.value, cst.List)
        if counts[name] != scope.counts[name]:
            why = "bound in several ways at the top level of the file"
            scope.bindings[name] = Unclear(why, place)
        elif name in changed:
            scope.bindings[name] = Unclear("changed somewhere in the file", place)
        elif is_list and name in handed:
            why = "a list that other code of the file could change"
            scope.bindings[name] = Unclear(why, place, f"make it a tuple: {name} = (...)")


def _bind_simple(
    scope: ModuleScope, small: cst.BaseSmallStatement, line: cst.SimpleStatementLine
) -> None:
    match small:
        case cst.Import() | cst.ImportFrom():
            for binding in imports_of(small):
                _bind_import(scope, binding, small)
        case cst.Assign(targets=targets, value=value):
            for target in targets:
                for name, part in _pairs(target.target, value):
                    scope.bind(name, Assigned(part, line) if part else _unpacked(target))
        case cst.AnnAssign(target=cst.Name() as target, value=cst.BaseExpression() as value):
            scope.bind(target.value, Assigned(value, line))
        case cst.AnnAssign(value=None):
            pass
        case _:
            _bind_unclear(scope, small, "changed at the top level of the file")


def _bind_import(scope: ModuleScope, written: Import, node: cst.CSTNode) -> None:
    binding = translated(written, scope.dialect)
    if scope.dialect and is_of_another(written, scope.dialect):
        if binding.attribute == "*":
            scope.star_imports.append("")  # what it binds is of no use, and hides what has its name
            return
        instead = f"use `{scope.dialect.usual_name}` there, or choose one function with -f NAME"
        other = Unclear(of_another(scope.dialect), node, instead, elsewhere=True)
        scope.bind(written.binding.partition(".")[0], other)
    elif binding.module == "__future__":
        scope.postponed_annotations |= binding.attribute == "annotations"
    elif binding.attribute == "*":
        scope.star_imports.append(binding.module)
        for name in scope.bindings:
            if binding.module not in LIBRARIES or is_member(binding.module, name):
                why = f"bound before `from {binding.module} import *`, which may replace it"
                scope.bindings[name] = Unclear(why, _node(scope.bindings[name]))
    else:
        scope.bind(binding.binding.partition(".")[0], binding)


def _bind_unclear(scope: ModuleScope, node: cst.CSTNode, why: str) -> None:
    for name, place in bound_in(node):
        scope.bind(name, Unclear(why, place))


def _unpacked(node: cst.CSTNode) -> Unclear:
    return Unclear("unpacked from something that is no literal tuple", node)


def _pairs(
    target: cst.BaseExpression, value: cst.BaseExpression
) -> Iterator[tuple[str, cst.BaseExpression | None]]:
    """The names in an assignment's target with the parts of the value that they get."""
    match target, value:
        case cst.Name(value=name), _:
            yield name, value
        case (cst.Tuple() | cst.List()), (cst.Tuple() | cst.List()) if _line_up(target, value):
            for inner, part in zip(target.elements, value.elements, strict=True):
                yield from _pairs(inner.value, part.value)
        case _:
            for name, _ in bound_in(target):
                yield name, None


def _line_up(target: cst.Tuple | cst.List, value: cst.Tuple | cst.List) -> bool:
    elements = (*target.elements, *value.elements)
    starred = any(isinstance(element, cst.StarredElement) for element in elements)
    return not starred and len(target.elements) == len(value.elements)


def imports_of(node: cst.Import | cst.ImportFrom) -> Iterable[Import]:
    """The bindings that an import statement makes; the attribute `*` is a star import."""
    if isinstance(node, cst.Import):
        for alias in node.names:
            module = dotted(alias.name)
            yield Import(module, "", _alias(alias) or module)
        return
    module = "." * len(node.relative) + (dotted(node.module) if node.module else "")
    if isinstance(node.names, cst.ImportStar):
        yield Import(module, "*", "*")
        return
    for alias in node.names:
        attribute = dotted(alias.name)
        yield Import(module, attribute, _alias(alias) or attribute)


def of_another(dialect: Dialect) -> str:
    """What a name is that stands for another library."""
    return f"of another library, in code that works on arrays of {dialect.title}"


def translated(binding: Import, dialect: Dialect | None) -> Import:
    """An import in NumPy's words, where it is one of a dialect of NumPy's."""
    return dialect.read(binding) if dialect else binding


def _alias(alias: cst.ImportAlias) -> str:
    name = alias.asname.name if alias.asname else None
    return name.value if isinstance(name, cst.Name) else ""


def dotted(node: cst.BaseExpression) -> str:
    """`a.b.c` as text."""
    if isinstance(node, cst.Attribute):
        return f"{dotted(node.value)}.{node.attr.value}"
    assert isinstance(node, cst.Name)
    return node.value
