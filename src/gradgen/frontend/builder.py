"""Builds the statements of a circuit: flattens expressions to one gate a statement.

Before: `L = sigmoid(w0 * x0 + w2)`. After::

    t1 = w0 * x0
    t2 = t1 + w2
    L = sigmoid(t2)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from gradgen.diagnostics import Diagnostic, Label
from gradgen.frontend.array_lists import with_arrays
from gradgen.frontend.context import POISON, Findings
from gradgen.frontend.eagerness import is_boolean, is_total, never_fails
from gradgen.frontend.gate_list import GateList
from gradgen.ir.circuit import Assertion, Comments, Enter, Leave
from gradgen.ir.expression import (
    Apply,
    Expression,
    Literal,
    Name,
    Sequence,
    Slice,
    children,
    operator,
    rebuild,
    substitute,
)
from gradgen.ir.names import Names
from gradgen.ir.numerals import is_number
from gradgen.rules.matcher import is_leaf, is_limit, match_spelling
from gradgen.rules.operands import field_names, output_count

# What a gate is taken for where its condition does not hold; nobody reads it there.
_ZERO = Literal("0.0")


class Builder(GateList):
    """Flattens what a function computes into gates, one after another."""

    def __init__(self, names: Names, findings: Findings, *, arrays: bool = False) -> None:
        super().__init__(names, findings, arrays=arrays)
        self._guard: tuple[Expression, bool] | None = None

    @property
    def is_conditional(self) -> bool:
        """Whether what is computed here is computed under a condition only."""
        return self._guard is not None

    def bind(
        self, name: str, value: Expression, behind: str = "", *, own: bool = True
    ) -> Expression:
        """Bind a variable of the source to `value`: what it stands for from now on.

        The function's `own` variables keep their names; those of inlined functions give way.
        A tuple is no value of a circuit: its elements are.
        """
        if isinstance(value, Apply) and self._has_several(value):
            return self.parts(value, name)
        if isinstance(value, Slice):
            return self.atom(value)
        if isinstance(value, Sequence):
            items = tuple(self.atom(item, f"{name}_{i}") for i, item in enumerate(value.items, 1))
            return replace(value, items=items)
        gate = self._one_gate(value)
        return self._append((self.names.claim if own else self.names.fresh)(name), gate, behind)

    def grow(self, name: str, value: Apply, behind: str = "", *, own: bool = True) -> Name:
        """Bind a variable that grows in a loop to its total, after one more turn."""
        gate = rebuild(value, self.atom)
        target = (self.names.claim if own else self.names.fresh)(name)
        return self._append(target, gate, behind, grows=True)

    def enter(self, name: str, over: Expression, *, own: bool = True) -> str:
        """Begin a loop over `over`: the name of its index."""
        for text in filter(None, self._take_above()):
            self.remark(text)
        over = rebuild(over, self.atom)
        index = (self.names.claim if own else self.names.fresh)(name)
        self.statements.append(Enter(index, over, self._span))
        return index

    def leave(self, footer: tuple[str, ...]) -> None:
        """End the innermost loop."""
        self.finish(footer)
        self.statements.append(Leave(self._span))

    def bind_parts(
        self,
        names: tuple[str, ...],
        value: Apply,
        behind: str = "",
        *,
        own: bool = True,
        row: bool = True,
    ) -> tuple[Name, ...]:
        """Bind one name to each output of a gate that has several, or gives a `row` of one."""
        gate = rebuild(self._with_arrays(value), self.atom)
        claim = self.names.claim if own else self.names.fresh
        first, *others = map(claim, names)
        self._append(first, gate, behind, tuple(others), lone=row and not others)
        return tuple(map(Name, (first, *others)))

    def _has_several(self, value: Apply) -> bool:
        return self.arrays and output_count(value) is not None

    def parts(self, value: Apply, name: str = "") -> Expression:
        """The outputs of a gate that has several, each under a new name."""
        gate, count = rebuild(self._with_arrays(value), self.atom), output_count(value)
        if not count:
            return self._refuse_uncounted(value)
        first, *others = (
            self.names.fresh(f"{name}_{i}") if name else self.names.temporary()
            for i in range(1, count + 1)
        )
        self._append(first, gate, others=tuple(others), lone=not others)
        row = Sequence(tuple(map(Name, (first, *others))))
        self.fields[row] = field_names(value)
        return row

    def atom(self, value: Expression, name: str = "") -> Expression:
        """`value` as a leaf: computed into a temporary (or `name`) if there is anything to do.

        What gives several values comes as a sequence of leaves.
        """
        if isinstance(value, Sequence | Slice):
            return rebuild(value, self.atom)
        if is_leaf(value):
            return value
        if isinstance(value, Apply) and self._has_several(value):
            return self.parts(value, name)
        gate = self._one_gate(value)
        return self._append(self.names.fresh(name) if name else self.names.temporary(), gate)

    def check(self, test: Expression, message: Expression | None, behind: str) -> None:
        """Keep an assertion, whole as it is."""
        comments = Comments(self._take_above(), behind)
        if self._guard is not None:
            condition, holds = self._guard
            unless = operator("logical_not", "not", condition) if holds else condition
            test = operator("logical_or", "or", unless, test)
        self.statements.append(Assertion(test, message, self._span, comments))

    def _one_gate(self, value: Expression) -> Expression:
        """`value` with everything inside it computed before, but for one gate."""
        if not isinstance(value, Apply) or is_limit(value):
            return self.atom(value)
        spelled = match_spelling(value, inline=True)
        if spelled:
            return self._guarded(substitute(spelled.frame, self._atoms(spelled.bindings)))
        name = value.function.name
        if name == "where" and value.function.module == "operator":
            return self._choice(value)
        if name in ("logical_and", "logical_or") and value.function.module == "operator":
            return self._short_circuit(value)
        gate = rebuild(self._with_arrays(value), self.atom)
        return POISON if POISON in children(gate) else self._guarded(gate)

    def _with_arrays(self, call: Apply) -> Apply:
        """A call in which lists of values are arrays of their own: each element has a gradient."""
        return with_arrays(call) if self.arrays else call

    def _choice(self, value: Apply) -> Expression:
        """`a if c else b`: each side computed before, under the condition if it could fail."""
        test, yes, no = value.arguments
        condition = self.atom(test)
        lone = self._lone_guarded(yes, no, condition)
        if lone is not None:
            return lone
        sides = (self._side(yes, condition, True), self._side(no, condition, False))
        return replace(value, arguments=(condition, *sides))

    def _lone_guarded(
        self, yes: Expression, no: Expression, condition: Expression
    ) -> Expression | None:
        """`log(x) if c else 0` is one guarded gate as it stands."""
        for side, other, holds in ((yes, no, True), (no, yes, False)):
            can_fail = isinstance(side, Apply) and (self.arrays or not never_fails(side))
            if can_fail and is_number(other, 0) and self._guard is None:
                with self.under(condition, holds):
                    return self._one_gate(side)
        return None

    def _side(self, side: Expression, condition: Expression, holds: bool) -> Expression:
        if is_leaf(side) or (is_total(side) and not self.arrays):
            return self.atom(side)
        with self.under(condition, holds):
            return self.atom(side)

    def _short_circuit(self, value: Apply) -> Expression:
        """`a and b`: the second condition is only computed where the first leaves it open."""
        if not all(is_boolean(operand, self._booleans) for operand in value.arguments):
            self._refuse_values(value)
            return POISON
        first, second = value.arguments
        condition = self.atom(first)
        open_if = value.function.name == "logical_and"
        return replace(value, arguments=(condition, self._side(second, condition, open_if)))

    @contextmanager
    def under(self, condition: Expression, holds: bool) -> Iterator[None]:
        """Compute what can fail only where `condition` holds (or does not), for a while."""
        outer = self._guard
        if outer is not None:
            tests = (self._test(*outer), self._test(condition, holds))
            both = operator("logical_and", "and", *tests)
            condition, holds = self._append(self.names.temporary(), both), True
        self._guard = (condition, holds)
        try:
            yield
        finally:
            self._guard = outer

    def _test(self, condition: Expression, holds: bool) -> Expression:
        return condition if holds else self.atom(operator("logical_not", "not", condition))

    def _guarded(self, gate: Expression) -> Expression:
        """A gate that can fail, under the condition that holds here: `log(x) if c else 0.0`."""
        if self._guard is None or not isinstance(gate, Apply):
            return gate
        # On arrays a gate is of one shape where the condition holds, and a lone zero elsewhere.
        if never_fails(gate) and not (self.arrays and not is_boolean(gate, self._booleans)):
            return gate
        condition, holds = self._guard
        sides = (gate, _ZERO) if holds else (_ZERO, gate)
        return replace(operator("where", "if", condition, *sides), origin=gate.origin)

    def _atoms(self, bindings: Mapping[str, Expression]) -> dict[str, Expression]:
        return {hole: self.atom(value) for hole, value in bindings.items()}

    def _refuse_uncounted(self, value: Apply) -> Expression:
        place = value.origin or self._span
        label = "how many values this gives cannot be told from the text"
        help = "unpack it where it is made, one name for each value: a, b = ..."
        labels = (Label(place, label),) if place else ()
        self._findings.errors.append(
            Diagnostic("unpacking", "a row of values under one name", labels, help)
        )
        return POISON

    def _refuse_values(self, value: Apply) -> None:
        slug, message, label, help = _VALUES
        place = value.origin or self._span
        labels = (Label(place, label),) if place else ()
        self._findings.errors.append(Diagnostic(slug, message, labels, help))


_VALUES = (
    "boolean-operation",
    "`and` or `or` between values that are no conditions",
    "it would give one of the values, and which one depends on the other",
    "compare: x > 0 and y > 0; or choose: x if x != 0 else y",
)
