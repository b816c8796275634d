"""Shapes of convolutions, and of the powers of a row."""

from __future__ import annotations

from gradgen.ir.expression import Literal
from gradgen.ir.shape import Dim, MisfitError, Shape, UnsureError
from gradgen.rules.output_shapes.operands import Operands


def _lengths(operands: Operands) -> tuple[Dim, Dim]:
    """The lengths of the two rows."""
    a, v = operands.dims("a"), operands.dims("v")
    if len(a) > 1 or len(v) > 1:
        raise MisfitError(f"{Shape(a)} with {Shape(v)}: only rows are convolved")
    return (a or (1,))[0], (v or (1,))[0]


def convolved_full(operands: Operands) -> Shape:
    """Wherever the two overlap."""
    a, v = _lengths(operands)
    known = isinstance(a, int) and isinstance(v, int)
    return Shape((a + v - 1 if known else f"?{a}+{v}-1",))  # type: ignore[operator]


def convolved_same(operands: Operands) -> Shape:
    """As long as the longer one."""
    a, v = _lengths(operands)
    if isinstance(a, int) and isinstance(v, int):
        return Shape((max(a, v),))
    return Shape((a if a == v else f"?max({a},{v})",))


def convolved_valid(operands: Operands) -> Shape:
    """Where the shorter one lies inside of the longer one."""
    a, v = _lengths(operands)
    if isinstance(a, int) and isinstance(v, int):
        return Shape((abs(a - v) + 1,))
    return Shape((1 if a == v else f"?{a}-{v}+1",))


def powers(operands: Operands) -> Shape:
    """`vander`: a column for each power; as many as there are elements without `N`."""
    (size,) = operands.dims("x")
    count = operands.values["N"]
    columns = size if count == Literal("None") else operands.size_of(count)
    if columns is None:
        raise UnsureError
    return Shape((size, columns))
