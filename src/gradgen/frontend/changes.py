"""Lowers changes in place, `x += y` and `x[i] += y`, of what the function itself made."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace

import libcst as cst

from gradgen.frontend import tokens
from gradgen.frontend.builder import Builder
from gradgen.frontend.context import (
    POISON,
    Entity,
    File,
    Frame,
    Library,
    Method,
    Row,
    Turn,
    UserFunction,
)
from gradgen.frontend.expressions import Expressions
from gradgen.frontend.freshness import sharers
from gradgen.frontend.refusals import refuse_expression
from gradgen.frontend.stops import stopped
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    names_in,
    operator,
)
from gradgen.ir.operators import BINARY


@dataclass
class Changes(ABC):
    """Lowers statements that change a value, as if they made a new one; refuses all others.

    While it is `is_stopping`, a comment at the end of the line stops gradients.
    """

    file: File
    frame: Frame
    expressions: Expressions
    builder: Builder
    is_stopping: bool = field(default=False, kw_only=True)

    @abstractmethod
    def _bind(self, target: cst.CSTNode, value: Expression, comment: str) -> Expression:
        """Bind a target to a value."""

    @abstractmethod
    def _poison_bindings(self, node: cst.CSTNode) -> None:
        """Bind what a refused statement would have bound."""

    def _value(self, node: cst.BaseExpression) -> Expression:
        return self.expressions.lower(node)

    def _assigned(self, node: cst.BaseExpression) -> Expression:
        """The value that a line assigns: behind a stop, if its comment says so."""
        if not self.is_stopping:
            return replace(self.expressions, asking=node).lower(node)
        value = self._value(node)
        return stopped(value, self.builder, self.file.source.span(node))

    def _refuse_target(self, target: cst.CSTNode) -> None:
        self.file.findings.refuse(
            "unsupported-target",
            target,
            "an assignment into a list or an object is not supported",
            "only names are bound in a circuit, and nothing else is changed",
            "assign to a new name: y = ...",
        )

    def _augmented(self, statement: cst.AugAssign, comment: str) -> None:
        symbol = tokens.AUGMENTED.get(type(statement.operator))
        if self.file.arrays and isinstance(statement.target, cst.Subscript):
            self._add_to_part(statement, statement.target, symbol or "", comment)
            return
        if not isinstance(statement.target, cst.Name):
            self._refuse_target(statement.target)
            return
        if symbol is None:
            refuse_expression(statement, self.file.findings)
            self._poison_bindings(statement)
            return
        before, change = self._value(statement.target), self._value(statement.value)
        if self.file.arrays and not self._is_own(statement.target.value, before):
            self._refuse_in_place(statement, symbol)
            return
        after: Expression = replace(
            operator(BINARY[symbol], symbol, before, change),
            origin=self.file.source.span(statement),
        )
        self._bind(statement.target, POISON if POISON in (before, change) else after, comment)

    def _add_to_part(
        self, statement: cst.AugAssign, target: cst.Subscript, symbol: str, comment: str
    ) -> None:
        """`x[i] += y`, where `x` is an array that this function made itself and alone holds."""
        change = self._value(statement.value)
        if symbol == "-" and change != POISON:
            change = operator("negative", "-", change)
        if symbol not in ("+", "-"):
            self._refuse_target(target)
            return
        parts = (target.value, self.expressions.index_of(target), change)
        self._bind_sum("added_at", statement, parts, comment)

    def _bind_sum(
        self,
        gate: str,
        statement: cst.CSTNode,
        parts: tuple[cst.BaseExpression, Expression, Expression],
        comment: str,
    ) -> None:
        """Bind an array anew after something was added at an index of it."""
        node, index, change = parts
        total = self._value(node)
        if POISON in (total, index, change):
            self._poison_bindings(node)
            return
        name = node.value if isinstance(node, cst.Name) else ""
        if self.builder.is_immutable(total) or not self._is_own(name, total):
            self._refuse_target(statement)
            return
        span = self.file.source.span(statement)
        after = Apply(Function(gate, "gradgen", gate), (total, index, change), origin=span)
        self._bind(node, after, comment)

    def _is_own(self, name: str, value: Expression) -> bool:
        """Whether changing a value in place is the same as making a new one: nobody shares it."""
        if value == POISON or self.builder.is_immutable(value):
            return True
        frames = [self.frame]
        while (caller := frames[-1].caller) is not None:
            frames.append(caller)
        same = sharers(value, list(self.builder.gates()))
        if same is None:
            return False
        held = [(f, n) for f in frames for n, v in f.values.items() if _holds(v, same)]
        return held == [(self.frame, name)] and self.frame.values[name] == value

    def _refuse_in_place(self, statement: cst.AugAssign, symbol: str) -> None:
        assert isinstance(statement.target, cst.Name)
        name = statement.target.value
        self.file.findings.refuse(
            "in-place",
            statement,
            f"`{name}` is changed in place",
            "if it is an array, everything that shares its memory changes with it",
            f"make a new one: {name} = {name} {symbol} ...",
        )
        self._poison_bindings(statement)

    def _add_at(self, node: cst.BaseExpression, comment: str) -> None:
        """`np.add.at(x, i, y)`, where `x` is an array that this function made itself."""
        assert isinstance(node, cst.Call)
        arguments = [a.value for a in node.args if not a.star and a.keyword is None]
        if len(arguments) != 3 or len(node.args) != 3:
            self._refuse_target(node)
            return
        total, *others = arguments
        index, change = map(self._value, others)
        self._bind_sum("summed_at", node, (total, index, change), comment)


def _holds(entity: Entity, names: frozenset[str]) -> bool:
    """Whether what a name stands for is one of the values `names`, or may hold one of them."""
    match entity:
        case Method(value=value):
            return _holds(value, names)
        case Function() | UserFunction() | Library() | Row() | Turn():
            return False
        case _:
            return not names.isdisjoint(names_in(entity))
