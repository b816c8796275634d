"""Random programs in the modes that go forward: jvp and hvp against slopes along a direction.

The programs, and what is known of their slopes, are those of the gradient's checks.
"""

from __future__ import annotations

import inspect
import random
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import black
import numpy as np

import array_program_checks as arrays
import oracle
import program_checks as numbers
from array_program_checks import RefusedError, Run, UnfitError, WrongError
from array_programs import ArrayProgram, without_shapes
from gradgen import GradgenError, generate
from programs import Program

NOT_ONE_NUMBER = "not-one-number"


def check_moving(program: Program, mode: str) -> str:
    """Hold a mode of a scalar program against its slopes: `right`, or why that was not possible."""
    source = program.source.removeprefix("\ufeff")
    original = oracle.load(source)[program.function]
    try:
        arguments = oracle.complete(original, program.arguments)
        outputs = numbers.outputs(oracle.call(original, arguments))
    except (ArithmeticError, ValueError) as error:
        return f"does not run: {type(error).__name__}"
    if not all(isinstance(v, int | float) and np.isfinite(v) for v in outputs):
        return "does not run: not finite"
    try:
        text = numbers.generated(program, mode=mode)
    except numbers.RefusedError as error:
        if mode == "hvp" and NOT_ONE_NUMBER in str(error):
            return NOT_ONE_NUMBER
        raise
    _check_text(text, source)
    names = [n for n in arguments if program.wrt is None or n in program.wrt]
    chance = random.Random(len(source))
    direction = {name: chance.choice((-1.5, 0.75, 1.25)) for name in names}
    function = oracle.load(text)[f"{program.function}_{mode}"]
    try:
        if mode == "jvp":
            weights = [chance.choice((-0.5, 1.0, 2.0)) for _ in outputs]
            expected = oracle.gradient(source, program.function, arguments, names, weights)
        else:
            expected = _second(program, arguments, names, direction)
    except oracle.UnfitError as error:
        return str(error).partition(":")[0]
    found = numbers.outputs(
        oracle.call(function, {**program.arguments, **_named(function, original, direction)})
    )
    if mode == "hvp":
        numbers.compare(dict(zip(names, found, strict=True)), expected)
        return "right"
    total = sum(w * t for w, t in zip(weights, found, strict=True))
    slopes = [expected.gradients[name] * d for name, d in direction.items()]
    errors = sum(expected.errors[name] * abs(d) for name, d in direction.items())
    size = 1.0 + sum(map(abs, slopes))
    numbers.compare({"v": total}, oracle.Estimate({"v": sum(slopes)}, {"v": errors + 1e-9 * size}))
    return "right"


def _second(
    program: Program, arguments: oracle.Arguments, names: list[str], direction: Mapping[str, float]
) -> oracle.Estimate:
    """The slopes of `gradient . direction`, of the gradient that gradgen writes."""
    text = numbers.generated(program)
    name = f"{program.function}_backward"
    known = oracle.complete(oracle.load(text)[name], arguments)
    return oracle.gradient(text, name, known, names, list(direction.values()))


def _named(
    function: Callable[..., Any], original: Callable[..., Any], direction: Mapping[str, Any]
) -> dict[str, Any]:
    """The direction by the names that the generated function has for it."""
    own = inspect.signature(original).parameters
    new = [name for name in inspect.signature(function).parameters if name not in own]
    assert len(new) == len(direction), f"{new} for {[*direction]}"
    return dict(zip(new, direction.values(), strict=True))


def _check_text(text: str, source: str) -> None:
    compile(text, "<generated>", "exec")
    assert black.format_str(text, mode=black.Mode()) == text, "black would change it"
    new = numbers.pyflakes(text) - numbers.pyflakes(source)
    assert not new, f"pyflakes: {sorted(new)}"


# Arrays.


