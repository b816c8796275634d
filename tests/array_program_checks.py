"""What holds for the gradient of every array program, whatever it computes."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import black
import numpy as np

from array_programs import ArrayProgram, without_shapes
from array_slopes import Moving, UnfitError, as_type, copied, outputs, slope_along
from gradgen import GradgenError, generate
from program_checks import pyflakes

Value = Any
Function = Callable[..., Any]


class WrongError(AssertionError):
    """A promise is broken."""


class RefusedError(Exception):
    """gradgen refuses the program, and says why."""

    def __init__(self, error: GradgenError) -> None:
        super().__init__("; ".join(f"[{d.slug}] {d.message}" for d in error.diagnostics))
        self.diagnostics = tuple(error.diagnostics)
        self.slugs = tuple(dict.fromkeys(d.slug for d in error.diagnostics))


@dataclass(frozen=True)
class Run:
    """A function at hand, where it is looked at, and what flows in from above."""

    function: Function
    backward: Function
    values: Mapping[str, Value]
    wrt: Sequence[str]
    upstream: Sequence[Value]
    is_single: bool = False


class _Anything:
    def __class_getitem__(cls, item: object) -> object:
        return item


def load(source: str) -> dict[str, Any]:
    """The names that a file defines; annotations of shapes mean nothing."""
    source = source.replace("from jaxtyping import", "from array_program_checks import")
    namespace: dict[str, Any] = {"sigmoid": _sigmoid, "softplus": _softplus}
    namespace |= {"relu": lambda x: np.maximum(x, 0.0), "silu": lambda x: x * _sigmoid(x)}
    exec(compile(source, "<program>", "exec"), namespace)
    return namespace


def _sigmoid(x: Value) -> Value:
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def _softplus(x: Value) -> Value:
    return np.logaddexp(x, 0.0)


Bool = Float = Int = _Anything


def generated(source: str, wrt: Sequence[str] | None, **options: Any) -> str:
    """The generated module."""
    try:
        return generate(source, function="f", wrt=wrt, **options)
    except GradgenError as error:
        raise RefusedError(error) from error


def check_array_program(
    program: ArrayProgram, *, annotated: bool, text_too: bool = True, seed: int = 0
) -> str:
    """Hold every promise against the gradient of `program`; the generated text."""
    source = program.source if annotated else without_shapes(program.source)
    function = load(source)["f"]
    values = program.values
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        value = called(function, values)
    wrt = [name for name in values if name not in program.fixed]
    text = generated(source, wrt)
    if text_too:
        check_text(text, source, wrt)
    chance = np.random.default_rng([seed, len(source)])
    upstream = [_like(output, chance) for output in outputs(value)]
    backward = load(text)["f_backward"]
    run = Run(function, backward, values, wrt, upstream)
    # A line under the condition of `np.where` computes, with a warning, what is then held back.
    warned = bool(said) or "np.where(" in source
    gradients = check_run(run, warned)
    check_defaults(run)
    check_parameters(source, run, gradients)
    check_value(generated(source, wrt, with_value=True), run, value)
    _unchanged_by(function, values)
    if program.is_single:
        check_single(run, gradients)
        # Constants of float32 would keep what is added to them in place as coarse as they are.
        wide = load(source.replace("dtype=np.float32", "dtype=np.float64"))["f"]
        run = replace(doubled(run), function=wide)
        gradients = check_run(run, warned)
    check_slopes(run, gradients)
    return text


def gradient_program(program: ArrayProgram, *, annotated: bool) -> ArrayProgram:
    """The gradient of `program` as a program of its own: for the second derivative."""
    source = program.source if annotated else without_shapes(program.source)
    text = generated(source, [name for name in program.values if name not in program.fixed])
    chance = np.random.default_rng(len(source))
    found = outputs(called(load(source)["f"], program.values))
    seeds = _seeds(load(text)["f_backward"], program.values)
    upstream = dict(zip(seeds, (_like(output, chance) for output in found), strict=True))
    values: dict[str, Value] = {**program.values, **upstream}
    widened = program.is_single and _is_widened(called(load(text)["f_backward"], values))
    values = as_type(values, np.float64) if widened else values
    text = text.replace("def f_backward(", "def f(")
    return ArrayProgram(text, values, program.fixed, program.is_single and not widened)


def _is_widened(gradients: Any) -> bool:
    """Whether the gradient of a plain number is a float64 of NumPy's, wider than the arrays."""
    return any(isinstance(gradient, np.float64) for gradient in outputs(gradients))


