"""Slopes of functions on arrays along a direction, by differences; and how slopes change.

Differences are taken of numbers with 64 bits of mantissa where NumPy has them.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

Value = Any
Direction = Mapping[str, Value]

_EXACT: Final = np.longdouble
_STEPS: Final = {_EXACT: 1e-5, np.float64: 1e-3}
_TOLERANCE: Final = {_EXACT: 1e-8, np.float64: 2e-6}


class UnfitError(Exception):
    """There is nothing to compare with: it does not run, or a kink is near."""


class _RoundedError(Exception):
    """The outputs have fewer digits than the inputs."""


@dataclass(frozen=True)
class Moving:
    """A function whose arguments are to be moved, and what its outputs are weighted with."""

    function: Callable[..., Any]
    values: Mapping[str, Value]
    upstream: Sequence[Value]
    is_single: bool = False

    def by(self, kind: Any) -> Callable[..., Any]:
        """The weighted sum of all outputs, where the arguments are moved, in numbers of a kind."""
        base = as_type(self.values, kind)

        def at(*moves: tuple[float, Direction]) -> Any:
            values = copied(base)
            for step, direction in moves:
                for name, each in direction.items():
                    moved = values[name] + kind(step) * np.asarray(each).astype(kind)
                    is_array = isinstance(base[name], np.ndarray)
                    values[name] = np.asarray(moved) if is_array else moved
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = outputs(self.function(**values))
            if kind is _EXACT and any(np.asarray(o).dtype == np.float64 for o in found):
                raise _RoundedError
            return sum(np.sum(u * np.asarray(o)) for u, o in zip(self.upstream, found, strict=True))

        return at


def slope_along(moving: Moving, direction: Direction) -> tuple[float, float]:
    """The slope by differences, and how far it may be trusted."""
    rounded = 1e-6 if moving.is_single else 0.0  # constants of float32 make products of float32
    try:
        return _slope(moving, direction, _EXACT), max(_TOLERANCE[_EXACT], rounded)
    except (TypeError, ValueError, _RoundedError, UnfitError):
        return _slope(moving, direction, np.float64), _TOLERANCE[np.float64]


def _slope(moving: Moving, direction: Direction, kind: Any) -> float:
    h, moved = _STEPS[kind], moving.by(kind)

    def at(step: float) -> Any:
        return moved((step, direction))

    here, left, right = at(0), at(-h), at(h)
    narrow = (right - left) / (2 * h)
    wide = (at(2 * h) - at(-2 * h)) / (4 * h)
    fine = (4 * narrow - wide) / 3
    scale = 1 + abs(fine)
    if not np.isfinite(fine):
        raise UnfitError("the border of a domain")
    if (
        abs(wide - narrow) > 1e-4 * scale
        or abs((right - here) - (here - left)) > 1e2 * h * h * scale + h * 1e-3
    ):
        raise UnfitError("a kink, or too strongly curved")
    return float(fine)


def slope_of_slope(moving: Moving, first: Direction, second: Direction) -> tuple[float, float]:
    """How the slope along one direction changes along another: the value, and its tolerance."""
    try:
        return mixed(moving.by(_EXACT), first, second)
    except (TypeError, ValueError, _RoundedError, UnfitError):
        return mixed(moving.by(np.float64), first, second)


def mixed(moved: Callable[..., Any], first: Direction, second: Direction) -> tuple[float, float]:
    """The mixed second derivative by differences at three widths, and its tolerance."""

    def column(h: float) -> Any:
        corners = [(i, j, moved((i * h, first), (j * h, second))) for i in (-1, 1) for j in (-1, 1)]
        return sum(i * j * value for i, j, value in corners) / (4 * h * h)

    narrow, middle, wide = (column(h) for h in (1e-3, 2e-3, 4e-3))
    fine, rough = (4 * narrow - middle) / 3, (4 * middle - wide) / 3
    scale = 1 + abs(fine)
    if not np.isfinite(fine):
        raise UnfitError("the border of a domain")
    if abs(fine - rough) > 1e-4 * scale:
        raise UnfitError("a kink, or too strongly curved")
    return float(fine), 2e-6 + float(abs(fine - rough) / scale)


def outputs(value: Any) -> tuple[Any, ...]:
    """The outputs of a function as a tuple, also of just one."""
    return value if isinstance(value, tuple) else (value,)


def copied(values: Mapping[str, Value]) -> dict[str, Value]:
    """The same values, with arrays that nobody else sees."""
    return {n: np.copy(v) if isinstance(v, np.ndarray) else v for n, v in values.items()}


def as_type(values: Mapping[str, Value], kind: Any) -> dict[str, Value]:
    """The same values, with floats of another kind."""
    return {n: _cast(v, kind) for n, v in values.items()}


def _cast(value: Value, kind: Any) -> Value:
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(kind)
    return kind(value) if isinstance(value, float) and kind is not np.float64 else value
