"""Shapes of places in arrays: one row of whole numbers for each axis, which may be unpacked.

Each function gives the shapes of the rows; where a row of rows keeps one name, none of them counts.
"""

from __future__ import annotations

from gradgen.ir.expression import Expression, Sequence
from gradgen.ir.printer import show
from gradgen.ir.shape import Shape, UnsureError
from gradgen.rules.output_shapes.operands import Operands


def true_places(operands: Operands) -> tuple[Shape, ...]:
    """As many places as elements are true, in each axis."""
    (condition,) = operands.values.values()
    return (Shape((how_many_are_true(condition),)),) * _rank(operands, condition)


def how_many_are_true(condition: Expression) -> str:
    """The size that nobody has named: how many elements of a mask are true."""
    return f"?nonzero({show(condition)})"


def lower_places(operands: Operands) -> tuple[Shape, ...]:
    """The places of a lower triangle, by rows and columns."""
    return (Shape((f"?lower({_shown(operands)})",)),) * 2


def upper_places(operands: Operands) -> tuple[Shape, ...]:
    """The places of an upper triangle, by rows and columns."""
    return (Shape((f"?upper({_shown(operands)})",)),) * 2


def diagonal_places(operands: Operands) -> tuple[Shape, ...]:
    """The places of a diagonal: as many as there are rows, in each axis."""
    size, count = (operands.size_of(operands.values[name]) for name in ("n", "ndim"))
    if not isinstance(count, int):
        raise UnsureError
    return (Shape((f"?{show(operands.values['n'])}" if size is None else size,)),) * count


def unraveled_places(operands: Operands) -> tuple[Shape, ...]:
    """The places that flat places stand for, in each axis of a shape."""
    shape = operands.values["shape"]
    if isinstance(shape, Sequence):
        return (operands.shape("indices"),) * len(shape.items)
    (count,) = operands.dims("shape") or (1,)
    if not isinstance(count, int):
        raise UnsureError
    return (operands.shape("indices"),) * count


def _shown(operands: Operands) -> str:
    return ", ".join(f"{name}={show(value)}" for name, value in operands.values.items())


def _rank(operands: Operands, value: Expression) -> int:
    rank = operands.shape_of(value).rank
    if rank is None:
        raise UnsureError
    return rank
