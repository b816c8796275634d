"""Looks: what reads a value only for its shape, or for its shape and type."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gradgen.ir.expression import Apply, Expression, Literal, Name, rebuild

# Functions that look at one of their arguments for its shape and type, or for its shape alone.
LIKE: Final = {"ones_like": 0, "zeros_like": 0, "full_like": 0}
_SHAPE: Final = {"shape": 0, "size": 0, "ndim": 0, "len": 0, "unbroadcast": 1}
_BLANK: Final = Literal("None")


def looks_at(expression: Expression) -> int | None:
    """Which argument a function only looks at; `None` for one that reads all of them."""
    if not isinstance(expression, Apply):
        return None
    name = expression.function.name
    place = LIKE.get(name, _SHAPE.get(name))
    if place is None or place >= len(expression.arguments):
        return None
    return place if isinstance(expression.arguments[place], Name) else None


def with_argument(call: Apply, place: int, argument: Expression) -> Apply:
    """A call with another argument at `place`."""
    arguments = (*call.arguments[:place], argument, *call.arguments[place + 1 :])
    return replace(call, arguments=arguments)


def without_looks(expression: Expression) -> Expression:
    """An expression without the names that it only looks at."""
    inner = rebuild(expression, without_looks)
    place = looks_at(inner)
    if place is None or not isinstance(inner, Apply):
        return inner
    return with_argument(inner, place, _BLANK)