def _seeds(backward: Function, values: Mapping[str, Value]) -> list[str]:
    """The parameters for the upstream gradients."""
    return [name for name in inspect.signature(backward).parameters if name not in values]


def called(function: Function, values: Mapping[str, Value]) -> Any:
    try:
        return function(**copied(values))
    except Exception as error:
        raise UnfitError(f"does not run: {type(error).__name__}: {error}") from error


def locked(values: dict[str, Value]) -> dict[str, Value]:
    """The same values, with arrays that nobody can write to."""
    for value in values.values():
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return values


def _like(output: Value, chance: np.random.Generator) -> Value:
    """A random upstream gradient for an output, of its type."""
    noise = chance.uniform(0.5, 2.0, size=np.shape(output)) * chance.choice([-1, 1])
    if not isinstance(output, np.ndarray):
        return float(noise)
    return np.asarray(noise).astype(output.dtype if output.dtype.kind == "f" else float)


def check_text(text: str, source: str, wrt: Sequence[str]) -> None:
    """It compiles, black leaves it, pyflakes has nothing new to say, and it comes out again."""
    compile(text, "<generated>", "exec")
    hold(black.format_str(text, mode=black.Mode()) == text, "black would change it")
    new = pyflakes(text) - pyflakes(source)
    hold(not new, f"pyflakes: {sorted(new)}")
    hold(generated(source, wrt) == text, "the second run gives another text")


def check_run(run: Run, warned: bool) -> tuple[Value, ...]:
    """Shapes are right, nothing is changed, shared or warned of; the gradients."""
    names = _seeds(run.backward, run.values)
    hold(len(names) == len(run.upstream), f"the seeds are {names}")
    given = locked(copied(run.values))
    upstream = list(locked(copied(dict(zip(names, run.upstream, strict=True)))).values())
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        found = run.backward(**given, **dict(zip(names, upstream, strict=True)))
    gradients = outputs(found)
    hold(not said or warned, f"a warning: {said[0].message if said else ''}")
    hold(len(gradients) == len(run.wrt), f"{len(gradients)} gradients for {run.wrt}")
    _unchanged(given, run.values)
    for mine, old in zip(upstream, run.upstream, strict=True):
        hold(np.array_equal(mine, old), "the upstream gradient was changed")
    for name, gradient in zip(run.wrt, gradients, strict=True):
        _check_gradient(name, gradient, run.values[name], [*given.values(), *upstream])
    return gradients


def _check_gradient(name: str, gradient: Value, value: Value, others: Sequence[Value]) -> None:
    wanted = np.shape(value)
    hold(
        np.shape(gradient) == wanted,
        f"the shape of the gradient of {name} is {np.shape(gradient)}, not {wanted}",
    )
    kind = np.asarray(gradient).dtype
    if isinstance(value, np.ndarray):
        kind = value.dtype if isinstance(gradient, float) and not wanted else kind
        hold(kind == value.dtype, f"the gradient of {name} is {kind}, not {value.dtype}")
    else:
        hold(kind.kind == "f", f"the gradient of the number {name} is {kind}")
        hold(np.ndim(gradient) == 0, f"the gradient of the number {name} is an array")
    for other in others:
        if isinstance(other, np.ndarray) and isinstance(gradient, np.ndarray) and wanted:
            hold(not np.shares_memory(gradient, other), f"the gradient of {name} is an alias")


