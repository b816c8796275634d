"""Derivatives of a function of one number: by a complex step, or by differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

_STEP = 1e-40
_SHRINK = 1.6
_ROUNDS = 12


class Slope(NamedTuple):
    """A derivative, and by how much it may be wrong."""

    value: float
    error: float


def slope(function: Callable[[Any], Any], analytic: Callable[[Any], Any], x: float) -> Slope:
    """The derivative at `x`; `analytic` is the same function for complex numbers, if it can."""
    return complex_step(analytic, function(x), x) or differences(function, x)


def complex_step(function: Callable[[Any], Any], value: float, x: float) -> Slope | None:
    """The derivative without cancellation; None where the function does not take the step."""
    try:
        moved = complex(function(complex(x, _STEP)))
    except (ArithmeticError, TypeError, ValueError):
        return None
    if abs(moved.real - value) > 1e-9 * (1.0 + abs(value)):
        return None
    found = moved.imag / _STEP
    return Slope(found, 1e-9 * (abs(found) + abs(value) / max(abs(x), 1.0)))


def differences(function: Callable[[Any], Any], x: float) -> Slope:
    """Central differences, extrapolated to a step of zero (Ridders 1982)."""
    step = 0.01 * abs(x) or 0.01
    size = abs(function(x)) / step
    rows: list[list[float]] = []
    best = Slope(0.0, float("inf"))
    for _ in range(_ROUNDS):
        row = [(function(x + step) - function(x - step)) / (2.0 * step)]
        factor = 1.0
        for before in rows[-1] if rows else ():
            factor *= _SHRINK * _SHRINK
            row.append((factor * row[-1] - before) / (factor - 1.0))
            error = max(abs(row[-1] - row[-2]), abs(row[-1] - before))
            best = min(best, Slope(row[-1], error), key=lambda slope: slope.error)
        rows.append(row)
        step /= _SHRINK
    return Slope(best.value, 3.0 * best.error + 1e-8 * abs(best.value) + 1e-12 * size)
