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
    size_near,
)

RANKS = ("ok", "kink", "unsure", "wrong")
"""The verdicts, each worse than the one before. On a kink the slopes to both sides differ, and the
derivative is between them."""

BOTH_SIDES = "both sides"
"""The method where there is a kink."""

_COARSE = 1e-6  # what differences can tell apart, as a part of all that is added up
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

    def scale(self, *slopes: float) -> float:
        """What errors are relative to: the largest of all that there is, and of other slopes."""
        largest = max(abs(slope) for slope in (self.slope, *slopes))
        return max(largest, self.size, _COARSE * self.total, 1e-300)


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
    claim = claim._replace(total=max(claim.total, size_near(moved)))
    differences = first_differences(moved)
    slopes = [differences.value] if differences else []
    return _verdict(
        claim,
        _plausible(complex_step(twin, value), differences, claim.scale()),
        differences,
        corner_at(moved, value, claim.scale(*slopes)),
        partial(corner_near, moved, value),
        partial(is_straight, moved, value),
    )


def judge_second(
    claim: Claim,
    moved: Callable[[float, float], float],
    twin: Callable[[float, Any], Any],
) -> Judgement:
    """A second derivative, by two steps, of which the twin's second one may be complex."""
    claim = claim._replace(total=max(claim.total, size_near(lambda s: moved(s, s))))
    differences = mixed_differences(moved, claim.total)

    def slope(s: float) -> float:
        found = complex_step(lambda t: twin(s, t), moved(s, 0.0))
        if found is None:
            raise ArithmeticError("no complex step")
        return found.value

    finer = _plausible(first_differences(slope), differences, claim.scale())
    if finer is None:
        return _verdict(claim, None, differences, None, lambda scale: None)
    finer, value = finer._replace(method="complex step"), slope(0.0)
    corner = corner_at(slope, value, claim.scale())
    return _verdict(claim, finer, differences, corner, partial(corner_near, slope, value))


def _plausible(finer: Slope | None, differences: Slope | None, scale: float) -> Slope | None:
    """The finer slope, if the differences do not contradict: functions that merely seem to take
    complex numbers, as `abs` does, are found out so."""
    if finer is None or differences is None:
        return None
    allowed = 3.0 * differences.error + _COARSE * max(scale, abs(finer.value))
    return finer if abs(finer.value - differences.value) <= allowed else None


def _verdict(
    claim: Claim,
    finer: Slope | None,
    differences: Slope | None,
    corner: Corner | None,
    nearby: Callable[[float], Corner | None],
    straight: Callable[[float, float], bool] = lambda slope, scale: True,
) -> Judgement:
    best = finer or differences
    if best is None:
        return Judgement("unsure", 0.0, "differences", claim.slope)
    scale = claim.scale(best.value)
    judgement = _compared(claim, best, "unsure")
    if corner:
        within = corner.spans(claim.slope, 1e-4 * scale)
        return judgement._replace(verdict="kink" if within else "unsure", method=BOTH_SIDES)
    for slope, digits in ((finer, claim.digits), (differences, max(claim.digits, _COARSE))):
        if slope and slope.agrees(claim.slope, digits * scale, _CLEAR * scale):
            return _compared(claim, slope, "ok")
    near = nearby(scale)
    if near and near.spans(claim.slope, 1e-4 * scale):
        return judgement
    loose = 1e-2 * abs(best.value) + 1e-4 * abs(claim.slope) + 1e-5 * claim.total
    is_sure = best.is_within(_CLEAR * scale) and (finer or straight(best.value, loose))
    return judgement._replace(verdict="wrong" if is_sure else "unsure")


def _compared(claim: Claim, slope: Slope, verdict: str) -> Judgement:
    error = abs(claim.slope - slope.value) / claim.scale(slope.value)
    return Judgement(verdict, error, slope.method, claim.slope, slope.value)
