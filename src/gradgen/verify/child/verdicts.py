"""Whether a derivative along a direction is right, wrong, on a kink, or cannot be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from gradgen.verify.child.slopes import (
    Corner,
    Slope,
    complex_step,
    corner_at,
    corner_near,
    first_differences,
    is_straight,
    mixed_differences,
)

RANKS = ("ok", "kink", "unsure", "wrong")
"""The verdicts, each worse than the one before. On a kink the slopes to both sides differ, and the
derivative is between them."""

BOTH_SIDES = "both sides"
"""The method where there is a kink."""

_CLEAR = 1e-3  # a slope that may be wrong by more than this part of it proves nothing


class Claim(NamedTuple):
    """What a derivative says of a slope.

    `size` is the sum of what was added up for it, all taken as positive, `total` the same of the
    function's weighted outputs; `digits` is the relative error that its type allows.
    """

    slope: float
    size: float
    total: float
    digits: float


class Judgement(NamedTuple):
    """A verdict, the relative error, the method, and the slope that was expected."""

    verdict: str
    error: float = 0.0
    method: str = ""
    found: float = 0.0
    expected: float = 0.0


def worst(judgements: Iterable[Judgement]) -> Judgement:
    """The worst of them; with the largest error of those that are equally bad."""
    return max(judgements, key=lambda j: (RANKS.index(j.verdict), j.error))


def judge_first(
    claim: Claim, moved: Callable[[float], float], twin: Callable[[Any], Any]
) -> Judgement:
    """A first derivative; `moved` is the function, and `twin` the same for complex steps."""
    value = moved(0.0)
    differences = first_differences(moved)
    scale = max(abs(claim.slope), claim.size, 1e-6 * claim.total)
    corner = corner_at(moved, value, max(scale, abs(differences.value) if differences else 0.0))
    exact = _plausible(complex_step(twin, value), differences, scale)
    near = partial(corner_near, moved, value)
    return _verdict(claim, exact or differences, corner, near, partial(is_straight, moved, value))


def judge_second(
    claim: Claim,
    moved: Callable[[float, float], float],
    twin: Callable[[float, Any], Any],
) -> Judgement:
    """A second derivative, by two steps, of which the twin's second one may be complex."""
    differences = mixed_differences(moved)
    scale = max(abs(claim.slope), claim.size, 1e-6 * claim.total)

    def slope(s: float) -> float:
        found = complex_step(lambda t: twin(s, t), moved(s, 0.0))
        if found is None:
            raise ArithmeticError("no complex step")
        return found.value

    finer = _plausible(first_differences(slope), differences, scale)
    if finer is None:
        return _verdict(claim, differences, None, lambda scale: None, is_second=True)
    corner = corner_at(slope, slope(0.0), scale)
    known = finer._replace(method="complex step")
    near = partial(corner_near, slope, slope(0.0))
    return _verdict(claim, known, corner, near, is_second=True)


def _plausible(finer: Slope | None, differences: Slope | None, scale: float) -> Slope | None:
    """The finer slope, if the differences do not contradict: functions that merely seem to take
    complex numbers, as `abs` does, are found out so."""
    if finer is None or differences is None:
        return None
    allowed = 3.0 * differences.error + 1e-4 * max(scale, abs(finer.value))
    return finer if abs(finer.value - differences.value) <= allowed else None


def _verdict(
    claim: Claim,
    expected: Slope | None,
    corner: Corner | None,
    nearby: Callable[[float], Corner | None],
    straight: Callable[[float, float], bool] = lambda slope, scale: True,
    *,
    is_second: bool = False,
) -> Judgement:
    if expected is None:
        return Judgement("unsure", 0.0, "differences", claim.slope)
    is_exact = expected.method == "complex step"
    floor = claim.total * (1e-12 if is_exact and not is_second else 1e-6)
    scale = max(abs(claim.slope), abs(expected.value), claim.size, floor, 1e-300)
    digits = claim.digits if is_exact else max(claim.digits, 1e-6)
    allowed = 3.0 * expected.error + digits * scale
    off = abs(claim.slope - expected.value)
    judgement = Judgement("ok", off / scale, expected.method, claim.slope, expected.value)
    if corner:
        within = corner.spans(claim.slope, 1e-4 * scale)
        return judgement._replace(verdict="kink" if within else "unsure", method=BOTH_SIDES)
    is_clear = 3.0 * expected.error <= _CLEAR * scale
    if is_clear and off <= allowed:
        return judgement
    near = nearby(max(scale, 1e-6 * claim.total))
    if near and near.spans(claim.slope, 1e-4 * scale):
        return judgement._replace(verdict="unsure")
    loose = 1e-2 * abs(expected.value) + 1e-4 * abs(claim.slope) + 1e-5 * claim.total
    is_sure = is_clear and (is_exact or straight(expected.value, loose))
    return judgement._replace(verdict="wrong" if is_sure else "unsure")
