"""Lowers what looks into a value: attributes, methods, subscripts."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

import libcst as cst

from gradgen.frontend.array_calls import refuse_member
from gradgen.frontend.context import (
    POISON,
    Entity,
    Method,
)
from gradgen.frontend.operations import Operations
from gradgen.frontend.refusals import refuse_expression
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Sequence,
    Slice,
    children,
    rebuild,
    subscript,
)
from gradgen.ir.numerals import number
from gradgen.rules.matcher import LIMITS, is_limits
from gradgen.rules.operands import output_count
from gradgen.targets.libraries import gate_of
from gradgen.targets.numpy import ATTRIBUTES


@dataclass
class Members(Operations):
    """Lowers the parts of arrays, and of tuples and lists that the text spells out."""

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
        if name in ATTRIBUTES:
            return Apply(Function(ATTRIBUTES[name], "attribute", name), (value,))
        if gate_of(f"ndarray.{name}"):
            return Method(value, name)
        refuse_member(node, self.file.findings)
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
        items = [self._index(element.slice) for element in node.slice]
        if POISON in items or any(POISON in children(item) for item in items):
            return POISON
        lone = len(items) == 1 and not isinstance(node.slice[0].comma, cst.Comma)
        return items[0] if lone else Sequence(tuple(items))

    def _subscript(self, node: cst.Subscript) -> Expression:
        value, index = self.lower(node.value), self.index_of(node)
        if POISON in (value, index):
            return POISON
        if isinstance(value, Apply) and self.builder is not None and output_count(value):
            value = self.builder.atom(value)
        if isinstance(value, Sequence):
            return self._element(value, index, node)
        return subscript(value, index)

    def _index(self, item: cst.BaseSlice) -> Expression:
        if isinstance(item, cst.Slice):
            parts = (item.lower, item.upper, item.step)
            return Slice(*(None if part is None else self.lower(part) for part in parts))
        assert isinstance(item, cst.Index)
        return self.lower(item.value)

    def _element(self, row: Sequence, index: Expression, node: cst.Subscript) -> Expression:
        """`row[1]` of a literal tuple or list."""
        place = number(index)
        if isinstance(place, int) and -len(row.items) <= place < len(row.items):
            return row.items[place]
        refuse_expression(node, self.file.findings)
        return POISON
