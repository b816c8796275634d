"""What a file holds: circuits, and the imports, constants and definitions that they lean on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from gradgen.ir.circuit import NO_COMMENTS, Circuit, Comments
from gradgen.ir.expression import Expression
from gradgen.ir.namespaces import Namespace


class Import(NamedTuple):
    """`import module as binding`, or `from module import attribute as binding`."""

    module: str
    attribute: str
    binding: str


class Constant(NamedTuple):
    """A module-level `name = expression`."""

    name: str
    expression: Expression
    comments: Comments = NO_COMMENTS


class Definition(NamedTuple):
    """A function of the user's that is kept whole, since it is one of the known gates.

    `reads` are the module-level names in its text: what they stand for has to travel with it.
    `own_gate` is the gate whose definition this is in gradgen's own text, from an earlier output.
    """

    name: str
    text: str
    reads: tuple[str, ...] = ()
    own_gate: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """A file: what is differentiated, and what may have to travel into the output.

    `bindings` are all names that the file binds at its top level, or shows in comments as values.
    With `arrays`, a value may be an array; otherwise all are single numbers. `dialect` is whose
    arrays they are, where they are not NumPy's: `jax`. The imports are in NumPy's words even so.
    `namespaces` are those that functions take the library's own from, by the functions' names.
    """

    circuits: tuple[Circuit, ...]
    imports: tuple[Import, ...] = ()
    constants: tuple[Constant, ...] = ()
    definitions: tuple[Definition, ...] = ()
    bindings: frozenset[str] = frozenset()
    postponed_annotations: bool = False
    arrays: bool = False
    dialect: str = ""
    namespaces: Mapping[str, Namespace] = field(default_factory=dict)

    def namespace_in(self, function: str) -> str:
        """What a function calls its namespace; empty if it has none."""
        namespace = self.namespaces.get(function)
        return namespace.name if namespace else ""
