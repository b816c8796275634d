"""gradgen's own functions on arrays, held against SciPy, or against what they are defined by."""

# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from scipy import special, stats  # type: ignore[import-untyped]

from gradgen.targets.definitions import numpy as definitions
from gradgen.targets.definitions import numpy_cumulative as cumulative
from gradgen.targets.definitions import numpy_densities as densities
from gradgen.targets.definitions import numpy_differences as differences
from gradgen.targets.definitions import numpy_reductions as reductions
from gradgen.targets.definitions import numpy_statistics as statistics

CHANCE = np.random.default_rng(5)
ROWS = [CHANCE.normal(size=(3, 4)), np.array([[1000.0, 999.0], [-1e5, 3.0]]), np.zeros((0, 3))]


@pytest.mark.parametrize("x", ROWS, ids=lambda x: str(x.shape))
@pytest.mark.parametrize("name", ["softmax", "log_softmax", "logsumexp"])
def test_softmax_and_its_kin(name: str, x: Any) -> None:
    own, theirs = getattr(definitions, name), getattr(special, name)
    assert own(x) == pytest.approx(theirs(x, axis=-1), rel=1e-13)
    assert own(x.astype(np.float32)).dtype == np.float32
    if x.size:
        assert own(x, axis=0) == pytest.approx(theirs(x, axis=0), rel=1e-13)
        assert own(x, axis=None) == pytest.approx(theirs(x), rel=1e-13)


