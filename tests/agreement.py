"""Whether a generated module computes what it should: the value, and the gradients."""

from __future__ import annotations

import inspect
import re
import struct
from ast import literal_eval
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest

import array_points
from array_agreement import check_arrays, traced_gradients
from array_points import as_value, carries_gradient, has_arrays
from cases import Case, Point
from running import Function, as_tuple, call, generated, originals
from slopes import Slope, slope

_ANYWHERE = ((-2.0, -0.2), (0.2, 2.0))
_MORE_POINTS = 3


@dataclass(frozen=True, eq=False)
class Trial:
    """A call of a generated function, with the gradients if they are known.

    `is_near` a point that the file names, and not there.
    """

    function: str
    values: Mapping[str, Any]
    seeds: Mapping[str, Any]
    gives: tuple[str, ...] = ()
    is_near: bool = False

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The values and the upstream gradients."""
        return {**self.values, **self.seeds}

    @property
    def has_arrays(self) -> bool:
        """Whether NumPy is at work."""
        return has_arrays(self.arguments.values())


def parameters(function: Function) -> Mapping[str, inspect.Parameter]:
    """The parameters of a function by name."""
    return inspect.signature(function).parameters


def with_defaults(function: Function, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values with those that parameters have where they are left out."""
    defaults = {n: p.default for n, p in parameters(function).items() if p.default is not p.empty}
    return {**defaults, **values}


def wanted(case: Case, name: str) -> list[str]:
    """The parameters of a function that gradients are wanted for."""
    chosen = (case.options["wrt"] or "").split(",")
    by_name = parameters(real(case)[name])
    if case.options["wrt"]:
        return [p for p in by_name if p in chosen]
    return [p for p in by_name if carries_gradient(case.annotation(name, p))]


@cache
def real(case: Case) -> Mapping[str, Function]:
    """The originals of a case."""
    return originals(case)


@cache
def analytic(case: Case) -> Mapping[str, Function]:
    """The originals of a case on complex numbers, where that is possible."""
    return originals(case, "complex")


@cache
def trials(case: Case) -> tuple[Trial, ...]:
    """The points that the file names, others near them, or some from anywhere."""
    backward = generated(case.result.source, case.result.functions)
    return tuple(
        trial
        for name in case.result.functions
        for trial in _trials(case, name, list(parameters(backward[name])))
    )


def _trials(case: Case, name: str, taken: list[str]) -> Iterator[Trial]:
    chance = np.random.default_rng(case.chance(name).getrandbits(64))
    by_name = parameters(real(case)[name])
    seeds = [seed for seed in taken if seed not in by_name]

    def trial(values: Mapping[str, Any], *, is_near: bool = False) -> Trial:
        outputs = as_tuple(call(real(case)[name], values))
        pairs = zip(seeds, outputs, strict=True)
        upstream = {seed: array_points.upstream(output, chance) for seed, output in pairs}
        return Trial(name, values, upstream, is_near=is_near)

    for point in case.points:
        values = _values(case, name, point, chance)
        if point.gives:
            known = {s: as_value(point.values[s], "") for s in seeds if s in point.values}
            yield Trial(name, values, known, point.gives)
        yield trial(values)
        for _ in range(_more(case, values)):
            around = {p: _near(case.annotation(name, p), v, chance) for p, v in values.items()}
            yield trial(around, is_near=True)
    for _ in range(0 if case.points else 1 + _MORE_POINTS):
        yield trial({p: _anywhere(chance) for p in by_name})


def _more(case: Case, values: Mapping[str, Any]) -> int:
    """How many points near one are tried; each element of an array is a number that is tried."""
    return (0 if case.given else 1) if has_arrays(values.values()) else _MORE_POINTS


def _values(case: Case, name: str, point: Point, chance: np.random.Generator) -> dict[str, Any]:
    """The parameters' values at a point; those with a default may be left out."""
    values: dict[str, Any] = {}
    for name_, parameter in parameters(real(case)[name]).items():
        annotation = case.annotation(name, name_)
        if name_ in point.values:
            values[name_] = as_value(point.values[name_], annotation)
        elif array_points.array_type(annotation):
            values[name_] = array_points.drawn(annotation, point.values, chance)
        elif parameter.default is parameter.empty:
            values[name_] = _anywhere(chance)
    return values


