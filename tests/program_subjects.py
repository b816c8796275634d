"""What a random program is looked at for: a function, a direction, and the slope along it."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import array_program_checks as arrays
import oracle
from array_programs import ArrayProgram, without_shapes
from array_slopes import Moving, UnfitError, as_type, mixed, outputs, slope_along, slope_of_slope
from programs import Program

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Subject:
    """A function, where it is looked at, and along which direction.

    `weights` are by output, or by parameter where it is the gradient that moves. The function that
    is `moved` for differences computes with all digits.
    """

    source: str
    name: str
    original: Callable[..., Any]
    moved: Callable[..., Any]
    values: Values
    given: Values
    direction: Values
    weights: Sequence[Any]
    results: Sequence[Any]
    warned: bool = False
    is_single: bool = False

    @property
    def movers(self) -> list[Any]:
        """The values of the parameters that move."""
        return [self.values[name] for name in self.direction]


def on_numbers(program: Program, *, second: bool) -> Subject:
    """A program on numbers; for `second` derivatives it is the gradient that moves."""
    source = program.source.removeprefix("\ufeff")
    original = oracle.load(source)[program.function]
    try:
        values = oracle.complete(original, program.arguments)
        found = outputs(oracle.call(original, values))
    except (ArithmeticError, ValueError) as error:
        raise UnfitError(f"does not run: {type(error).__name__}") from error
    if not all(isinstance(v, int | float) and math.isfinite(v) for v in found):
        raise UnfitError("does not run: not finite")
    chance = np.random.default_rng(len(source))
    moving = [n for n in values if program.wrt is None or n in program.wrt]
    direction = {name: _like(0.0, chance) for name in moving}
    weights = [_like(0.0, chance) for _ in (moving if second else found)]
    given = program.arguments
    name = program.function
    return Subject(source, name, original, original, values, given, direction, weights, found)


def on_arrays(program: ArrayProgram, *, second: bool, annotated: bool) -> Subject:
    """A program on arrays, with its shapes or without."""
    source = program.source if annotated else without_shapes(program.source)
    original = arrays.load(source)["f"]
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        found = outputs(arrays.called(original, program.values))
    chance = np.random.default_rng(len(source))
    moving = {n: v for n, v in program.values.items() if n not in program.fixed}
    direction = {name: _like(value, chance) for name, value in moving.items()}
    weights = [_like(each, chance) for each in (moving.values() if second else found)]
    # A line under the condition of `np.where` computes, with a warning, what is then held back.
    warned = bool(said) or "np.where(" in source
    moved = original
    if program.is_single:
        # Constants of float32 would keep what is added to them in place as coarse as they are.
        moved = arrays.load(source.replace("dtype=np.float32", "dtype=np.float64"))["f"]
    values = program.values
    return Subject(
        *(source, "f", original, moved, values, values, direction, weights, found, warned),
        is_single=program.is_single,
    )


def _like(value: Any, chance: np.random.Generator) -> Any:
    """A random number, or array of them, that may be added to a value."""
    noise = chance.uniform(0.5, 1.5, size=np.shape(value)) * chance.choice([-1, 1])
    if not isinstance(value, np.ndarray):
        return float(noise)
    return np.asarray(noise).astype(value.dtype if value.dtype.kind == "f" else float)


def widened(subject: Subject) -> Subject:
    """The same in float64."""
    values = as_type(subject.values, np.float64)
    direction = as_type(subject.direction, np.float64)
    weights = [w.astype(float) if isinstance(w, np.ndarray) else w for w in subject.weights]
    found = outputs(arrays.called(subject.original, values))
    wide = replace(subject, values=values, given=values, direction=direction, weights=weights)
    return replace(wide, results=found)


def slope_on_numbers(subject: Subject, *, second: bool) -> tuple[float, float]:
    direction, weights = subject.direction, subject.weights
    try:
        if not second:
            known = oracle.gradient(
                subject.source, subject.name, subject.values, [*direction], weights
            )
            parts = [known.gradients[n] * d for n, d in direction.items()]
            errors = sum(4 * known.errors[n] * abs(d) for n, d in direction.items())
            return sum(parts), 1e-9 + errors / (1 + abs(sum(parts)))
        # Only to see whether a kink is near.
        oracle.gradient(subject.source, subject.name, subject.values, [*direction], [1.0])
        others = dict(zip(direction, weights, strict=True))
        return mixed(_moved_numbers(subject), direction, others)
    except oracle.UnfitError as error:
        raise UnfitError(str(error).partition(":")[0]) from error
    except (ArithmeticError, ValueError) as error:
        raise UnfitError("the border of a domain") from error


def _moved_numbers(subject: Subject) -> Callable[..., float]:
    def moved(*moves: tuple[float, Values]) -> float:
        values = dict(subject.values)
        for step, direction in moves:
            for name, each in direction.items():
                values[name] += step * each
        return float(oracle.call(subject.original, values))

    return moved


def slope_on_arrays(subject: Subject, *, second: bool) -> tuple[float, float]:
    direction = subject.direction
    if not second:
        moving = Moving(subject.moved, subject.values, subject.weights, subject.is_single)
        return slope_along(moving, direction)
    ones = [np.ones_like(each) for each in subject.results]
    moving = Moving(subject.moved, subject.values, ones, subject.is_single)
    others = dict(zip(direction, subject.weights, strict=True))
    return slope_of_slope(moving, direction, others)
