"""The gradients of array code against two oracles: differences in random directions, and autograd.

Neither knows anything of gradgen's rules. Differences are there for everything, autograd only for
the functions that it has.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from array_points import Array, is_real_array
from running import Function, as_tuple, call
from slopes import Slope, differences

_DIRECTIONS = 3


def check_arrays(
    original: Function,
    values: Mapping[str, Any],
    seeds: Sequence[Any],
    gradients: Mapping[str, Any],
    traced: Mapping[str, Any] | None,
) -> None:
    """The gradients are those of `original`; `traced` are what autograd says, if it can."""
    upstream = seeds or [np.ones_like(output) for output in as_tuple(call(original, values))]
    chance = np.random.default_rng(len(values))
    for name, gradient in gradients.items():
        shape = np.shape(values[name])
        assert np.shape(gradient) == shape, f"gradient of {name}: {np.shape(gradient)}, not {shape}"
        if traced is not None:
            close = 1e-10 * (1.0 + np.max(np.abs(traced[name]), initial=0.0))
            np.testing.assert_allclose(
                gradient, traced[name], rtol=1e-9, atol=close, err_msg=f"gradient of {name}"
            )
        for _ in range(_DIRECTIONS if shape else 1):
            direction = chance.normal(size=shape)
            expected = slope_along(original, values, name, direction, upstream)
            found = float(np.sum(gradient * direction))
            error = expected.error + 1e-9 * float(np.sum(np.abs(gradient * direction))) + 1e-12
            assert (
                abs(found - expected.value) <= error
            ), f"gradient of {name}: {found}, not {expected.value} along {direction}"


def slope_along(
    original: Function,
    values: Mapping[str, Any],
    name: str,
    direction: Array,
    upstream: Sequence[Any],
) -> Slope:
    """The derivative of the outputs, each times its upstream gradient, in a direction of `name`."""

    def moved(step: float) -> float:
        there = values[name] + step * direction
        given = there if np.ndim(there) else float(there)
        return float(total(as_tuple(call(original, {**values, name: given})), upstream))

    return differences(moved, 0.0)


def total(outputs: Sequence[Any], upstream: Sequence[Any]) -> Any:
    """The sum of outputs, each times its upstream gradient."""
    pairs = zip(upstream, outputs, strict=True)
    return sum((np.sum(seed * output) for seed, output in pairs), 0.0)


def traced_gradients(
    differentiable: Function,
    values: Mapping[str, Any],
    seeds: Sequence[Any],
    names: Sequence[str],
) -> Mapping[str, Any] | None:
    """What autograd makes of a function that was loaded with its modules; None where it cannot."""
    from autograd import grad
    from autograd import numpy as traced

    def outcome(moved: Mapping[str, Any]) -> Any:
        outputs = as_tuple(call(differentiable, {**values, **moved}))
        upstream = seeds or [1.0] * len(outputs)
        return sum((traced.sum(s * o) for s, o in zip(upstream, outputs, strict=True)), 0.0)

    start = {name: _as_real(values[name]) for name in names}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found: Mapping[str, Any] = grad(outcome)(start)
    except Exception:
        return None
    return found


def _as_real(value: Any) -> Any:
    return value if is_real_array(value) else float(value)