def _anywhere(chance: np.random.Generator) -> float:
    return float(chance.uniform(*_ANYWHERE[chance.integers(2)]))


def _near(annotation: str, value: Any, chance: np.random.Generator) -> Any:
    return array_points.near(value, 0.05, chance) if carries_gradient(annotation) else value


def check_value(case: Case) -> None:
    """The value is the original's to the last bit."""
    backward = generated(case.valued.source, case.result.functions)
    for trial in trials(case):
        found = call(backward[trial.function], trial.arguments)[0]
        expected = call(real(case)[trial.function], trial.values)
        assert isinstance(found, tuple) == isinstance(expected, tuple)
        assert _bits(found) == _bits(expected), f"{trial}: {found!r} != {expected!r}"


def _bits(value: Any) -> list[bytes | str | tuple[Any, ...]]:
    return [_bits_of(part) for part in as_tuple(value)]


def _bits_of(part: Any) -> bytes | str | tuple[Any, ...]:
    if isinstance(part, np.ndarray):
        # Numbers longer than float64 have bytes between them that mean nothing.
        plain = part.astype(float) if part.dtype == np.longdouble else part
        return part.dtype, part.shape, plain.tobytes()
    return struct.pack("<d", part) if isinstance(part, float) else repr(part)


def gradients_at(case: Case, trial: Trial, backward: Mapping[str, Function]) -> dict[str, Any]:
    """The gradients that generated functions give at a point, by parameter."""
    found = call(backward[trial.function], trial.arguments)
    gradients = as_tuple(found[1] if case.options["with_value"] else found)
    names = wanted(case, trial.function)
    assert len(gradients) == len(names), f"gradients of {names}: {gradients}"
    return dict(zip(names, gradients, strict=True))


def check_gradient(case: Case, source: str) -> None:
    """The gradients that the module `source` computes are those of the case's functions."""
    backward = generated(source, case.result.functions)
    for trial in trials(case):
        gradients = gradients_at(case, trial, backward)
        if trial.has_arrays:
            original, seeds = real(case)[trial.function], [*trial.seeds.values()]
            values = with_defaults(original, trial.values)
            check_arrays(original, values, seeds, gradients, traced(case, trial))
        else:
            _check_numbers(case, trial, gradients)
        _check_known(trial.gives, gradients)


@cache
def traced(case: Case, trial: Trial) -> Mapping[str, Any] | None:
    """The gradients that autograd finds, where it knows all of the functions."""
    function = originals(case, "autograd")[trial.function]
    values = with_defaults(function, trial.values)
    seeds = [*trial.seeds.values()]
    return traced_gradients(function, values, seeds, wanted(case, trial.function))


def _check_numbers(case: Case, trial: Trial, gradients: Mapping[str, Any]) -> None:
    for name, gradient in gradients.items():
        expected = _expected(case, trial, name)
        assert gradient == pytest.approx(
            expected.value, rel=0.0, abs=expected.error
        ), f"gradient of {name} in {trial}"


def _check_known(gives: tuple[str, ...], gradients: Mapping[str, Any]) -> None:
    """The gradients that the file names, to as many digits as it writes."""
    for gradient, text in zip(gradients.values(), gives, strict=bool(gives)):
        digits = max((len(decimals) for decimals in re.findall(r"\.(\d+)", text)), default=0)
        half = 0.5 * 10.0**-digits
        np.testing.assert_allclose(gradient, literal_eval(text), rtol=0.0, atol=half * (1.0 + 1e-9))


@cache
def _expected(case: Case, trial: Trial, name: str) -> Slope:
    """The derivative by `name` of the outputs' sum, each output times its seed."""

    def along(function: Function) -> Callable[[Any], Any]:
        def moved(x: Any) -> Any:
            outputs = as_tuple(call(function, {**trial.values, name: x}))
            seeds = tuple(trial.seeds.values()) or (1.0,) * len(outputs)
            return sum(seed * output for seed, output in zip(seeds, outputs, strict=True))

        return moved

    moved, analytically = along(real(case)[trial.function]), along(analytic(case)[trial.function])
    values = with_defaults(real(case)[trial.function], trial.values)
    return slope(moved, analytically, float(values[name]))
