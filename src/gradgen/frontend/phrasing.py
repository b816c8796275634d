"""Calls in the words of a library that has its own: read in NumPy's, by the phrase book."""

from __future__ import annotations

from dataclasses import dataclass, replace

import libcst as cst

from gradgen.diagnostics import Diagnostic
from gradgen.diagnostics.suggestion import nearest
from gradgen.frontend.array_calls import apply_array_function
from gradgen.frontend.builder import Builder
from gradgen.frontend.calls import apply_function
from gradgen.frontend.context import POISON, Arguments, File, Method
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Sequence,
    Slice,
    functions_in,
    rebuild,
)
from gradgen.targets.dialects.phrase_reading import phrasebook_inside, phrasebook_of
from gradgen.targets.dialects.phrases import Phrasebook
from gradgen.targets.libraries import is_array_function
from gradgen.targets.signatures import Misfit, spelled

_BOTH = ("values", "indices")
"""What the outputs of `torch.max(x, dim=0)` and of `torch.sort(x)` are called."""


@dataclass
class Phrasing:
    """Reads what a file says by a phrase book; further gates go to the builder."""

    file: File
    book: Phrasebook
    builder: Builder | None

    def member(self, value: Expression, node: cst.Attribute) -> Expression | Method:
        """An attribute of an array, or a method that is going to be called."""
        name = node.attr.value
        if self.book.has(f"input.{name}"):
            attribute = Function(name, "attribute", name)
            return self._read(f"input.{name}", Apply(attribute, (value,)), node)
        if self.book.has(f"input.{name}()"):
            return Method(value, name)
        near = nearest(name, (known.partition(".")[2].rstrip("()") for known in self.book.names()))
        self.file.findings.refuse(
            "unsupported-attribute",
            node,
            f"the attribute `{name}` of a value is not supported",
            f"gradgen's table for {self._title} has nothing of that name",
            f"did you mean `{near}`?" if near else "pass what it holds as a parameter",
        )
        return POISON

    def call(self, callee: Function | Method, arguments: Arguments, node: cst.Call) -> Expression:
        """What a call of the library's function, or of a method, is in NumPy's words."""
        if isinstance(callee, Method):
            name = f"input.{callee.name}()"
            arguments = Arguments((callee.value, *arguments.positional), arguments.keywords)
        else:
            assert self.file.dialect is not None
            name = f"{self.file.dialect.own(callee.module or '')}.{callee.attribute}"
        arguments = self._settled_arguments(name, arguments)
        function = callee if isinstance(callee, Function) else Function(name)
        return self._read(name, Apply(function, arguments.positional, arguments.keywords), node)

    def _read(self, name: str, call: Apply, node: cst.Call | cst.Attribute) -> Expression:
        is_row = bool(call.arguments) and self._is_row(call.arguments[-1])
        found = self.book.read(name, call, is_row=is_row)
        if isinstance(found, Misfit):
            return self._refuse(name, found, node)
        if not isinstance(node, cst.Call):
            return found
        given = {id(e) for e in (*call.arguments, *(value for _, value in call.keywords))}
        before = len(self.file.findings.errors)
        gates = self._checked(found, node, given)
        self.file.findings.errors[before:] = [
            _in_words(error, found, name) for error in self.file.findings.errors[before:]
        ]
        if isinstance(gates, Sequence) and self.builder is not None:
            gates = Sequence(tuple(map(self.builder.atom, gates.items)))
            self.builder.fields[gates] = _BOTH
        return gates

    def _settled_arguments(self, name: str, arguments: Arguments) -> Arguments:
        """The arguments, each computed once, where a phrase reads one of them several times."""
        if self.builder is None or not self.book.repeats(name):
            return arguments
        atom = self.builder.atom
        keywords = tuple((key, atom(value)) for key, value in arguments.keywords)
        return Arguments(tuple(map(atom, arguments.positional)), keywords)

    def _checked(self, found: Expression, node: cst.Call, given: set[int]) -> Expression:
        """Calls of NumPy's as they would be read in its own words, or refused."""
        if id(found) in given:
            return found
        inner = rebuild(found, lambda e: self._checked(e, node, given))
        if not isinstance(inner, Apply) or POISON in inner.arguments:
            return POISON if isinstance(inner, Apply) else inner
        arguments = Arguments(inner.arguments, inner.keywords)
        if inner.function.module == "gradgen":
            return apply_function(inner.function, arguments, node, self.file.findings)
        if is_array_function(inner.function):
            return apply_array_function(inner.function, arguments, node, self.file.findings)
        return inner

    def _is_row(self, value: Expression) -> bool:
        """Whether a value is a shape, or a part of one, and no single size."""
        made = self.builder.made_by(value) if self.builder is not None else value
        match made:
            case Sequence():
                return True
            case Apply(function=Function(name="shape")):
                return True
            case Apply(function=Function(name="index"), arguments=[row, Slice()]):
                return self._is_row(row)
        return False

    @property
    def _title(self) -> str:
        assert self.file.dialect is not None
        return self.file.dialect.title

    def _refuse(self, name: str, why: Misfit, node: cst.Call | cst.Attribute) -> Expression:
        shown = name.replace("input.", "x.").rstrip("()")
        if self.book.has(name):
            self.file.findings.refuse(
                "wrong-arguments",
                node,
                f"the arguments do not fit `{shown}`",
                why.why,
                "write it in one of the ways of docs/libraries.md",
            )
            return POISON
        near = nearest(name, self.book.names())
        self.file.findings.refuse(
            "unknown-function",
            node.func if isinstance(node, cst.Call) else node,
            f"gradgen does not know the function `{shown}`",
            f"its table for {self._title} has nothing of that name",
            f"did you mean `{near}`?" if near else "write what it does in simpler functions",
        )
        return POISON


def phrasing(file: File, builder: Builder | None) -> Phrasing | None:
    """Reads by the phrase book of a file's library; `None` where it has NumPy's own words."""
    book = phrasebook_of(file.dialect) if file.dialect else None
    return Phrasing(file, book, builder) if book else None


def phrasing_inside(callee: object, file: File, builder: Builder | None) -> Phrasing | None:
    """Reads a function by the phrase book of the module that it is in, if that has one."""
    if not isinstance(callee, Function) or not file.dialect:
        return None
    book = phrasebook_inside(file.dialect, callee.module or "")
    return Phrasing(file, book, builder) if book else None


def _in_words(error: Diagnostic, found: Expression, name: str) -> Diagnostic:
    """A finding that names the function that was written, and not the one that it stands for."""
    shown = name.replace("input.", "x.").rstrip("()")
    message = error.message
    for function in functions_in(found):
        message = message.replace(f"`{spelled(function)}`", f"`{shown}`")
    return replace(error, message=message)
