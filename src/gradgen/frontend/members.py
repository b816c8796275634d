"""Lowers what looks into a value: attributes, methods, subscripts."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

import libcst as cst

from gradgen.frontend.array_calls import refuse_member
from gradgen.frontend.context import (
    POISON,
    Arguments,
    Entity,
    Findings,
    Method,
    Turn,
)
from gradgen.frontend.operations import Operations
from gradgen.frontend.phrasing import phrasing
from gradgen.frontend.refusals import refuse_expression
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Sequence,
    Slice,
    children,
    operator,
    rebuild,
    subscript,
)
from gradgen.ir.numerals import number
from gradgen.rules.matcher import LIMITS, is_limits
from gradgen.rules.operands import output_count
from gradgen.targets.dialects.array_api import ASKING_METHOD
from gradgen.targets.libraries import gate_of
from gradgen.targets.numpy import ATTRIBUTES


@dataclass
class Members(Operations):
    """Lowers the parts of arrays, and of tuples and lists that the text spells out."""

    @abstractmethod
    def _refuse_star(self, node: cst.CSTNode) -> None:
        """Refuse a star before what is not known to have so many values."""

    @abstractmethod
    def _value(self, entity: Entity | None, node: cst.BaseExpression) -> Expression:
        """An entity where a value is wanted."""

    def _member(self, node: cst.Attribute, entity: Entity) -> Entity | None:
        """An attribute of an array, or a method that is going to be called."""
        name, value = node.attr.value, self._value(entity, node.value)
        if value == POISON:
            return POISON
        if isinstance(value, Apply) and self.builder is not None and output_count(value):
            value = self.builder.atom(value)
        if isinstance(value, Sequence):
            return self._field(node, value)
        if name in LIMITS and self._are_limits(value):
            limits = rebuild(value, self.builder.atom) if self.builder is not None else value
            return Apply(Function(name, "attribute", name), (limits,))
        if name == ASKING_METHOD:
            return Method(value, name)
        if (words := phrasing(self.file, self.builder)) is not None:
            return words.member(value, node)
        if name in ATTRIBUTES:
            return Apply(Function(ATTRIBUTES[name], "attribute", name), (value,))
        if gate_of(f"ndarray.{name}"):
            return Method(value, name)
        refuse_member(node, self.file.findings)
        return None

    def _made_anew(self, node: cst.Call) -> Expression | None:
        """`x.at[i].add(y)`: what `np.add.at` does, in an array of its own; `None` for any other."""
        if self.file.dialect is None or not self.file.dialect.functional:
            return None
        match node:
            case cst.Call(
                func=cst.Attribute(
                    value=cst.Subscript(
                        value=cst.Attribute(value=total, attr=cst.Name("at"))
                    ) as place,
                    attr=cst.Name("add" | "set" as word),
                ),
                args=[cst.Arg(keyword=None, star="", value=part)],
            ):
                gate = {"add": "summed_at", "set": "put_at"}[word]
                parts = (self.lower(total), self.index_of(place), self.lower(part))
                return POISON if POISON in parts else Apply(Function(gate, "gradgen", gate), parts)
        return None

    def _are_limits(self, value: Expression) -> bool:
        """Whether a value is `np.finfo(…)`, or a name for that."""
        return is_limits(value if self.builder is None else self.builder.made_by(value))

    def _field(self, node: cst.Attribute, row: Sequence) -> Expression | None:
        """One of several outputs, by the name that it has in NumPy's result: `r.eigenvalues`."""
        fields = self.builder.fields.get(row, ()) if self.builder is not None else ()
        if node.attr.value in fields:
            return row.items[fields.index(node.attr.value)]
        refuse_member(node, self.file.findings)
        return None

    def index_of(self, node: cst.Subscript) -> Expression:
        """What stands between the brackets."""
        comma = isinstance(node.slice[0].comma, cst.Comma)
        lone = len(node.slice) == 1 and not comma
        items = [self._index(element.slice, lone=lone) for element in node.slice]
        if POISON in items or any(POISON in children(item) for item in items):
            return POISON
        is_star = isinstance(items[0], Apply) and items[0].function.name == "star"
        return items[0] if lone and not is_star else Sequence(tuple(items))

    def _subscript(self, node: cst.Subscript) -> Expression:
        value, index = self.lower(node.value), self.index_of(node)
        if POISON in (value, index):
            return POISON
        if isinstance(value, Apply) and self.builder is not None and output_count(value):
            value = self.builder.atom(value)
        if isinstance(value, Sequence):
            return self._element(value, index, node)
        return subscript(value, index)

    def _index(self, item: cst.BaseSlice, *, lone: bool) -> Expression:
        if isinstance(item, cst.Slice):
            parts = (item.lower, item.upper, item.step)
            return Slice(*(None if part is None else self.lower(part) for part in parts))
        assert isinstance(item, cst.Index)
        turn = self._turn(item.value)
        if turn and (lone or item.star):
            return operator("star", "*", Name(turn.name))
        if item.star:
            self.lower(item.value)
            self._refuse_star(item)
            return POISON
        return self.lower(item.value)

    def _turn(self, node: cst.BaseExpression) -> Turn | None:
        """The index of a loop over all elements of an array, if that is what a name stands for."""
        values = self.frame.values if self.frame else {}
        entity = values.get(node.value) if isinstance(node, cst.Name) else None
        return entity if isinstance(entity, Turn) else None

    def _element(self, row: Sequence, index: Expression, node: cst.Subscript) -> Expression:
        """`row[1]` of a literal tuple or list."""
        place = number(index)
        if isinstance(place, int) and -len(row.items) <= place < len(row.items):
            return row.items[place]
        refuse_expression(node, self.file.findings)
        return POISON


def slice_of(arguments: Arguments, node: cst.Call, findings: Findings) -> Expression:
    """`slice(1, None)`, which is `1:` in a subscript."""
    parts = [None if part == Literal("None") else part for part in arguments.positional]
    if arguments.keywords or not 1 <= len(parts) <= 3:
        findings.refuse(
            "wrong-arguments",
            node,
            "the arguments do not fit `slice`",
            "it takes a stop, or a start, a stop and a step",
            "write the slice where it is used: x[start:stop]",
        )
        return POISON
    return Slice(None, parts[0]) if len(parts) == 1 else Slice(*parts)
