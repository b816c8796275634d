"""Whether a generated module computes what it should: the value, and the gradients."""

from __future__ import annotations

import inspect
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from cases import Case
from running import Function, as_tuple, call, generated, originals
from slopes import Slope, slope

_MARKED = ("int", "str", "bool")
_ANYWHERE = ((-2.0, -0.2), (0.2, 2.0))
_MORE_POINTS = 3


@dataclass(frozen=True, eq=False)
class Trial:
    """A call of a generated function, with the gradients if they are known."""

    function: str
    values: Mapping[str, Any]
    seeds: Mapping[str, float]
    gives: tuple[str, ...] = ()

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The values and the upstream gradients."""
        return {**self.values, **self.seeds}


def parameters(function: Function) -> Mapping[str, inspect.Parameter]:
    """The parameters of a function by name."""
    return inspect.signature(function).parameters


def is_number(parameter: inspect.Parameter) -> bool:
    """Whether a parameter takes a real number."""
    annotation = parameter.annotation
    return str(getattr(annotation, "__name__", annotation)) not in _MARKED


def wanted(case: Case, function: Function) -> list[str]:
    """The parameters that gradients are wanted for."""
    chosen = (case.options["wrt"] or "").split(",")
    by_name = parameters(function).items()
    return [n for n, p in by_name if (n in chosen if case.options["wrt"] else is_number(p))]


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
        for name, function in real(case).items()
        for trial in _trials(case, name, function, list(parameters(backward[name])))
    )


def _trials(case: Case, name: str, function: Function, taken: list[str]) -> Iterator[Trial]:
    chance = case.chance(name)
    by_name = parameters(function)
    seeds = [name for name in taken if name not in by_name]

    def upstream() -> dict[str, float]:
        return {seed: chance.uniform(0.5, 2.0) for seed in seeds}

    for point in case.points:
        values = {p: point.values[p] for p in by_name if p in point.values}
        given = {seed: point.values[seed] for seed in seeds if seed in point.values}
        if point.gives:
            yield Trial(name, values, given, point.gives)
        for size in (0.0, *[0.05] * _MORE_POINTS):
            near = {p: _near(by_name[p], v, chance.uniform(-size, size)) for p, v in values.items()}
            yield Trial(name, near, upstream())
    for _ in range(0 if case.points else 1 + _MORE_POINTS):
        values = {p: chance.uniform(*chance.choice(_ANYWHERE)) for p in by_name}
        yield Trial(name, values, upstream())


def _near(parameter: inspect.Parameter, value: Any, by: float) -> Any:
    return value * (1.0 + by) if is_number(parameter) else value


def check_value(case: Case) -> None:
    """The value is the original's to the last bit."""
    backward = generated(case.valued.source, case.result.functions)
    for trial in trials(case):
        found = call(backward[trial.function], trial.arguments)[0]
        expected = call(real(case)[trial.function], trial.values)
        assert _bits(found) == _bits(expected), f"{trial}: {found!r} != {expected!r}"


def _bits(value: Any) -> list[bytes | str]:
    return [
        struct.pack("<d", part) if isinstance(part, float) else repr(part)
        for part in as_tuple(value)
    ]


def check_gradient(case: Case, source: str) -> None:
    """The gradients that the module `source` computes are those of the case's functions."""
    backward = generated(source, case.result.functions)
    for trial in trials(case):
        found = call(backward[trial.function], trial.arguments)
        gradients = as_tuple(found[1] if case.options["with_value"] else found)
        names = wanted(case, real(case)[trial.function])
        assert len(gradients) == len(names), f"gradients of {names}: {gradients}"
        for name, gradient in zip(names, gradients, strict=True):
            expected = _expected(case, trial, name)
            assert gradient == pytest.approx(
                expected.value, rel=0.0, abs=expected.error
            ), f"gradient of {name} in {trial}"
        _check_known(trial.gives, gradients)


def _check_known(gives: tuple[str, ...], gradients: tuple[Any, ...]) -> None:
    """The gradients that the file names, to as many digits as it writes."""
    for gradient, text in zip(gradients, gives, strict=bool(gives)):
        half = 0.5 * 10.0 ** -len(text.partition(".")[2])
        assert gradient == pytest.approx(float(text), rel=0.0, abs=half * (1.0 + 1e-9))


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
    return slope(moved, analytically, float(trial.values[name]))
