"""Derived functions in the words of a library that has its own, by its phrase book.

Before::

    grad_x = np.sum(grad_s, axis=0, keepdims=True)
    np.add.at(grad_w, i, grad_x)

After::

    grad_x = torch.sum(grad_s, dim=0, keepdim=True)
    grad_w = summed_at(grad_w, i, grad_x)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from gradgen.ir.circuit import Circuit, Gate, Remark, Statement, Update
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Sequence,
    Slice,
    Symbol,
    index_as_argument,
    index_items,
    operator,
    rebuild,
    walk,
)
from gradgen.ir.numerals import number
from gradgen.ir.rewriting import rewritten
from gradgen.rules.kinds import KINDS
from gradgen.targets.definitions import definition_named
from gradgen.targets.dialects.dialect import Dialect
from gradgen.targets.dialects.phrase_writing import in_words_of
from gradgen.targets.dialects.phrases import Phrasebook
from gradgen.targets.libraries import is_array_library
from gradgen.targets.signatures import bind, qualified_name, spelled
from gradgen.transforms.dialects.plain_numbers import PlainNumbers, has_words, in_plain_words
from gradgen.transforms.dialects.standard import as_function
from gradgen.transforms.dialects.traced import tests_in, traced, traced_in_calls
from gradgen.transforms.local_gradients import is_choice

_SAID_OF_GATES = tuple(f"# {KINDS[kind].word}:" for kind in ("flat", "stop"))
_ONE = Literal("1.0")
_BACKWARDS = Slice(None, None, Literal("-1"))


@dataclass
class Writing:
    """Writes statements in the words of a library; what it has no words for is kept in `lacks`.

    `written` are the expressions of the user's own lines; `own_gates` definitions that gradgen put
    into an output that is read again.
    """

    dialect: Dialect
    book: Phrasebook
    written: Collection[Expression]
    own_gates: Mapping[str, str] = field(default_factory=dict)
    plain: PlainNumbers = field(default_factory=PlainNumbers)

    def statements(
        self, circuit: Circuit, *, is_first: bool
    ) -> Iterator[tuple[Statement, tuple[tuple[str, str], ...]]]:
        """Each statement in the words of the library, and what it lacks for it: a name, and why.

        A circuit is the first of those that are derived from a function, or a second half.
        """
        self.plain.enter(circuit, is_first=is_first)
        for statement in circuit.body:
            lacks: list[tuple[str, str]] = []

            def change(expression: Expression, lacks: list[tuple[str, str]] = lacks) -> Expression:
                own = expression in self.written
                settled = expression if own else self._settled(expression)
                said, why = self.said(settled, own=own)
                lacks += why
                return said

            fitted = rewritten(_without_repeats(statement), change)
            if isinstance(fitted, Remark):
                fitted = self._remark(fitted)
            self.plain.note(statement)
            yield fitted, tuple(dict.fromkeys(lacks))

    def _settled(self, expression: Expression) -> Expression:
        """A derived expression whose choices between tensors are made by the library."""
        if isinstance(expression, Apply) and is_choice(expression):
            _, *sides = expression.arguments
            if any(map(self.plain.is_array, sides)):
                return traced(expression, self._is_decided)
        return traced_in_calls(expression, self._is_decided)

    @cached_property
    def _tests(self) -> frozenset[Expression]:
        """What the user decides by an `if`."""
        return tests_in(node for e in self.written for node in walk(e))

    def _is_decided(self, test: Expression) -> bool:
        return test in self._tests or self.plain.is_number(test)

    def _remark(self, remark: Remark) -> Remark:
        """What is said of a gate of NumPy's: with the names of parameters that it has here."""
        if not remark.text.startswith(_SAID_OF_GATES):
            return remark
        text = remark.text
        for ours, theirs in self.dialect.synonyms.items():
            text = re.sub(rf"\b{ours}=", f"{theirs}=", text)
        return replace(remark, text=text)

    def said(
        self, expression: Expression, *, own: bool
    ) -> tuple[Expression, list[tuple[str, str]]]:
        """An expression in the words of the library, and what it lacks for that."""
        lacks: list[tuple[str, str]] = []
        return self._said(expression, lacks, own=own), lacks

    def _said(
        self, expression: Expression, lacks: list[tuple[str, str]], *, own: bool
    ) -> Expression:
        inner = rebuild(expression, lambda e: self._said(e, lacks, own=own))
        if isinstance(inner, Symbol):
            return inner
        if not isinstance(inner, Apply):
            return inner
        gate = self.own_gates.get(inner.function.attribute, "")
        if inner.function.module == "" and gate:
            inner = replace(inner, function=Function(gate, "gradgen", gate))
        match inner.function.module:
            case "operator":
                return self._operator(inner, lacks)
            case "gradgen":
                return self._gate(inner, lacks)
            case "method" | "attribute":
                return self._call(as_function(inner), lacks, own=own)
            case str(module) if is_array_library(module):
                return self._call(inner, lacks, own=own)
        return inner

    def _call(self, call: Apply, lacks: list[tuple[str, str]], *, own: bool) -> Expression:
        name = qualified_name(call.function)
        is_plain = bool(call.arguments) and all(map(self.plain.is_number, call.arguments))
        if is_plain and not own and has_words(call):
            return in_plain_words(call)
        numbers = frozenset[str]() if own else self.plain.numbers
        found = in_words_of(self.book, call, numbers, own=own)
        if found is None:
            lacks.append((spelled(call.function), "gradgen's table has no words for that"))
            return call
        if name in self.dialect.untyped and not own and "dtype" not in (bind(call) or {}):
            lacks.append((spelled(call.function), "its numbers would be of 32 bits"))
        return found

    def _gate(self, call: Apply, lacks: list[tuple[str, str]]) -> Expression:
        """A gate that the library has, or that the output defines."""
        found = in_words_of(self.book, call, self.plain.numbers)
        if found is None and definition_named(call.function.name, self.dialect.name) is None:
            lacks.append((call.function.name, "gradgen has no definition of it"))
        return found or self._in_own_keywords(call)

    def _in_own_keywords(self, call: Apply) -> Apply:
        """A call of a definition of gradgen's own with `dim` for `axis`."""
        own = self.dialect.synonyms
        return replace(call, keywords=tuple((own.get(n, n), v) for n, v in call.keywords))

    def _operator(self, call: Apply, lacks: list[tuple[str, str]]) -> Expression:
        symbol = call.function.attribute
        if symbol == "+" and len(call.arguments) == 1:
            return operator("multiply", "*", _ONE, *call.arguments)  # `+x` is the very tensor x
        if symbol == "[]":
            return self._part(call, lacks)
        return call

    def _part(self, call: Apply, lacks: list[tuple[str, str]]) -> Expression:
        """`torch.flip(x, (0,))` for `x[::-1]`, which tensors do not have."""
        array, index = call.arguments
        items = index_items(index)
        backwards = [place for place, item in enumerate(items) if _goes_back(item)]
        if not backwards:
            return call
        if any(item not in (Slice(), _BACKWARDS, Literal("...")) for item in items):
            lacks.append(("x[::-1]", "an index cannot go backwards"))
            return call
        dots = next((p for p, item in enumerate(items) if item == Literal("...")), len(items))
        axes = (place if place < dots else place - len(items) for place in backwards)
        row = Sequence(tuple(Literal(str(axis)) for axis in axes))
        return Apply(Function("flip", "numpy", "flip"), (array, row))


def _goes_back(item: Expression) -> bool:
    """Whether a slice has a negative step."""
    step = number(item.step) if isinstance(item, Slice) and item.step is not None else None
    return isinstance(step, int) and step < 0


def _without_repeats(statement: Statement) -> Statement:
    """`x = summed_at(x, i, y)` for `np.add.at(x, i, y)`."""
    if not isinstance(statement, Update) or not statement.repeats:
        return statement
    index = index_as_argument(statement.index)
    parts = (Name(statement.target), index, statement.value)
    return Gate(
        statement.target,
        Apply(Function("summed_at", "gradgen", "summed_at"), parts),
        statement.span,
        statement.comments,
        statement.note,
        statement.rule,
        idle=statement.idle,
        of=statement.of,
    )
