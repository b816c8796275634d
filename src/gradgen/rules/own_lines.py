"""The lines of a user's rule, looked through before they are read: each slip has its place.

What a line may use is what the book's own rules may; names are looked up in the rule file, never
guessed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from gradgen.diagnostics.suggestion import nearest
from gradgen.ir.parser import from_ast
from gradgen.rules.book import rules_for
from gradgen.rules.forms import names_of_forms
from gradgen.targets.numpy import ATTRIBUTES, numpy_target

Refuse = Callable[[ast.AST, str, str], None]
CONSTANTS: Final = frozenset(("pi", "e", "inf", "nan"))
_SIZES: Final = frozenset(("shape", "size", "ndim", "dtype"))


@dataclass
class Lines:
    """The lines below the first one of a rule for `operands`, as they are looked through.

    `imports` are the names that the file imports, `modules` those of whole modules; `reads` tells
    for each name what it depends on.
    """

    operands: list[str]
    imports: Mapping[str, str]
    modules: Collection[str]
    refuse: Refuse
    reads: dict[str, set[str]] = field(default_factory=dict)
    gradients: dict[str, ast.Assign] = field(default_factory=dict)
    tangent: ast.Assign | None = None

    def look(self, statements: list[ast.stmt]) -> None:
        """Look through all of them, in order."""
        for statement in statements:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name) as target], value=value):
                    self._line(name, target, value, statement)
                case ast.Expr(value=ast.Constant(value=str())):
                    pass
                case _:
                    self.refuse(statement, "a rule has lines of the form name = expression", "")
        used = {name for each in self._results() for name in each}
        for name in self.reads:
            if not name.startswith(("grad_", "dot_")) and name not in used:
                self.refuse(statements[0], f"nothing reads `{name}`", "delete the line")

    def _results(self) -> Iterator[set[str]]:
        for name in self.reads:
            if name.startswith(("grad_", "dot_")):
                yield self.all_reads(name)

    def all_reads(self, name: str) -> set[str]:
        """What a line depends on, be it by way of other lines."""
        found: set[str] = set()
        pending = {name}
        while pending:
            pending = {each for one in pending for each in self.reads.get(one, ())} - found
            found |= pending
        return found

    def _line(self, name: str, target: ast.Name, value: ast.expr, whole: ast.Assign) -> None:
        known = [f"grad_{operand}" for operand in self.operands]
        if name in (*self.operands, "out", "grad_out") or name in self.reads:
            self.refuse(target, f"`{name}` has a meaning already", "choose another name")
            return
        if name in known:
            self.gradients[name.removeprefix("grad_")] = whole
        elif name == "dot_out":
            self.tangent = whole
        elif name.startswith(("grad_", "dot_")):
            near = nearest(name, [*known, "dot_out"]) or ", ".join([*known, "dot_out"])
            self.refuse(target, f"`{name}` belongs to no operand", f"did you mean {near}?")
            return
        self._expression(value)
        self.reads[name] = {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}
        self._direction(name, value)

    def _direction(self, name: str, value: ast.expr) -> None:
        """A gradient depends on what comes back, a tangent on what goes in."""
        read = self.all_reads(name)
        moved = any(each.startswith("dot_") for each in read)
        if name.startswith("grad_"):
            if moved:
                self.refuse(value, "a gradient depends on no tangents", "leave out dot_...")
            elif "grad_out" not in read and not is_zero(value):
                why = "`grad_out` is missing: what comes back makes no difference"
                self.refuse(value, why, f"multiply it: {name} = grad_out * ...")
        elif name == "dot_out" and ("grad_out" in read or not moved):
            first = f"dot_{self.operands[0]}"
            self.refuse(value, "a tangent depends on those of the operands", f"use {first}")

    def _expression(self, node: ast.expr) -> None:
        try:
            from_ast(node)
        except (ValueError, KeyError, TypeError):
            self.refuse(node, "this is no expression that a rule can have", "write it in parts")
            return
        self._names(node)

    def _names(self, node: ast.AST) -> None:
        match node:
            case ast.Name(id=name):
                self._name(node, name)
            case ast.Starred() | ast.Constant(value=complex() | bytes()):
                self.refuse(node, "this is no value of a real gradient", "write it without")
            case ast.Call(func=func, args=args, keywords=keywords):
                self._callee(func)
                for each in (*args, *(k.value for k in keywords)):
                    self._names(each)
            case ast.Attribute(value=value, attr=name) if not dotted(node, self.imports):
                if name not in ATTRIBUTES and name not in _SIZES:
                    self.refuse(node, f"`.{name}` is none of {', '.join(sorted(ATTRIBUTES))}", "")
                self._names(value)
            case ast.Attribute(attr=name):
                if name not in CONSTANTS:
                    self.refuse(node, "only functions are taken from modules", "write the number")
            case _:
                for child in ast.iter_child_nodes(node):
                    self._names(child)

    def _name(self, node: ast.AST, name: str) -> None:
        moved = [f"dot_{operand}" for operand in self.operands]
        known = [*self.operands, *self.reads, *moved, "out", "grad_out"]
        if name not in known and name not in CONSTANTS:
            near = nearest(name, known)
            here = [*self.operands, *self.reads, "out", "grad_out"]
            help = f"did you mean `{near}`?" if near else f"known here: {', '.join(here)}"
            self.refuse(node, f"`{name}` is not bound", help)

    def _callee(self, func: ast.expr) -> None:
        match func:
            case ast.Name(id=name) if name in (*self.operands, *self.reads, "out", "grad_out"):
                self.refuse(func, f"`{name}` is a value, and no function", "")
            case ast.Name(id=name) if name in self.modules:
                self.refuse(func, f"`{name}` is a module, and no function", "")
            case ast.Name(id=name):
                if name not in self.imports and name not in names_of_forms():
                    self._gate(func, name, "import it at the top of this file: from ... import")
            case ast.Attribute(value=value, attr=name):
                if not dotted(func, self.imports):
                    self._names(value)
                    if name not in numpy_target().functions:
                        self._gate(func, name, "")
            case _:
                self.refuse(func, "this is not the name of a function", "")

    def _gate(self, node: ast.AST, name: str, help: str) -> None:
        if not rules_for(name):
            self.refuse(node, f"`{name}` is no gate that has a gradient", help and f"{help} {name}")


def dotted(node: ast.expr, imports: Mapping[str, str]) -> str:
    """`mylib.f` in full where the first of the names is imported; empty for anything else."""
    match node:
        case ast.Name(id=name):
            return imports.get(name, "")
        case ast.Attribute(value=value, attr=name):
            inner = dotted(value, imports)
            return f"{inner}.{name}" if inner else ""
        case _:
            return ""


def is_zero(node: ast.expr) -> bool:
    """Whether a line gives nothing: the literal 0."""
    return isinstance(node, ast.Constant) and type(node.value) in (int, float) and not node.value
