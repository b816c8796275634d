"""Slopes of a function of one number at 0: by a complex step, by differences, from both sides."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

# Squire and Trapp, "Using complex variables to estimate derivatives of real functions",
# SIAM Review 40 (1998): no difference is taken, so that the step may be as small as one likes.
_COMPLEX_STEP = 1e-40
_LARGEST, _SHRINK, _ROUNDS = 0.05, 1.6, 14
_ROUNDING = 2.0**-52
_SIDES = (1e-4, 1e-5, 1e-6)
_TINY = 1e-300

Real = Callable[[float], float]


class Slope(NamedTuple):
    """A slope, by how much it may be wrong, and how it was found."""

    value: float
    error: float
    method: str

    def is_within(self, clear: float) -> bool:
        """Whether the slope is known so well that it tells something."""
        return 3.0 * self.error <= clear

    def agrees(self, value: float, error: float, clear: float) -> bool:
        """Whether `value` is this slope, up to an error of its own."""
        return self.is_within(clear) and abs(value - self.value) <= 3.0 * self.error + error


class Corner(NamedTuple):
    """The slopes to the left and to the right, which differ."""

    left: float
    right: float

    def spans(self, value: float, error: float) -> bool:
        """Whether `value` lies between the slopes."""
        return min(self) - error <= value <= max(self) + error


def complex_step(function: Callable[[Any], Any], value: float) -> Slope | None:
    """The slope without cancellation; None where the function does not take the step."""
    try:
        moved = complex(function(complex(0.0, _COMPLEX_STEP)))
    except Exception:  # the function is made for real numbers: it may fail in any way
        return None
    if not abs(moved.real - value) <= 1e-9 * (1.0 + abs(value)) or not math.isfinite(moved.imag):
        return None
    found = moved.imag / _COMPLEX_STEP
    return Slope(found, 1e-12 * abs(found), "complex step")


def first_differences(function: Real) -> Slope | None:
    """The slope by central differences, extrapolated to a step of zero."""
    return _extrapolated(lambda h: (function(h) - function(-h)) / (2.0 * h), _LARGEST)


def mixed_differences(function: Callable[[float, float], float], size: float = 0.0) -> Slope | None:
    """The second derivative by both arguments at (0, 0), by central differences.

    `size` is how large a function is: no step tells more than the rounding of its values leaves.
    """

    def difference(h: float) -> float:
        straight = function(h, h) + function(-h, -h)
        return (straight - function(h, -h) - function(-h, h)) / (4.0 * h * h)

    return _extrapolated(difference, 4.0 * _LARGEST, _ROUNDING * size)


def _extrapolated(difference: Real, largest: float, noise: float = 0.0) -> Slope | None:
    """Ridders' extrapolation of a difference whose error is a series in the square of the step.

    C. J. F. Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", Advances in Engineering
    Software 4 (1982), 75-76. A step that leads out of the function's domain is left out. An error
    is at least the `noise`, over the square of the step.
    """
    rows: list[list[float]] = []
    best = Slope(0.0, math.inf, "differences")
    step = largest
    for _ in range(_ROUNDS):
        first, least = _or_nan(difference, step), noise / step**2
        step /= _SHRINK
        if not math.isfinite(first):
            rows = []
            continue
        row, factor = [first], 1.0
        for before in rows[-1] if rows else ():
            factor *= _SHRINK * _SHRINK
            row.append((factor * row[-1] - before) / (factor - 1.0))
            error = max(abs(row[-1] - row[-2]), abs(row[-1] - before), least)
            if error < best.error:
                best = Slope(row[-1], error, "differences")
        rows.append(row)
    return best if math.isfinite(best.error) else None


def size_near(function: Real) -> float:
    """How large a function is around 0: what is tiny beside that drowns in rounding."""
    found = (abs(_or_nan(function, step)) for step in (-_LARGEST, _LARGEST))
    return max(filter(math.isfinite, found), default=0.0)


def corner_at(function: Real, value: float, scale: float) -> Corner | None:
    """The two slopes where they differ at every step, however small; None where they do not."""
    found = [sides(function, value, h) for h in _SIDES]
    if not all(found):
        return None
    large, _, small = (abs(c.right - c.left) for c in found if c)
    clear = 1e-4 * scale
    # Noise grows tenfold with each step, a corner not at all, that of a square root threefold.
    if min(large, small) > clear and 0.5 < small / large < 20.0:
        return found[-1]
    return None


def corner_near(function: Real, value: float, scale: float) -> Corner | None:
    """The slopes of both sides, over a small step, where they differ clearly."""
    corners = [sides(function, value, h) for h in (1e-3, *_SIDES)]
    apart = [c for c in corners if c and abs(c.right - c.left) > 1e-2 * scale]
    if not apart:
        return None
    slopes = [slope for corner in corners if corner for slope in corner]
    return Corner(min(slopes), max(slopes))


def is_straight(function: Real, value: float, slope: float, error: float) -> bool:
    """Whether a function rises as this slope says over small steps too, to both sides."""
    near = [sides(function, value, h) for h in _SIDES]
    return all(abs(each - slope) <= error for corner in near if corner for each in corner)


def sides(function: Real, value: float, h: float) -> Corner | None:
    """The slopes to the left and right by one-sided differences over `h` and half of it."""

    def slope(step: float) -> float:
        near, far = function(0.5 * step) - value, function(step) - value
        return (4.0 * near - far) / step  # Richardson's extrapolation of far/step and 2 near/step

    left, right = _or_nan(slope, -h), _or_nan(slope, h)
    return Corner(left, right) if math.isfinite(left) and math.isfinite(right) else None


def _or_nan(function: Real, step: float) -> float:
    try:
        return float(function(step))
    except Exception:  # outside of the domain, functions raise what they like
        return math.nan
