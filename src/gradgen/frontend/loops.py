"""Lowers loops whose turns do not depend on each other.

In each turn all names are bound anew. What outlives a loop has grown in it: a sum that something is
added to in each turn, or an array into which each turn puts a part of its own. Before::

    y = np.zeros(n)
    for i in range(n):
        t = x[i] ** 2
        y[i] = t

After, where the first operand of `y_1` is what it was in the turn before::

    y = np.zeros(n)
    for i in range(n):
        t1 = x[i]
        t = t1**2
        y_1 = put_at(y, i, t)  (grows)
"""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from dataclasses import dataclass, field, replace

import libcst as cst

from gradgen.frontend import tokens
from gradgen.frontend.bound_names import bound_in
from gradgen.frontend.changes import Changes
from gradgen.frontend.comments import texts
from gradgen.frontend.context import POISON, Shut, Turn
from gradgen.frontend.loop_bodies import (
    growth_of,
    growths,
    leaves_early,
    may_be_in_loop,
    small_statements,
    statements_inside,
    statements_of,
)
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Name,
    index_items,
    operator,
)
from gradgen.ir.operators import BINARY
from gradgen.targets.signatures import qualified_name

_CARRIED = Shut(
    "is carried from one turn of the loop to the next",
    "this loop binds it anew, and reads it before that",
    "write the steps out; only sums may grow, total = total + ..., and arrays, y[i] = ...",
)
_AFTER = Shut(
    "is read after the loop that binds it",
    "it would be what the last turn made of it, if there was one",
    "put what each turn gives into an array, y[i] = ..., or add it to a sum",
)
_GROWING = Shut(
    "is read in the loop that it grows in",
    "what it is here depends on the turns before",
    "read it after the loop",
)


@dataclass
class Growth:
    """What grows in a loop: its total so far, and how many loops there were where it was made."""

    total: Expression
    depth: int