def check_defaults(run: Run) -> None:
    """An upstream gradient left out is one of ones."""
    if len(run.upstream) > 1:
        return
    ones = [np.ones_like(u) if isinstance(u, np.ndarray) else 1.0 for u in run.upstream]
    name = _seeds(run.backward, run.values)[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        given = outputs(run.backward(**copied(run.values), **{name: ones[0]}))
        left_out = outputs(run.backward(**copied(run.values)))
    for here, there in zip(given, left_out, strict=True):
        same = np.allclose(here, there, rtol=1e-5, atol=1e-6, equal_nan=True)
        hold(same and np.shape(here) == np.shape(there), "the default seed is not one of ones")


def check_parameters(source: str, run: Run, gradients: Sequence[Value]) -> None:
    """A parameter that is left out unasked has a gradient of zeros; the others theirs."""
    backward = load(generated(source, None))["f_backward"]
    names = _seeds(backward, run.values)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = list(
            outputs(backward(**copied(run.values), **dict(zip(names, run.upstream, strict=True))))
        )
    for name, gradient in zip(run.wrt, gradients, strict=True):
        if found and np.array_equal(found[0], gradient, equal_nan=True):
            del found[0]
        else:
            hold(not np.any(gradient), f"the number {name} is left out")
    hold(not found, "more gradients than parameters")


def check_value(text: str, run: Run, value: Any) -> None:
    """With the value, it gives the very value that the original gives."""
    backward = load(text)["f_backward"]
    names = _seeds(backward, run.values)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        given = backward(**copied(run.values), **dict(zip(names, run.upstream, strict=True)))[0]
    hold(len(outputs(given)) == len(outputs(value)), "another number of outputs")
    for here, there in zip(outputs(given), outputs(value), strict=True):
        same = (
            np.shape(here) == np.shape(there) and np.asarray(here).dtype == np.asarray(there).dtype
        )
        hold(same and np.array_equal(here, there, equal_nan=True), f"value {here!r}, not {there!r}")


def _unchanged_by(function: Function, values: Mapping[str, Value]) -> None:
    given = copied(values)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        function(**given)
    hold(
        all(np.array_equal(given[n], v) for n, v in values.items()),
        "the function writes to its arguments, and was not refused",
    )


def _unchanged(given: Mapping[str, Value], values: Mapping[str, Value]) -> None:
    for name, value in values.items():
        hold(np.array_equal(given[name], value), f"{name} was changed")


def check_single(run: Run, gradients: Sequence[Value]) -> None:
    """In float32 the gradients are those in float64, but for the digits that it lacks."""
    exact = check_run(doubled(run), True)
    for name, rough, fine in zip(run.wrt, gradients, exact, strict=True):
        scale = 1 + float(np.max(np.abs(fine), initial=0.0))
        near = float(np.max(np.abs(np.asarray(rough) - fine), initial=0.0)) <= 1e-2 * scale
        if not near:
            raise UnfitError(f"float32: too few digits for {name}")


def doubled(run: Run) -> Run:
    upstream = [u.astype(float) if isinstance(u, np.ndarray) else u for u in run.upstream]
    values = as_type(run.values, np.float64)
    return Run(run.function, run.backward, values, run.wrt, upstream, is_single=True)


def check_slopes(run: Run, gradients: Sequence[Value]) -> None:
    """The gradients are those of differences, each along a random direction."""
    chance = np.random.default_rng(7)
    for name, gradient in zip(run.wrt, gradients, strict=True):
        direction = chance.uniform(0.5, 1.5, size=np.shape(gradient))
        direction = direction * chance.choice([-1.0, 1.0], size=direction.shape)
        parts = np.asarray(gradient, dtype=float) * direction
        found, size = float(np.sum(parts)), 1 + float(np.sum(np.abs(parts)))
        hold(np.isfinite(found), f"the gradient of {name} is {found}")
        moving = Moving(run.function, run.values, run.upstream, run.is_single)
        slope, tolerance = slope_along(moving, {name: direction})
        size = max(size, abs(slope))
        hold(
            abs(found - slope) <= tolerance * size,
            f"the gradient of {name} along a direction is {found!r}, not {slope!r}",
        )


def hold(holds: Any, otherwise: str) -> None:
    if not holds:
        raise WrongError(otherwise)
