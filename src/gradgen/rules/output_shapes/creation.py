"""Shapes of arrays that are made: of numbers in a row, of literals."""

from __future__ import annotations

from gradgen.ir.expression import Literal
from gradgen.ir.shape import Shape, UnsureError
from gradgen.rules.output_shapes.operands import Operands


def counted(operands: Operands) -> Shape:
    """`arange(n)`."""
    values = operands.values
    size = operands.size_of(values["start_or_stop"])
    if size is None or values["stop"] != Literal("None"):
        raise UnsureError
    return Shape((size,))


def square(operands: Operands) -> Shape:
    """`eye(N)`."""
    size = operands.size_of(operands.values["N"])
    if size is None or operands.values.get("M", Literal("None")) != Literal("None"):
        raise UnsureError
    return Shape((size, size))


def of_literal(operands: Operands) -> Shape:
    """An array made of a literal list, or of an array."""
    return operands.shape_of(next(iter(operands.values.values())))
