"""What all shape functions work on, and the shapes that need no subject of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from gradgen.ir.expression import Expression, Literal, Sequence
from gradgen.ir.shape import SCALAR, Dim, Shape, UnsureError, broadcast


class Operands(NamedTuple):
    """The operands of a gate by name, and what is known of values so far.

    `size_of` gives a whole number as a dimension (`N` for `x.shape[0]`), where it is known;
    `kind_of` tells a `mask` and `whole` numbers, `told_by` the shape that a row of sizes is.
    """

    values: Mapping[str, Expression]
    shape_of: Callable[[Expression], Shape]
    size_of: Callable[[Expression], Dim | None]
    kind_of: Callable[[Expression], str] = lambda _: ""
    told_by: Callable[[Expression], Shape | None] = lambda _: None

    def shape(self, name: str) -> Shape:
        """The shape of an operand."""
        return self.shape_of(self.values[name])

    def dims(self, name: str) -> tuple[Dim, ...]:
        """The dimensions of an operand; raises UnsureError where they are not known."""
        shape = self.shape(name)
        if not shape.is_exact:
            raise UnsureError
        return shape.dims

    def row(self, name: str) -> tuple[Expression, ...]:
        """The operands of a starred row."""
        row = self.values[f"*{name}"]
        assert isinstance(row, Sequence)
        return row.items

    def is_true(self, name: str) -> bool:
        """Whether an option is given as `True`; raises UnsureError where it is no literal."""
        value = self.values[name]
        if value not in (Literal("True"), Literal("False")):
            raise UnsureError
        return value == Literal("True")


def elementwise(operands: Operands) -> Shape:
    """All operands, broadcast."""
    return broadcast(map(operands.shape_of, _each(operands.values)))


def _each(values: Mapping[str, Expression]) -> Iterator[Expression]:
    """The operands one by one, those of a starred row too; a list is an operand of its own."""
    for name, value in values.items():
        if name.startswith("*") and isinstance(value, Sequence):
            yield from value.items
        elif not name.endswith("[]"):
            yield value


def pair(operands: Operands) -> tuple[Shape, Shape]:
    """Two outputs, each of the shape that all operands broadcast to."""
    return (elementwise(operands),) * 2


def scalar(_: Operands) -> Shape:
    """A single number."""
    return SCALAR


def like_first(operands: Operands) -> Shape:
    """The shape of the first operand."""
    return operands.shape_of(next(iter(operands.values.values())))


def like_second(operands: Operands) -> Shape:
    """The shape of the second operand."""
    _, second, *_ = operands.values.values()
    return operands.shape_of(second)


def unknown(_: Operands) -> Shape:
    """Nothing is known."""
    raise UnsureError


def like_third(operands: Operands) -> Shape:
    """The shape of the third operand."""
    return operands.shape_of(list(operands.values.values())[2])


def like_fourth(operands: Operands) -> Shape:
    """The shape of the fourth operand."""
    return operands.shape_of(list(operands.values.values())[3])
