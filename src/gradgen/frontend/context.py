"""What lowering needs to know where it stands: the file, the function, the findings so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import libcst as cst

from gradgen.diagnostics import Diagnostic, Label
from gradgen.frontend.module_scope import ModuleScope
from gradgen.frontend.source import Source
from gradgen.ir.expression import Expression, Function, Symbol
from gradgen.ir.program import Definition, Import
from gradgen.targets.dialects.dialect import Dialect


class Library(NamedTuple):
    """A module of a library, reached through the name `via`."""

    module: str
    via: str


@dataclass(frozen=True, eq=False, slots=True)
class UserFunction:
    """A function of the same file."""

    node: cst.FunctionDef


class Method(NamedTuple):
    """A method of an array, before it is called."""

    value: Expression
    name: str


class Turn(NamedTuple):
    """The index of a loop over all elements of an array: a row of numbers, good as an index."""

    name: str


# What stands for a value that was refused: whatever is built on it stays quiet.
POISON = Symbol(Function("refused"))


@dataclass(frozen=True, eq=False, slots=True)
class Row:
    """A module-level constant that is a literal tuple or list: each use spells it out."""

    node: cst.Tuple | cst.List


Entity = Expression | Function | Library | UserFunction | Row | Method | Turn


@dataclass
class Findings:
    """The diagnostics of a run, in the order found."""

    source: Source
    errors: list[Diagnostic] = field(default_factory=list)
    warnings: list[Diagnostic] = field(default_factory=list)

    def refuse(
        self, slug: str, node: cst.CSTNode, message: str, label: str = "", help: str = ""
    ) -> None:
        """Note that `node` cannot be differentiated, why, and what to write instead."""
        place = Label(self.source.span(node), label)
        self.errors.append(Diagnostic(slug, message, (place,), help))

    def warn(
        self, slug: str, node: cst.CSTNode, message: str, label: str = "", help: str = ""
    ) -> None:
        """Note something that the user should know, though the output is right."""
        place = Label(self.source.span(node), label)
        self.warnings.append(Diagnostic(slug, message, (place,), help, "warning"))


@dataclass
class File:
    """The file at hand: its scope, its known gates, and what the circuits have used of it.

    `constants_used` are read by circuits, and have to be numbers; `constants_in_text` are read by
    definitions that travel as they are, and may be anything. With `arrays`, values may be arrays;
    `shapes` are what the user said of parameters beside the source. `dialect` is the library that
    the file writes for in the place of NumPy, if it does; `takers` are the functions that have its
    namespace for a parameter.
    """

    source: Source
    scope: ModuleScope
    findings: Findings
    definitions: dict[str, Definition] = field(default_factory=dict)
    imports: dict[Import, None] = field(default_factory=dict)
    constants_used: dict[str, None] = field(default_factory=dict)
    constants_in_text: dict[str, None] = field(default_factory=dict)
    arrays: bool = False
    shapes: Mapping[str, str] = field(default_factory=dict)
    dialect: Dialect | None = None
    takers: frozenset[str] = frozenset()


class Shut(NamedTuple):
    """Why a name cannot be read in a loop, or after one: message, label and help."""

    message: str
    label: str
    help: str


@dataclass
class Frame:
    """One activation of a function: what its local names stand for at this point.

    `shut` are names that loops have taken the value of, and why that is so.
    """

    function: cst.FunctionDef
    local_names: frozenset[str]
    values: dict[str, Entity] = field(default_factory=dict)
    shut: dict[str, Shut] = field(default_factory=dict)
    caller: Frame | None = None

    def is_active(self, function: cst.FunctionDef) -> bool:
        """Whether `function` is being inlined already: a recursion."""
        frame: Frame | None = self
        while frame:
            if frame.function is function:
                return True
            frame = frame.caller
        return False


Inline = Callable[["Frame | None", cst.FunctionDef, "Arguments", cst.Call], Expression]


class Arguments(NamedTuple):
    """The arguments of a call, lowered."""

    positional: tuple[Expression, ...]
    keywords: tuple[tuple[str, Expression], ...] = ()
