"""Shapes of statistics: quantiles, covariances, scaled sums."""

from __future__ import annotations

from gradgen.ir.expression import Literal
from gradgen.ir.shape import SCALAR, Shape, UnsureError, broadcast
from gradgen.rules.output_shapes.operands import Operands
from gradgen.rules.output_shapes.reductions import reduced

_NONE = Literal("None")


def quantiles(operands: Operands) -> Shape:
    """What a reduction leaves, once for each element of `q`."""
    q = operands.shape("q")
    if not q.is_exact:
        raise UnsureError
    rest = reduced(operands)
    if q.is_scalar:
        return rest
    if not rest.is_exact:
        raise UnsureError
    return Shape((*q.dims, *rest.dims))


def covariance(operands: Operands) -> Shape:
    """A row and a column for each variable; of one variable alone a single number."""
    first, second, *_ = operands.values
    if operands.values["rowvar"] not in (Literal("True"), Literal("False")):
        raise UnsureError
    sizes = [_variables(operands, n) for n in (first, second) if operands.values[n] != _NONE]
    if not all(isinstance(size, int) for size in sizes):
        if len(sizes) > 1:
            raise UnsureError
        return Shape((sizes[0], sizes[0]))
    total = sum(size for size in sizes if isinstance(size, int))
    return Shape((total, total)) if total != 1 else SCALAR


def _variables(operands: Operands, name: str) -> int | str:
    """How many variables an operand holds."""
    dims = operands.dims(name)
    if len(dims) < 2:
        return 1
    if len(dims) > 2:
        raise UnsureError
    return dims[0] if operands.is_true("rowvar") else dims[1]


def scaled_and_reduced(operands: Operands) -> Shape:
    """What a reduction leaves of `a`, broadcast with `b`."""
    shapes = operands.shape("a"), operands.shape("b")
    if broadcast(shapes) != shapes[0]:
        raise UnsureError
    return reduced(operands)
