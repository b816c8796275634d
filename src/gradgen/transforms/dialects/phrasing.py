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
from gradgen.targets.localize import localize
from gradgen.targets.python import PYTHON
from gradgen.targets.signatures import bind, qualified_name, spelled
from gradgen.transforms.dialects.standard import as_function
from gradgen.transforms.dialects.traced import tests_in, traced_in_calls

_SAID_OF_GATES = tuple(f"# {KINDS[kind].word}:" for kind in ("flat", "stop"))
_ONE = Literal("1.0")
_NUMBERS = frozenset(("float", "int", "bool"))
_CONDITIONS = {"where": "if", "logical_and": "and", "logical_or": "or", "logical_not": "not"}
_MADE = {"zeros_like": "0.0", "ones_like": "1.0"}
_BACKWARDS = Slice(None, None, Literal("-1"))
_PLAIN = frozenset(("operator", "math", "builtins"))


@dataclass
class Writing:
    """Writes statements in the words of a library; what it has no words for is kept in `lacks`.

    `written` are the expressions of the user's own lines; `own_gates` definitions that gradgen put
    into an output that is read again; `numbers` the names of plain numbers at the place at hand.
    """

    dialect: Dialect
    book: Phrasebook
    written: Collection[Expression]
    own_gates: Mapping[str, str] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)

    def statements(
        self, circuit: Circuit
    ) -> Iterator[tuple[Statement, tuple[tuple[str, str], ...]]]:
        """Each statement in the words of the library, and what it lacks for it: a name, and why."""
        self.numbers = {p.name for p in circuit.parameters if p.annotation in _NUMBERS}
        for statement in circuit.body:
            self._note(statement)
            lacks: list[tuple[str, str]] = []

            def change(expression: Expression, lacks: list[tuple[str, str]] = lacks) -> Expression:
                own = expression in self.written
                settled = expression if own else traced_in_calls(expression, self._is_decided)
                said, why = self.said(settled, own=own)
                lacks += why
                return said

            fitted = rewritten(_without_repeats(statement), change)
            if isinstance(fitted, Remark):
                fitted = self._remark(fitted)
            yield fitted, tuple(dict.fromkeys(lacks))

    @cached_property
    def _tests(self) -> frozenset[Expression]:
        """What the user decides by an `if`."""
        return tests_in(node for e in self.written for node in walk(e))

    def _is_decided(self, test: Expression) -> bool:
        return test in self._tests or self._is_number(test)

    def _remark(self, remark: Remark) -> Remark:
        """What is said of a gate of NumPy's: with the names of parameters that it has here."""
        if not remark.text.startswith(_SAID_OF_GATES):
            return remark
        text = remark.text
        for ours, theirs in self.dialect.synonyms.items():
            text = re.sub(rf"\b{ours}=", f"{theirs}=", text)
        return replace(remark, text=text)

    def _note(self, statement: Statement) -> None:
        """Keep in mind which names stand for plain numbers."""
        if isinstance(statement, Gate):
            is_number = self._is_number(statement.expression)
            change = self.numbers.update if is_number else self.numbers.difference_update
            change(statement.targets)

    def _is_number(self, expression: Expression) -> bool:
        """Whether a value is surely a plain number of Python's, and no tensor."""
        match expression:
            case Literal():
                return True
            case Name(id=name):
                return name in self.numbers
            case Apply(function=Function(name="size" | "ndim" | "len")):
                return True
            case Apply(function=Function(name="index"), arguments=[row, _]):
                return isinstance(row, Apply) and row.function.name == "shape"
            case Apply(function=function, arguments=arguments):
                is_plain = function.name in {*PYTHON.functions, *_CONDITIONS}
                is_plain = is_plain or function.module in _PLAIN
                return is_plain and bool(arguments) and all(map(self._is_number, arguments))
            case Symbol(function=function):
                return function.attribute in ("pi", "e", "inf", "nan")
        return False

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
        if call.arguments and all(map(self._is_number, call.arguments)) and _is_of_numbers(call):
            return _on_numbers(call)
        found = in_words_of(self.book, call, self.numbers, own=own)
        if found is None:
            lacks.append((spelled(call.function), "gradgen's table has no words for that"))
            return call
        if name in self.dialect.untyped and not own and "dtype" not in (bind(call) or {}):
            lacks.append((spelled(call.function), "its numbers would be of 32 bits"))
        return found

    def _gate(self, call: Apply, lacks: list[tuple[str, str]]) -> Expression:
        """A gate that the library has, or that the output defines."""
        found = in_words_of(self.book, call, self.numbers)
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


def _is_of_numbers(call: Apply) -> bool:
    """Whether Python itself has a function for what is called."""
    return call.function.name in {*PYTHON.functions, *_CONDITIONS, *_MADE}


def _on_numbers(call: Apply) -> Expression:
    """A call on plain numbers in Python's own words: `math.log(k)`, `a if c else b`."""
    name = call.function.name
    if name in _MADE:
        return Literal(_MADE[name])
    if name in _CONDITIONS:
        return operator(name, _CONDITIONS[name], *call.arguments)
    return localize(replace(call, function=replace(call.function, module=None)), PYTHON)


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
