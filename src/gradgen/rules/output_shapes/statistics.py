"""Shapes of statistics: quantiles, covariances, scaled sums."""

from __future__ import annotations

from gradgen.ir.expression import Name
from gradgen.ir.shape import SCALAR, Shape, UnsureError, broadcast
from gradgen.rules.output_shapes.operands import Operands
from gradgen.rules.output_shapes.reductions import reduced


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


def quantile_table(operands: Operands) -> Shape:
    """The shape of `x`, once for each element of `q`."""
    q, x = operands.shape("q"), operands.shape("x")
    if q.is_scalar:
        return x
    return Shape((*operands.dims("q"), *operands.dims("x")))


def covariance(operands: Operands) -> Shape:
    """A row and a column for each variable; of one variable alone a single number."""
    size = _variables(operands, next(iter(operands.values)))
    return SCALAR if size == 1 else Shape((size, size))


def covariance_of_two(operands: Operands) -> Shape:
    """A row and a column for each variable of both operands."""
    first, second, *_ = operands.values
    upper, lower = _variables(operands, first), _variables(operands, second)
    if not isinstance(upper, int) or not isinstance(lower, int):
        raise UnsureError
    return Shape((upper + lower, upper + lower))


def _variables(operands: Operands, name: str) -> int | str:
    """How many variables an operand holds."""
    dims, by_row = operands.dims(name), operands.is_true("rowvar")
    if len(dims) < 2:
        return 1
    if len(dims) > 2:
        raise UnsureError
    return dims[0] if by_row else dims[1]


def log_of_sum(operands: Operands) -> Shape:
    """What a reduction leaves of `a`; SciPy takes a number for a row of one."""
    return _log_of_sum(operands, operands.shape("a"))


def log_of_scaled_sum(operands: Operands) -> Shape:
    """What a reduction leaves of what `a` and `b` broadcast to."""
    return _log_of_sum(operands, broadcast((operands.shape("a"), operands.shape("b"))))


def _log_of_sum(operands: Operands, whole: Shape) -> Shape:
    if whole.is_scalar:
        return Shape((1,)) if operands.is_true("keepdims") else whole
    values = {**operands.values, "a": Name("whole")}
    return reduced(operands._replace(values=values, shape_of=lambda _: whole))
