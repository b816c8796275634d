"""The circuit: one function as gates in order, each assigning one name.

A circuit is made once and never changed; each stage makes a new one. Blocks keep the order in
which the user wrote, since the output has to be readable Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from gradgen.diagnostics import Span
from gradgen.ir.expression import Apply, Expression, Name
from gradgen.ir.shape import Shape


class Comments(NamedTuple):
    """The user's own comments at a statement: on lines above it, and at its end."""

    above: tuple[str, ...] = ()
    behind: str = ""


# What gradgen says at the end of a line, the longest wording first: a shorter one is for lines
# that would grow too long.
Note: TypeAlias = tuple[str, ...]


NO_COMMENTS = Comments()


@dataclass(frozen=True, slots=True)
class Gate:
    """`target = expression`, or `target, others… = expression` for a gate of several outputs.

    `rule` names the rule that a derived gate comes from; every derived gate inherits the span of
    the gate that it was derived from. An `idle` gate is computed by nobody: its value is not
    needed, and it is shown as a comment. The target is `lone` if it is the only one of a row of
    outputs: `(target,) = expression`. A gate in a loop that `grows` has what it made in the turn
    before for its first operand, and in the first turn what is written there; what it makes in the
    last turn is read after the loop. What is derived is the gradient or the tangent `of` a value.
    """

    target: str
    expression: Expression
    span: Span | None = None
    comments: Comments = NO_COMMENTS
    note: Note = ()
    rule: str = ""
    idle: bool = False
    others: tuple[str, ...] = ()
    lone: bool = False
    grows: bool = False
    of: str = ""

    @property
    def targets(self) -> tuple[str, ...]:
        """All names that the gate binds."""
        return (self.target, *self.others)

    @property
    def total(self) -> str:
        """The name of what a gate that grows starts from."""
        assert isinstance(self.expression, Apply)
        total = self.expression.arguments[0]
        assert isinstance(total, Name)
        return total.id


@dataclass(frozen=True, slots=True)
class Update:
    """`target[index] += value`: something added into a buffer that the function made itself.

    With `puts` it is `target[index] = value`, where nothing was before. With `repeats`, an index
    may name one place several times, and each time counts; `by_rows` if all places are rows of a
    matrix. An `idle` one is done by nobody, and shown as a comment. What is added to is the
    gradient or the tangent `of` a value.
    """

    target: str
    index: Expression
    value: Expression
    span: Span | None = None
    note: Note = ()
    rule: str = ""
    repeats: bool = False
    comments: Comments = NO_COMMENTS
    idle: bool = False
    puts: bool = False
    of: str = ""
    by_rows: bool = False


@dataclass(frozen=True, slots=True)
class Enter:
    """`for index in over:`, which everything up to its `Leave` is done in.

    An `idle` one has no `Leave`: nobody needs what the loop made, and a comment says so.
    """

    index: str
    over: Expression
    span: Span | None = None
    idle: bool = False


@dataclass(frozen=True, slots=True)
class Leave:
    """The end of a loop."""

    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Assertion:
    """`assert test, message`, as the user wrote it."""

    test: Expression
    message: Expression | None
    span: Span | None = None
    comments: Comments = NO_COMMENTS


@dataclass(frozen=True, slots=True)
class Remark:
    """A line of comment that stands for itself; a `heading` opens a half of the function."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """`del names`: arrays that nobody reads again, so that their memory serves for others."""

    names: tuple[str, ...]
    note: Note = ()


Statement: TypeAlias = Gate | Update | Enter | Leave | Assertion | Remark | Release
Block: TypeAlias = tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as the user wrote it.

    `kind` is `/` for positional only, `*` for keyword only, and empty for the common ones.
    `annotation` is text: it is copied, and read for `int`, `str` and the like, never evaluated;
    `annotation_reads` are the module-level names in it; `shape` is what it says of the shape.
    A `namespace` is no value, but what functions are taken from.
    """

    name: str
    kind: str = ""
    annotation: str = ""
    default: Expression | None = None
    annotation_reads: tuple[str, ...] = ()
    span: Span | None = None
    shape: Shape | None = None
    namespace: bool = False


class Output(NamedTuple):
    """A value that the function returns, and the name that the user knows it by."""

    value: Expression
    name: str


@dataclass(frozen=True, slots=True)
class Circuit:
    """A function: its parameters, its statements in order, and what it returns.

    `returns` is `None` while the circuit is the user's own function, which gives `outputs`; a
    derived circuit returns the names in `returns` (nested once for `value, (gradients)`).
    """

    name: str
    parameters: tuple[Parameter, ...]
    body: Block
    outputs: tuple[Output, ...]
    span: Span | None = None
    docstring: tuple[str, ...] = ()
    returns: Expression | None = None

    def gates(self) -> Iterator[Gate]:
        """The gates that compute something, in order."""
        return (s for s in self.body if isinstance(s, Gate) and not s.idle)
