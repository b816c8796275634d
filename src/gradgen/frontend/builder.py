"""Builds the statements of a circuit: flattens expressions to one gate a statement.

Before: `L = sigmoid(w0 * x0 + w2)`. After::

    t1 = w0 * x0
    t2 = t1 + w2
    L = sigmoid(t2)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gradgen.diagnostics import Diagnostic, Label, Span
from gradgen.frontend.context import POISON, Findings
from gradgen.frontend.eagerness import is_boolean, is_total
from gradgen.ir.circuit import Assertion, Comments, Gate, Remark, Statement
from gradgen.ir.expression import Apply, Expression, Name, Sequence, rebuild, substitute
from gradgen.ir.names import Names
from gradgen.rules.matcher import is_leaf, match_spelling

# More gates than this could not be read, nor held in memory: helpers that call helpers multiply.
MOST_GATES = 200_000


class TooLargeError(Exception):
    """Inlining made more gates than any reader or machine could bear."""


class Builder:
    """The statements of one circuit as they come into being, and the names they bind."""

    def __init__(self, names: Names, findings: Findings) -> None:
        self.names = names
        self.statements: list[Statement] = []
        self._findings = findings
        self._above: tuple[str, ...] = ()
        self._span: Span | None = None
        self._booleans: set[str] = set()
        self.behind_return = ""

    def begin(self, span: Span | None, above: tuple[str, ...]) -> None:
        """Start a statement of the source: its comments go above its first gate."""
        self._span = span
        self._above += above if not self._above else tuple(filter(None, above))

    def bind(
        self, name: str, value: Expression, behind: str = "", *, own: bool = True
    ) -> Expression:
        """Bind a variable of the source to `value`: what it stands for from now on.

        The function's `own` variables keep their names; those of inlined functions give way.
        A tuple is no value of a circuit: its elements are.
        """
        if isinstance(value, Sequence):
            items = tuple(self.atom(item, f"{name}_{i}") for i, item in enumerate(value.items, 1))
            return replace(value, items=items)
        gate = self._one_gate(value)
        return self._append((self.names.claim if own else self.names.fresh)(name), gate, behind)

    def atom(self, value: Expression, name: str = "") -> Expression:
        """`value` as a leaf: computed into a temporary (or `name`) if there is anything to do."""
        if isinstance(value, Sequence):
            return replace(value, items=tuple(map(self.atom, value.items)))
        if is_leaf(value):
            return value
        gate = self._one_gate(value)
        return self._append(self.names.fresh(name) if name else self.names.temporary(), gate)

    def check(self, test: Expression, message: Expression | None, behind: str) -> None:
        """Keep an assertion, whole as it is."""
        comments = Comments(self._take_above(), behind)
        self.statements.append(Assertion(test, message, self._span, comments))

    def note_behind(self, comment: str) -> None:
        """Remember a comment at the end of a `return`: it belongs to the output's gate."""
        self.behind_return = comment

    def finish(self, footer: tuple[str, ...]) -> None:
        """Keep the comments that no gate has taken, and those below the last statement."""
        for text in filter(None, (*self._take_above(), *footer)):
            self.remark(text)

    def remark(self, text: str) -> None:
        """Keep a comment that belongs to no statement."""
        self.statements.append(Remark(text))

    def _append(self, name: str, expression: Expression, behind: str = "") -> Name:
        if len(self.statements) >= MOST_GATES:
            raise TooLargeError
        origin = expression.origin if isinstance(expression, Apply) else None
        comments = Comments(self._take_above(), behind)
        self.statements.append(Gate(name, expression, origin or self._span, comments))
        if is_boolean(expression, self._booleans):
            self._booleans.add(name)
        return Name(name)

    def _take_above(self) -> tuple[str, ...]:
        above, self._above = self._above, ()
        return above

    def _one_gate(self, value: Expression) -> Expression:
        """`value` with everything inside it computed before, but for one gate."""
        if not isinstance(value, Apply):
            return self.atom(value)
        spelled = match_spelling(value, inline=True)
        if spelled:
            return substitute(spelled.frame, self._atoms(spelled.bindings))
        refused = self._refused(value)
        return POISON if refused else rebuild(value, self.atom)

    def _atoms(self, bindings: Mapping[str, Expression]) -> dict[str, Expression]:
        return {hole: self.atom(value) for hole, value in bindings.items()}

    def _refused(self, value: Apply) -> bool:
        """Refuse what Python would compute only on a condition: whether that was so."""
        name, arguments = value.function.name, value.arguments
        words = None
        if value.function.module != "operator":
            return False
        if name == "where" and not all(map(is_total, arguments[1:])):
            words = _LAZY_BRANCH
        if name in ("logical_and", "logical_or"):
            if not all(is_boolean(operand, self._booleans) for operand in arguments):
                words = _LAZY_VALUE
            elif not is_total(arguments[1]):
                words = _LAZY_BRANCH
        if words:
            slug, message, label, help = words
            place = value.origin or self._span
            labels = (Label(place, label),) if place else ()
            self._findings.errors.append(Diagnostic(slug, message, labels, help))
        return words is not None


_LAZY_BRANCH = (
    "lazy-branch",
    "a branch that could fail is evaluated only on a condition",
    "flat code computes both sides, and one of them may fail",
    "make both sides safe for every input, e.g. math.log(x if x > 0 else 1.0)",
)
_LAZY_VALUE = (
    "boolean-operation",
    "`and` or `or` between values that are no conditions",
    "it would give one of the values, and which one depends on the other",
    "compare: x > 0 and y > 0; or choose: x if x != 0 else y",
)
