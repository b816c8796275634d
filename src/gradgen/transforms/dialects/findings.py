"""What another library than NumPy lacks for a derived function, told at the user's line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from gradgen.diagnostics import Diagnostic, Label
from gradgen.ir.circuit import Statement, Update
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Slice,
    Symbol,
    index_items,
    walk,
)
from gradgen.ir.namespaces import ASKING
from gradgen.ir.program import Program
from gradgen.targets.definitions import definition_named
from gradgen.targets.dialects.definitions import lacks_of
from gradgen.targets.dialects.dialect import Dialect
from gradgen.targets.dialects.misfits import ABSENT, misfit
from gradgen.targets.numpy import ROOTS
from gradgen.targets.signatures import spelled

_OF_ARRAYS = (*ROOTS, "method", "attribute")
_HELP = "write it with what the library has in common with NumPy: docs/libraries.md"


@dataclass(frozen=True)
class Speech:
    """What is said in a program that works on arrays of a library."""

    dialect: Dialect
    program: Program

    def findings(
        self, statement: Statement, expression: Expression, *, derived: bool = False
    ) -> Iterator[Diagnostic]:
        """What an expression of a statement asks for in vain; `derived` ones nobody wrote."""
        need = ""
        if derived:
            need = f"the gate `{getattr(statement, 'rule', '') or 'here'}` needs it"
        if isinstance(statement, Update) and expression == statement.index:
            yield from self._of_index(statement, need)
        for node in walk(expression):
            if isinstance(node, Apply | Symbol):
                call = node if isinstance(node, Apply) else None
                yield from self._of(node.function, call, statement, need)

    def lacking(self, name: str, why: str, statement: Statement) -> Diagnostic:
        """A finding in a line of the derived text: what it asks for in vain, and why."""
        gate, span = getattr(statement, "rule", ""), getattr(statement, "span", None)
        need = f"the gate `{gate}` needs it" if gate else "it is needed here"
        message = f"`{name}` cannot be said in {self.dialect.title}: {why}"
        return Diagnostic("not-in-library", message, (Label(span, need),) if span else (), _HELP)

    def _of(
        self, function: Function, call: Apply | None, statement: Statement, need: str
    ) -> Iterator[Diagnostic]:
        module = function.module or ""
        if function.name == ASKING:
            return
        if module == "gradgen" or function.name in self._definitions:
            definition = definition_named(function.name, self.dialect.name)
            lacks = lacks_of(definition, self.dialect) if definition else ()
            for name, why in lacks:
                where = f"{need or 'it is needed here'}, in `{function.name}`"
                yield self._told(name, why, statement, where)
        elif module.partition(".")[0] in _OF_ARRAYS and not self._is_functional(function):
            why = misfit(function, call, self.dialect)
            if why:
                yield self._told(spelled(function), why, statement, need)

    def _of_index(self, update: Update, need: str) -> Iterator[Diagnostic]:
        """What is in the way of a change at an index."""
        function = Function("add.at", "numpy", "add.at")
        why = misfit(function, None, self.dialect) if update.repeats else ""
        if why:
            yield self._told(spelled(function), why, update, need)
        elif self.dialect.by_name and not all(map(_is_plain, index_items(update.index))):
            yield self._told("", "cannot be changed at such an index", update, need)

    def _is_functional(self, function: Function) -> bool:
        """`x.at[i].add(y)`, which is none of NumPy's."""
        words = ("attribute.at", "method.add", "method.set")
        return self.dialect.functional and f"{function.module}.{function.attribute}" in words

    def _told(self, name: str, why: str, statement: Statement, need: str) -> Diagnostic:
        title = self.dialect.title
        message = f"`{name}` is not the same in {title} as in NumPy: it {why}"
        if why == ABSENT:
            message = f"{title} has no `{name}`"
        elif not name:
            message = f"arrays of {title} {why}"
        span = getattr(statement, "span", None)
        labels = (Label(span, need or "gradgen reads this line as NumPy's"),) if span else ()
        return self.in_own_words(Diagnostic("not-in-library", message, labels, _HELP))

    def in_own_words(self, found: Diagnostic) -> Diagnostic:
        """A finding that says `jnp.sum`, where it would say `np.sum` of NumPy."""
        return replace(
            found,
            message=self._own(found.message),
            labels=tuple(replace(label, text=self._own(label.text)) for label in found.labels),
            help=self._own(found.help),
        )

    def _own(self, text: str) -> str:
        return re.sub(r"\bnp\.", f"{self._name}.", text)

    @cached_property
    def _definitions(self) -> frozenset[str]:
        """The gates whose definitions a pass before has put into the text."""
        return frozenset(d.own_gate for d in self.program.definitions if d.own_gate)

    @property
    def _name(self) -> str:
        """What the user calls the library."""
        asked = (namespace.name for namespace in self.program.namespaces.values())
        whole = (b.binding for b in self.program.imports if b[:2] == ("numpy", ""))
        return next(asked, "") or next(whole, self.dialect.usual_name)


def _is_plain(item: Expression) -> bool:
    """Whether an item of an index is a slice or a literal."""
    return isinstance(item, Slice | Literal) and item != Literal("None")
