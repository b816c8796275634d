"""A call that is to be written for numba: its operands, how many dimensions they have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Sequence,
    Slice,
    rebuild,
    subscript,
    substitute,
)
from gradgen.ir.numerals import number
from gradgen.ir.parser import parse
from gradgen.ir.shape import Shape
from gradgen.targets.localize import localize
from gradgen.targets.numpy import numpy_target

NONE = Literal("None")


class UnsaidError(Exception):
    """What cannot be written, since the number of dimensions of something is not known."""


class UnknownToNumbaError(Exception):
    """What numba has no words for."""


@dataclass(frozen=True)
class Call:
    """A call whose operands are names or literals, and what is known of these by `shape_of`."""

    whole: Apply
    operands: Mapping[str, Expression]
    shape_of: Callable[[Expression], Shape]

    def __getitem__(self, name: str) -> Expression:
        """An operand by its name in the rule."""
        return self.operands[name]

    def rank(self, name: str) -> int:
        """The number of dimensions of an operand. Raises UnsaidError."""
        rank = self.shape_of(self.operands[name]).rank
        if rank is None:
            raise UnsaidError
        return rank

    def is_plain(self, name: str) -> bool:
        """Whether an operand is surely a single number."""
        return self.shape_of(self.operands[name]).rank == 0

    def is_true(self, name: str) -> bool:
        """Whether an option is there, and `True`."""
        return self.operands.get(name, Literal("False")) == Literal("True")

    def axes(self, of: str) -> tuple[int, ...] | None:
        """The axes that the call names, counted from the first; `None` for all of the array.

        Raises UnsaidError where they are counted from the end of nobody knows how many.
        """
        value = self.operands.get("axis", NONE)
        items = value.items if isinstance(value, Sequence) else (value,)
        found = [number(item) for item in items]
        if value == NONE:
            return None
        if not all(isinstance(axis, int) for axis in found):
            raise UnsaidError
        rank = self.rank(of)
        axes = tuple(sorted({int(axis or 0) % rank for axis in found})) if rank else ()
        return None if len(axes) == rank else axes


def own(name: str, *arguments: Expression) -> Apply:
    """A call of one of the definitions that go with the output."""
    return Apply(Function(name, "gradgen", name), arguments)


def written(text: str, **values: Expression) -> Expression:
    """An expression in NumPy's words: `text`, with `values` in the place of its names."""
    return substitute(_template(text), values)


@cache
def _template(text: str) -> Expression:
    return _of_numpy(localize(parse(text), numpy_target()))


def _of_numpy(expression: Expression) -> Expression:
    """`expression` with NumPy's function for each name that is no gate's: `ascontiguousarray`."""
    inner = rebuild(expression, _of_numpy)
    if isinstance(inner, Apply) and inner.function == Function(
        inner.function.name, "gradgen", inner.function.name
    ):
        return replace(inner, function=replace(inner.function, module="numpy"))
    return inner


def with_axes_kept(value: Expression, axes: tuple[int, ...], rank: int) -> Expression:
    """`value` with an axis of length 1 again for each that was reduced: `value[:, None]`."""
    items = tuple(NONE if axis in axes else Slice() for axis in range(rank))
    while items and items[-1] == Slice():
        items = items[:-1]
    return subscript(value, items[0] if len(items) == 1 else Sequence(items))
