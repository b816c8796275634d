"""Proves a tangent of array code: generates it, runs it, and holds it against differences.

The cases are those of `array_check.py`. All parameters move at once, and then each by itself: what
does not vary has to be left out of the tangents.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any

import numpy as np

from array_check import (
    ANYWHERE,
    STAND_IN,
    Case,
    Value,
    draw,
    is_array,
    is_real,
    same,
    slope_of,
    source,
)
from gradgen import generate
from gradgen.targets.definitions import numpy as definitions

Function = Callable[..., Any]


def prove_tangent(case: Case, *, annotated: bool, named: bool = False, seed: int = 0) -> str:
    """Check the forward mode of a case; the text for all parameters at once."""
    chance = np.random.default_rng([seed, len(case.code)])
    values = {name: draw(spec, chance) for name, spec in case.inputs.items()}
    text = source(case, values, annotated=annotated, named=named)
    namespace: dict[str, Any] = {**vars(definitions), "tanh": np.tanh}
    exec(compile(text.replace(*STAND_IN), "f", "exec"), namespace)
    moving = [n for n, v in values.items() if n not in case.fixed and is_real(v)]
    choices = [moving, *([name] for name in moving if len(moving) > 1)]
    texts = [_prove(case, text, namespace["f"], values, wrt, chance) for wrt in choices]
    return texts[0]


def _prove(
    case: Case,
    text: str,
    f: Function,
    values: Mapping[str, Value],
    wrt: Sequence[str],
    chance: np.random.Generator,
) -> str:
    generated = generate(text, function="f", wrt=wrt, mode="jvp")
    namespace: dict[str, Any] = {}
    code = generated.replace("from jaxtyping import", "from array_check import")
    exec(compile(code, "f_jvp", "exec"), namespace)
    along = {name: case.direction(name, np.shape(values[name]), chance) for name in wrt}
    compare_tangent(f, namespace["f_jvp"], values, along, case.tolerance, case)
    in_single_precision(f, namespace["f_jvp"], values, along)
    return generated


def compare_tangent(
    f: Function,
    jvp: Function,
    values: Mapping[str, Value],
    along: Mapping[str, Any],
    tolerance: float,
    moved_as: Case = ANYWHERE,
) -> None:
    """Hold the tangents against differences of `f` along a direction."""
    before = {n: np.copy(v) for n, v in {**values, **_named(along)}.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        tangents = _row(jvp(**values, **_named(along)))
    for name, value in {**values, **_named(along)}.items():
        assert same(before[name], value), f"{name} was changed"
    outputs = _row(f(**values))
    assert len(tangents) == len(outputs)
    one_sided = bool(along.keys() & moved_as.sides.keys())
    slopes = _slopes(f, values, along, one_sided=one_sided)
    for tangent, output, expected in zip(tangents, outputs, slopes, strict=True):
        assert np.shape(tangent) == np.shape(output), f"{np.shape(tangent)}, {np.shape(output)}"
        for mine in (*values.values(), *along.values()):
            shares = np.ndim(mine) > 0 and np.shares_memory(tangent, mine)
            assert not shares, "a tangent is an alias"
        error = np.abs(np.asarray(tangent) - expected)
        scale = 1 + np.max(np.abs(expected), initial=0)
        assert np.max(error, initial=0) <= tolerance * scale, f"{tangent}, not {expected}"


def _named(along: Mapping[str, Any]) -> dict[str, Any]:
    return {f"dot_{name}": direction for name, direction in along.items()}


def _row(outputs: Any) -> tuple[Any, ...]:
    return tuple(outputs) if isinstance(outputs, tuple | list) else (outputs,)


def _slopes(
    f: Function, values: Mapping[str, Value], along: Mapping[str, Any], *, one_sided: bool
) -> list[Any]:
    """The derivative of each output along a direction."""

    def at(step: float) -> list[Any]:
        moved = dict(values)
        for name, direction in along.items():
            there = np.asarray(values[name], dtype=float) + step * direction
            moved[name] = there if isinstance(values[name], np.ndarray) else float(there)
        return [np.asarray(output, dtype=float) for output in _row(f(**moved))]

    known = cache(at)

    def output(place: int, step: float) -> Any:
        return known(step)[place]

    places = range(len(known(0.0)))
    return [slope_of(partial(output, place), 1e-4, one_sided=one_sided) for place in places]


def in_single_precision(
    f: Function, jvp: Function, values: Mapping[str, Value], along: Mapping[str, Any]
) -> None:
    """Where all arrays and outputs are of float32, tangents are too, and nearly the same."""
    if not any(map(is_array, values.values())):
        return
    single = {n: v.astype(np.float32) if is_array(v) else v for n, v in values.items()}
    if any(getattr(o, "dtype", None) != np.float32 for o in _row(f(**single))):
        return
    moved = {n: d.astype(np.float32) if is_array(values[n]) else float(d) for n, d in along.items()}
    found = _row(jvp(**single, **_named(moved)))
    wanted = _row(jvp(**values, **_named(along)))
    for mine, exact in zip(found, wanted, strict=True):
        assert np.asarray(mine).dtype == np.float32, f"{np.asarray(mine).dtype}"
        scale = 1 + np.max(np.abs(exact), initial=0)
        assert np.allclose(mine, exact, rtol=1e-2, atol=1e-3 * scale), "in float32"
