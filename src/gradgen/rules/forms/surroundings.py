"""What a form knows of the gate that it is written for, and how it writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple, TypeAlias, TypeVar

from gradgen.ir.expression import Expression, substitute
from gradgen.ir.parser import parse
from gradgen.ir.shape import Dim, Shape

ShapeOf: TypeAlias = Callable[[Expression], Shape]
F = TypeVar("F", bound=Callable[..., Expression])


class NeedsShapeError(ValueError):
    """A gradient cannot be written before the number of dimensions of `operand` is known.

    What else would help may be said in `instead`.
    """

    def __init__(self, operand: Expression, instead: str = "") -> None:
        super().__init__()
        self.operand, self.instead = operand, instead


class UnsupportedUseError(ValueError):
    """A gradient cannot be written for the way in which a gate is used: why, and what helps."""

    def __init__(self, why: str, instead: str) -> None:
        super().__init__(why)
        self.why, self.instead = why, instead


class Surroundings(NamedTuple):
    """The gate around a form: the operand that something flows back to, and the others.

    `index` is the operand's place in a starred row (`bindings["*arrays"]` holds all of it);
    `shape_of` gives the shape of any operand, and of the output; `is_solid` tells whether a value
    surely has a `shape`, which a plain number has not, `is_float` whether it surely holds floats.
    """

    operand: Expression
    bindings: Mapping[str, Expression]
    index: int  # type: ignore[assignment]  # a place, not the method of tuples
    out: Expression
    shape_of: ShapeOf
    is_solid: Callable[[Expression], bool]
    is_float: Callable[[Expression], bool]

    def rank(self, value: Expression) -> int:
        """The number of dimensions of `value`; raises NeedsShapeError where it is not known."""
        rank = self.shape_of(value).rank
        if rank is None:
            raise NeedsShapeError(value)
        return rank

    def dims(self, value: Expression) -> tuple[Dim, ...] | None:
        """The dimensions of `value`, where they are known."""
        shape = self.shape_of(value)
        return shape.dims if shape.is_exact else None

    def shape(self, value: Expression) -> Expression:
        """The expression that gives the shape of `value`: `x.shape` where it is surely an array."""
        return fill("x.shape" if self.is_solid(value) else "shape(x)", x=value)


def form(function: F) -> F:
    """Marks a function as a form: it is called with the surroundings and a line's arguments."""
    function.is_form = True  # type: ignore[attr-defined]
    return function


def fill(template: str, **values: Expression) -> Expression:
    """The expression that `template` spells, with `values` in the place of its names."""
    return substitute(_parsed(template), values)


@cache
def _parsed(template: str) -> Expression:
    return parse(template)