def test_the_logarithm_of_no_power_at_all() -> None:
    with np.errstate(divide="ignore"):
        assert definitions.logsumexp(np.full(3, -np.inf)) == -np.inf


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("q", [0.0, 0.07, 0.29, 0.5, 0.7, 1.0])
def test_quantiles_are_weighted_sums(q: float, dtype: type) -> None:
    for size in (1, 2, 7, 11, 101):
        x: Any = CHANCE.normal(size=size).astype(dtype)
        weights = statistics.quantile_weights(x, q)
        assert weights.dtype == dtype
        assert np.sum(weights * x) == pytest.approx(np.quantile(x, q), rel=1e-4, abs=1e-5)
        x[: size // 3] = np.nan
        weights = statistics.nanquantile_weights(x, q)
        assert weights.dtype == dtype
        assert np.nansum(weights * x) == pytest.approx(np.nanquantile(x, q), rel=1e-4, abs=1e-5)


def test_where_all_is_nan_nothing_has_a_weight() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not statistics.nanquantile_weights(np.full((2, 3), np.nan), 0.3, axis=1).any()


@pytest.mark.parametrize("x", [[2.0, 3.0, 5.0], [2.0, 0.0, 5.0], [0.0, 3.0, 0.0], [4.0], []])
def test_products_of_others(x: list[float]) -> None:
    wanted = [np.prod(np.delete(x, i)) for i in range(len(x))]
    assert reductions.product_of_others(np.array(x)).tolist() == wanted
    assert reductions.product_of_all_others(np.array(x)).tolist() == wanted


@pytest.mark.parametrize("x", [[2.0, 3.0, 5.0], [2.0, 0.0, 5.0], [0.0, 3.0, 0.0, 1.0], [4.0], []])
def test_back_through_cumulative_products(x: list[float]) -> None:
    grad = CHANCE.normal(size=len(x))
    found = cumulative.back_through_cumprod(grad, np.array(x))
    for place, slope in enumerate(found):
        without = [np.prod(np.delete(x[: i + 1], place)) for i in range(place, len(x))]
        assert slope == pytest.approx(grad[place:] @ np.array(without))


@pytest.mark.parametrize("shape", [(5,), (4, 3), (1, 2), (0, 2), ()])
@pytest.mark.parametrize("axis", [None, 0, -1])
@pytest.mark.parametrize("zeros", [0, 1, 2, 3])
def test_derivatives_of_cumulative_products(shape: Any, axis: int | None, zeros: int) -> None:
    if not shape and axis is not None:
        return
    x: Any = np.longdouble(CHANCE.normal(size=shape))
    if shape:
        x.ravel()[[1, 3, 0][:zeros] if x.size > 3 else []] = 0
    gain, step = CHANCE.normal(size=x.shape), 1e-6
    ahead, behind = (np.cumprod(x + s * gain, axis=axis) for s in (step, -step))
    gains = cumulative.gains_of_cumprod(gain, x, axis)
    assert gains == pytest.approx((ahead - behind) / (2 * step), rel=1e-8, abs=1e-9)
    grad = CHANCE.normal(size=gains.shape)
    crossed = cumulative.crossed_in_cumprod(grad, gain, x, axis)
    direction = CHANCE.normal(size=x.shape)
    ahead, behind = (
        cumulative.gains_of_cumprod(gain, x + s * direction, axis) for s in (step, -step)
    )
    slope = np.sum(grad * (ahead - behind)) / (2 * step)
    assert crossed.shape == x.shape
    assert np.sum(crossed * direction) == pytest.approx(slope, rel=1e-8, abs=1e-9)
    back = cumulative.back_through_cumprod(grad, x, axis)
    assert np.sum(back * gain) == pytest.approx(np.sum(gains * grad))


@pytest.mark.parametrize("shape", [(5,), (4, 3), (2, 3, 2), (1, 2), (0, 2), ()])
@pytest.mark.parametrize("axis", [None, 0, (-1, 0)])
@pytest.mark.parametrize("zeros", [0, 1, 2, 3])
def test_derivatives_of_products_of_others(shape: Any, axis: Any, zeros: int) -> None:
    if (not shape and axis is not None) or (len(shape) == 1 and isinstance(axis, tuple)):
        return
    x: Any = np.longdouble(CHANCE.normal(size=shape))
    if shape:
        x.ravel()[[1, 3, 0][:zeros] if x.size > 3 else []] = 0
    gain, direction, step = CHANCE.normal(size=shape), CHANCE.normal(size=shape), 1e-6
    ahead, behind = (
        reductions.product_of_all_others(x + s * direction, axis) for s in (step, -step)
    )
    slope = np.sum(gain * (ahead - behind)) / (2 * step)
    crossed = cumulative.crossed_in_product(gain, x, axis)
    assert crossed.shape == x.shape
    assert np.sum(crossed * direction) == pytest.approx(slope, rel=1e-8, abs=1e-9)


def test_leaders_are_the_first_of_the_largest() -> None:
    assert cumulative.leaders(np.array([1.0, 3.0, 3.0, 2.0, 4.0])).tolist() == [0, 1, 1, 1, 4]
    assert cumulative.leaders(np.array([[5.0, 1.0], [5.0, 2.0]])).tolist() == [[0, 1], [0, 3]]


def test_shares_of_points_interpolate() -> None:
    points = np.array([0.0, 1.0, 1.0, 3.0])  # a jump at 1
    heights = np.array([2.0, 3.0, 7.0, 5.0])
    for x in (-1.0, 0.0, 0.4, 1.0, 2.5, 3.0, 9.0):
        shares = differences.back_through_interp(1.0, x, points)
        assert shares @ heights == pytest.approx(np.interp(x, points, heights))
    assert differences.back_through_interp(2.0, 7.0, np.array([4.0])).tolist() == [2.0]
    assert differences.interp_slope(7.0, np.array([4.0]), np.array([1.0])) == 0.0


# Of no distribution at its edges, and of shapes for which the factors alone would overflow.
DENSITIES = [
    (densities.gamma_density(a, x), stats.gamma.pdf(x, a))
    for a, x in [(1.0, 0.0), (2.5, 0.0), (0.4, 1e-9), (3.0, 2.0), (900.0, 880.0), (2.0, 700.0)]
]
DENSITIES += [
    (densities.beta_density(a, b, x), stats.beta.pdf(x, a, b))
    for a, b, x in [(1.0, 3.0, 0.0), (3.0, 1.0, 1.0), (2.0, 3.0, 0.4), (900.0, 700.0, 0.56)]
]
DENSITIES += [
    (densities.f_density(m, n, x), stats.f.pdf(x, m, n))
    for m, n, x in [(2.0, 3.0, 0.0), (3.5, 4.5, 1.2), (300.0, 500.0, 0.9), (3.0, 2.0, 1e8)]
]
DENSITIES += [
    (densities.student_density(v, t), stats.t.pdf(t, v))
    for v, t in [(1.0, 0.0), (3.5, -2.0), (1e6, 1.0), (2.0, 1e5)]
]


@pytest.mark.parametrize(("found", "wanted"), DENSITIES)
def test_densities(found: float, wanted: float) -> None:
    assert found == pytest.approx(wanted, rel=1e-9, abs=0)


def test_densities_are_as_precise_as_their_argument() -> None:
    x = np.array([0.2, 0.7], dtype=np.float32)
    assert densities.gamma_density(2.0, x).dtype == np.float32
    assert densities.beta_density(2.0, 3.0, x).dtype == np.float32
    assert densities.f_density(2.0, 3.0, x).dtype == np.float32
    assert densities.student_density(2.0, x).dtype == np.float32


def _difference(function: Any, at: Any, along: Any) -> Any:
    step = 1e-5
    return (function(at + step * along) - function(at - step * along)) / (2 * step)


@pytest.mark.parametrize("shape", [(3, 5), (2, 4), (1, 4)])
def test_gains_of_covariances_and_correlations(shape: Any) -> None:
    rows, gain = CHANCE.normal(size=shape), CHANCE.normal(size=shape)
    for ddof in (0, 1):
        found = statistics.gains_of_cov(gain, rows, ddof)
        wanted = _difference(lambda x, ddof=ddof: np.cov(x, ddof=ddof), rows, gain)
        assert found == pytest.approx(wanted, rel=1e-6, abs=1e-8)
    found = statistics.gains_of_corrcoef(gain, rows)
    assert np.shape(found) == np.shape(np.corrcoef(rows))
    assert found == pytest.approx(_difference(np.corrcoef, rows, gain), rel=1e-6, abs=1e-8)


@pytest.mark.parametrize(("shape", "axis"), [((5,), 0), ((3, 4), 1), ((3, 2), None), ((0,), 0)])
@pytest.mark.parametrize("zeros", [0, 1, 2])
def test_gains_of_gains_of_cumulative_products(shape: Any, axis: int | None, zeros: int) -> None:
    x, gain, other = (CHANCE.normal(size=shape) for _ in range(3))
    x.flat[:zeros] = 0
    found = cumulative.second_gains_of_cumprod(gain, other, x, axis)
    wanted = _difference(lambda y: cumulative.gains_of_cumprod(gain, y, axis), x, other)
    assert found == pytest.approx(wanted, rel=1e-6, abs=1e-8)


def test_slopes_of_lines_go_back_to_the_points() -> None:
    xp: Any = np.array([0.0, 0.5, 2.0, 3.0])
    x: Any = np.array([-1.0, 0.2, 0.5, 1.0, 2.7, 3.0, 4.0])
    grad, fp = CHANCE.normal(size=7), CHANCE.normal(size=4)
    back = differences.back_through_slope(grad, x, xp)
    assert back @ fp == pytest.approx(grad @ differences.interp_slope(x, xp, fp))