@dataclass
class Loops(Changes):
    """Lowers loops; `turns` are the indices of those around, `growing` what grows in them.

    The function's `own` variables keep their names; `last` is the one that was assigned last.
    """

    own: bool = True
    last: str = ""
    turns: list[Expression] = field(default_factory=list)
    growing: dict[str, Growth] = field(default_factory=dict)

    @abstractmethod
    def lower(self, statement: cst.CSTNode) -> None:
        """Lower one statement, or say why not."""

    @abstractmethod
    def _look_inside(self, statement: cst.CSTNode) -> None:
        """Lower the parts of a refused statement too."""

    def _loop(self, node: cst.For) -> bool:
        """Lower a loop, if it is one of those that gradgen reads."""
        over = self._over(node)
        if over is None or self.builder.is_conditional or leaves_early(node.body):
            return False
        if not all(map(may_be_in_loop, statements_inside(node.body))):
            self._poison_bindings(node)
            self._look_inside(node)
            return True
        assert isinstance(node.target, cst.Name)
        found = Counter(growths(node.body))
        grown = {
            id(place)
            for s in small_statements(node.body)
            if growth_of(s)
            for _, place in bound_in(s)
        }
        bound = {name for name, place in bound_in(node) if id(place) not in grown}
        names = dict.fromkeys(name for name, _ in found)
        mine = [n for n in names if self.frame.values.get(n, POISON) != POISON and n not in bound]
        if POISON in over.arguments or not self._may_grow(mine, found, node):
            self._poison_bindings(node)
            for name in mine:
                self.frame.values[name] = POISON
            return True
        self._turn_by_turn(node, over, mine, bound)
        return True

    def _over(self, node: cst.For) -> Apply | None:
        """What a loop runs over: `range(n)` or `np.ndindex(shape)`."""
        call = node.iter
        if node.orelse or node.asynchronous or not isinstance(node.target, cst.Name):
            return None
        if not isinstance(call, cst.Call) or len(call.args) != 1:
            return None
        (argument,) = call.args
        if argument.star or argument.keyword or not isinstance(call.func, cst.Name | cst.Attribute):
            return None
        function = self._quiet_function(call.func)
        if function is None or qualified_name(function) not in ("builtins.range", "numpy.ndindex"):
            return None
        return Apply(replace(function, name=function.attribute), (self._value(argument.value),))

    def _quiet_function(self, node: cst.BaseExpression) -> Function | None:
        """The function that is called, without a word where it is none."""
        errors = len(self.file.findings.errors)
        entity = self.expressions.entity(node)
        del self.file.findings.errors[errors:]
        return entity if isinstance(entity, Function) else None

    def _may_grow(self, names: list[str], found: Counter[tuple[str, str]], node: cst.For) -> bool:
        """Whether what a loop changes is the function's own, and changed in one way."""
        for name in names:
            ways = {way: found[name, way] for way in _WAYS if found[name, way]}
            value = self.frame.values[name]
            if not isinstance(value, Name):
                return self._refuse(node, f"`{name}` changes in a loop, and is no single value")
            shares = self.file.arrays and ways.keys() != {"sum"}
            if shares and not self._is_own(name, value):
                return self._refuse(node, f"`{name}` is changed in place, and may be shared")
            if {"part", "put"} & ways.keys() and self.builder.is_immutable(value):
                return self._refuse(node, f"`{name}` is a number, and has no parts")
            if "put" in ways and ways != {"put": 1}:
                return self._refuse(node, f"`{name}` is put into more than once in a loop")
            if "put" in ways and not self._is_blank(value):
                return self._refuse(node, f"`{name}` is put into, and was not made as zeros")
        return True

    def _is_blank(self, value: Expression) -> bool:
        made = self.builder.made_by(value)
        return isinstance(made, Apply) and made.function.name in ("zeros", "zeros_like")

    def _refuse(self, node: cst.For, why: str) -> bool:
        self.file.findings.refuse(
            "control-flow",
            node.iter,
            "a loop is not supported whose turns depend on each other",
            why,
            "make an array of zeros before the loop, and fill it: y[i] = ..., once in each turn",
        )
        return False

    def _turn_by_turn(
        self, node: cst.For, over: Apply, growing: list[str], bound: set[str]
    ) -> None:
        assert isinstance(node.target, cst.Name)
        values, shut, index = self.frame.values, self.frame.shut, node.target.value
        for name in growing:
            total = values.pop(name)
            assert isinstance(total, Name)
            self.growing[name] = Growth(total, len(self.turns))
            shut[name] = _GROWING
        for name in bound & values.keys():
            del values[name]
            shut[name] = _CARRIED
        self.builder.begin(self.file.source.span(node.iter), _comments(node))
        name = self.builder.enter(index, over, own=self.own)
        is_range = over.function.name == "range"
        values[index] = Name(name) if is_range else Turn(name)
        self.turns.append(Name(name) if is_range else operator("star", "*", Name(name)))
        for statement in statements_of(node.body):
            self.lower(statement)
        self.turns.pop()
        body = node.body
        self.builder.leave(texts(body.footer) if isinstance(body, cst.IndentedBlock) else ())
        self.last = ""
        for name in bound:
            if values.get(name) != POISON:
                values.pop(name, None)
            shut[name] = _AFTER
        for name in growing:
            values[name] = self.growing.pop(name).total
            del shut[name]
            self.last = name

    def _grow(self, name: str, value: Apply, node: cst.CSTNode, comment: str) -> None:
        """Bind what grows to its total after one more turn."""
        if POISON in value.arguments:
            return
        after = replace(value, origin=self.file.source.span(node))
        self.growing[name].total = self.builder.grow(name, after, comment, own=self.own)

    def _grown(self, statement: cst.BaseSmallStatement, comment: str) -> bool:
        """Lower a statement that lets something grow which the loop did not make itself."""
        found = growth_of(statement)
        if found is None or found[0] not in self.growing:
            return False
        if isinstance(statement, cst.Expr) and not self.expressions.is_added_at(statement.value):
            return False
        name, way = found
        total = self.growing[name].total
        match statement:
            case cst.Assign(value=cst.BinaryOperation(operator=sign, right=right)) if way == "sum":
                after = _sum("+" if isinstance(sign, cst.Add) else "-", total, self._value(right))
                self._grow(name, after, statement, comment)
            case cst.AugAssign(target=cst.Name(), operator=sign, value=right):
                after = _sum(tokens.AUGMENTED[type(sign)], total, self._value(right))
                self._grow(name, after, statement, comment)
            case cst.AugAssign(target=cst.Subscript() as target, operator=sign, value=right):
                change, index = self._value(right), self.expressions.index_of(target)
                if isinstance(sign, cst.SubtractAssign) and change != POISON:
                    change = operator("negative", "-", change)
                self._grow(name, _at("added_at", total, index, change), statement, comment)
            case cst.Expr(value=cst.Call(args=[_, place, right])):
                index, change = self._value(place.value), self._value(right.value)
                self._grow(name, _at("summed_at", total, index, change), statement, comment)
            case cst.Assign(targets=[cst.AssignTarget(target=target)], value=right):
                assert isinstance(target, cst.Subscript)
                change, index = self._value(right), self.expressions.index_of(target)
                if index != POISON and not self._is_of_this_turn(name, index):
                    self._refuse_place(target)
                    return True
                self._grow(name, _at("put_at", total, index, change), statement, comment)
        return True

    def _is_of_this_turn(self, name: str, index: Expression) -> bool:
        """Whether no other turn puts something at an index: those of all loops are in it."""
        items = index_items(index)
        return all(turn in items for turn in self.turns[self.growing[name].depth :])

    def _refuse_place(self, target: cst.CSTNode) -> None:
        self.file.findings.refuse(
            "control-flow",
            target,
            "several turns of a loop may put something at the same place",
            "the index has to hold that of each loop around, as it is",
            "put it at the loop's own index, y[i] = ..., or add it, y[0] += ...",
        )


_WAYS = ("sum", "change", "part", "put")


def _sum(symbol: str, total: Expression, change: Expression) -> Apply:
    return operator(BINARY[symbol], symbol, total, change)


def _at(gate: str, *arguments: Expression) -> Apply:
    return Apply(Function(gate, "gradgen", gate), arguments)


def _comments(node: cst.For) -> tuple[str, ...]:
    """The comments above a loop, and behind its first line."""
    header = node.body.header.comment if isinstance(node.body, cst.IndentedBlock) else None
    return (*texts(node.leading_lines), *((header.value,) if header else ()))