def check_moving_arrays(program: ArrayProgram, mode: str, *, annotated: bool) -> str:
    """Hold a mode of an array program against its slopes; the generated text."""
    source = program.source if annotated else without_shapes(program.source)
    original = arrays.load(source)["f"]
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        value = arrays._called(original, program.values)
    wrt = [name for name in program.values if name not in program.fixed]
    text = _generated(source, wrt, mode)
    _check_text(text, source)
    if _generated(source, wrt, mode) != text:
        raise WrongError("the second run gives another text")
    warned = bool(said) or "np.where(" in source
    chance = np.random.default_rng(len(source))
    direction = {name: _along(program.values[name], chance) for name in wrt}
    function = arrays.load(text)[f"f_{mode}"]
    run = Run(function, function, program.values, wrt, ())
    if program.is_single:
        _check_call(run, original, direction, value, mode, warned)
        direction = {
            n: d.astype(float) if isinstance(d, np.ndarray) else d for n, d in direction.items()
        }
        run = replace(arrays._doubled(run), upstream=())
        value = arrays._called(original, run.values)
    found = _check_call(run, original, direction, value, mode, warned)
    upstream = [_along(each, chance) for each in found]
    followed = original if mode == "jvp" else _gradient(source, wrt)
    total = sum(float(np.sum(u * t)) for u, t in zip(upstream, found, strict=True))
    base = Run(followed, followed, run.values, wrt, upstream, is_single=program.is_single)
    parts = [arrays._slope(base, name, np.asarray(direction[name])) for name in wrt]
    size = 1.0 + sum(abs(part) for part, _ in parts)
    size += sum(float(np.sum(np.abs(u * t))) for u, t in zip(upstream, found, strict=True))
    expected, tolerance = sum(p for p, _ in parts), max((t for _, t in parts), default=0.0)
    if not abs(total - expected) <= tolerance * size:
        raise WrongError(f"along a direction {total!r}, not {expected!r}")
    return text


def _generated(source: str, wrt: list[str], mode: str) -> str:
    try:
        return generate(source, function="f", wrt=wrt, mode=mode)
    except GradgenError as error:
        raise RefusedError(error) from error


def _gradient(source: str, wrt: list[str]) -> Callable[..., Any]:
    backward: Callable[..., Any] = arrays.load(_generated(source, wrt, "vjp"))["f_backward"]
    return backward


def _along(value: Any, chance: np.random.Generator) -> Any:
    noise = chance.uniform(0.5, 1.5, size=np.shape(value)) * chance.choice([-1, 1])
    if not isinstance(value, np.ndarray):
        return float(noise)
    return np.asarray(noise).astype(value.dtype if value.dtype.kind == "f" else float)


def _check_call(
    run: Run,
    original: Callable[..., Any],
    direction: Mapping[str, Any],
    value: Any,
    mode: str,
    warned: bool,
) -> tuple[Any, ...]:
    """Nothing is changed, shared or warned of, and shapes and types are right."""
    named = _named(run.function, original, direction)
    given = arrays._locked(arrays._copied({**run.values, **named}))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        found = arrays.outputs(run.function(**given))
    if said and not warned:
        raise WrongError(f"a warning: {said[0].message}")
    likes = arrays.outputs(value) if mode == "jvp" else [run.values[name] for name in run.wrt]
    if len(found) != len(likes):
        raise WrongError(f"{len(found)} results for {len(likes)}")
    for tangent, like in zip(found, likes, strict=True):
        _check_like(tangent, like)
        for other in given.values():
            if np.ndim(tangent) and np.ndim(other) and np.shares_memory(tangent, other):
                raise WrongError("an alias")
    return found


def _check_like(tangent: Any, like: Any) -> None:
    if np.shape(tangent) != np.shape(like):
        raise WrongError(f"the shape is {np.shape(tangent)}, not {np.shape(like)}")
    kind = np.asarray(like).dtype
    if np.ndim(like) and kind.kind == "f" and np.asarray(tangent).dtype != kind:
        raise WrongError(f"the type is {np.asarray(tangent).dtype}, not {kind}")
    if not np.all(np.isfinite(np.asarray(tangent, dtype=float))) and np.all(np.isfinite(like)):
        raise UnfitError("not finite")
