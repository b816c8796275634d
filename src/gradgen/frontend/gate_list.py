"""The statements of one circuit as they come into being, and what is known of their values."""

from __future__ import annotations

from collections.abc import Iterator

from gradgen.diagnostics import Span
from gradgen.frontend.context import Findings
from gradgen.frontend.eagerness import is_boolean, is_plain_number
from gradgen.ir.circuit import Comments, Gate, Remark, Statement
from gradgen.ir.expression import Apply, Expression, Name, Sequence
from gradgen.ir.names import Names

# More gates than this could not be read, nor held in memory: helpers that call helpers multiply.
MOST_GATES = 200_000


class TooLargeError(Exception):
    """Inlining made more gates than any reader or machine could bear."""


class GateList:
    """The statements of one circuit as they come into being, and the names they bind."""

    def __init__(self, names: Names, findings: Findings, *, arrays: bool = False) -> None:
        self.names = names
        self.statements: list[Statement] = []
        self.fields: dict[Sequence, tuple[str, ...]] = {}
        self._findings = findings
        self.arrays = arrays
        self._above: tuple[str, ...] = ()
        self._span: Span | None = None
        self._booleans: set[str] = set()
        self._numbers: set[str] = set()
        self.namespace = ""

    def is_condition(self, name: str) -> None:
        """Note that a value is known to be true or false: a parameter annotated `bool`."""
        self._booleans.add(name)

    def is_plain_number(self, name: str) -> None:
        """Note that a value is a plain number, which nothing can change in place."""
        self._numbers.add(name)

    def is_immutable(self, value: Expression) -> bool:
        """Whether a value cannot be changed in place."""
        return is_plain_number(value, self._numbers)

    def begin(self, span: Span | None, above: tuple[str, ...]) -> None:
        """Start a statement of the source: its comments go above its first gate."""
        self._span = span
        self._above += above if not self._above else tuple(filter(None, above))

    def finish(self, footer: tuple[str, ...]) -> None:
        """Keep the comments that no gate has taken, and those below the last statement."""
        for text in filter(None, (*self._take_above(), *footer)):
            self.remark(text)

    def remark(self, text: str) -> None:
        """Keep a comment that belongs to no statement."""
        self.statements.append(Remark(text))

    def made_by(self, value: Expression) -> Expression:
        """The expression that gives a value its name; the value itself where there is none."""
        return next((g.expression for g in self.gates() if Name(g.target) == value), value)

    def gates(self) -> Iterator[Gate]:
        """The gates so far."""
        return (statement for statement in self.statements if isinstance(statement, Gate))

    def _append(
        self,
        name: str,
        expression: Expression,
        behind: str = "",
        others: tuple[str, ...] = (),
        *,
        lone: bool = False,
        grows: bool = False,
    ) -> Name:
        if len(self.statements) >= MOST_GATES:
            raise TooLargeError
        origin = expression.origin if isinstance(expression, Apply) else None
        comments = Comments(self._take_above(), behind)
        span = origin or self._span
        self.statements.append(
            Gate(name, expression, span, comments, others=others, lone=lone, grows=grows)
        )
        if is_boolean(expression, self._booleans):
            self._booleans.add(name)
        if is_plain_number(expression, self._numbers):
            self._numbers.add(name)
        return Name(name)

    def _take_above(self) -> tuple[str, ...]:
        above, self._above = self._above, ()
        return above
