"""Totals: sums and means along axes that are written out, and the sizes that they leave.

Of `x` of the shape [N, D]::

    np.mean(x, axis=0, keepdims=True)   a mean of `x` along 0 that keeps its axis: [1, D]
    x.sum()                             a sum of `x` along all axes
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from gradgen.ir.expression import Apply, Expression, Literal, Name
from gradgen.ir.numerals import is_number
from gradgen.optimize.fusion.elements import Dims
from gradgen.rules.forms.axes import literal_axes
from gradgen.rules.matcher import match_gate
from gradgen.transforms.numba.deep_shapes import DeepShapes

Key: TypeAlias = tuple[Expression, tuple[int, ...] | None]


@dataclass(frozen=True)
class Total:
    """A sum or a mean of the elements of `value` along `axes`, or of all."""

    value: Expression
    axes: tuple[int, ...] | None
    keeps: bool
    mean: bool

    @property
    def key(self) -> Key:
        """What two sums have in common of which one is enough."""
        return self.value, self.axes


def sum_of(expression: Expression, shapes: DeepShapes, *also: str) -> Total | None:
    """What an expression sums up, if it is a sum or a mean along axes that are written out."""
    if not isinstance(expression, Apply) or expression.function.name not in (
        also or ("sum", "mean")
    ):
        return None
    if expression.function.module not in ("numpy", "method") or not expression.arguments:
        return None
    hole = Name("#operand")
    value = expression.arguments[0]
    shapes.shapes.known[hole.id] = shapes.of(value)
    match = match_gate(replace(expression, arguments=(hole, *expression.arguments[1:])))
    if match is None or match.bindings.get("a") != hole:
        return None
    bindings = match.bindings
    if not is_number(bindings.get("ddof", Literal("0")), 0):
        return None
    axes, keeps = bindings.get("axis", Literal("None")), bindings.get("keepdims", Literal("False"))
    rank = shapes.of(value).rank
    if keeps not in (Literal("True"), Literal("False")) or not rank:
        return None
    is_mean = expression.function.name == "mean"
    if axes == Literal("None"):
        is_kept = keeps == Literal("True")
        return None if is_kept else Total(value, None, False, is_mean)
    found = literal_axes(axes)
    if found is None:
        return None
    named = tuple(sorted({axis % rank for axis in found}))
    if keeps == Literal("True") and len(named) == rank:
        return None
    return Total(value, named, keeps == Literal("True"), is_mean)


def left(dims: Dims, axes: tuple[int, ...] | None, keeps: bool) -> Dims:
    """The sizes that a sum along `axes` leaves."""
    gone = range(len(dims)) if axes is None else axes
    if keeps:
        return tuple(1 if n in gone else dim for n, dim in enumerate(dims))
    return tuple(dim for n, dim in enumerate(dims) if n not in gone)
