"""Proves a gradient of array code: generates it, runs it, and holds it against differences.

A case is an expression over named inputs. It is wrapped in a function, once with the shapes of the
inputs annotated and once without, and its gradient is taken with a random upstream gradient.
"""

from __future__ import annotations

import inspect
import math
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from gradgen import generate
from gradgen.targets.definitions import definition_named
from gradgen.targets.definitions import numpy as definitions
from gradgen.targets.numpy import WELL_KNOWN_ON_ARRAYS
from gradgen.targets.python import WELL_KNOWN

Value: TypeAlias = Any

PRELUDE = """
import numpy as np
import scipy.linalg
from scipy import special
from jaxtyping import Bool, Float, Int
"""


@dataclass(frozen=True)
class Case:
    """An expression (or several lines, the last of which is one) and its inputs.

    An input is a shape, for which random numbers are drawn; a string `"positive (2, 3)"` or
    `"unit (3,)"` for numbers above 0 or inside (-1, 1); or the value itself, an array or number.
    `fixed` are names that carry no gradient. `shaped` is for gates whose gradient needs to know the
    shapes: they are refused without. `sides` are names that move to one side only, since they stand
    at the end of where the function is defined: `{"x": 1}` upwards, `{"x": -1}` downwards.
    """

    code: str
    inputs: Mapping[str, Value]
    fixed: tuple[str, ...] = ()
    shaped: bool = False
    tolerance: float = 2e-6
    values: Mapping[str, Any] = field(default_factory=dict)
    sides: Mapping[str, int] = field(default_factory=dict)

    def direction(self, name: str, shape: tuple[int, ...], chance: np.random.Generator) -> Value:
        """A random direction for an input to move in."""
        drawn = chance.normal(size=shape)
        return self.sides[name] * np.abs(drawn) if name in self.sides else drawn


def case(
    code: str,
    *,
    fixed: tuple[str, ...] = (),
    shaped: bool = False,
    tolerance: float = 2e-6,
    sides: Mapping[str, int] | None = None,
    **inputs: Value,
) -> Case:
    """A case with its inputs by name."""
    return Case(code, inputs, fixed, shaped, tolerance, sides=sides or {})


def slope_of(at: Callable[[float], Any], h: float, *, one_sided: bool) -> Any:
    """The derivative of `at` at 0, by differences of fourth order with steps of `h`."""
    if one_sided:
        return (-25 * at(0) + 48 * at(h) - 36 * at(2 * h) + 16 * at(3 * h) - 3 * at(4 * h)) / 12 / h
    return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)


ANYWHERE = Case("", {})


def draw(spec: Value, chance: np.random.Generator) -> Value:
    """An input as `Case` describes it."""
    if isinstance(spec, tuple):
        return chance.normal(size=spec)
    if isinstance(spec, str):
        kind, _, shape = spec.partition(" ")
        low, high = {"positive": (0.3, 2.5), "unit": (-0.9, 0.9), "above": (1.2, 3.0)}[kind]
        return chance.uniform(low, high, size=eval(shape))
    return spec


def source(case: Case, values: Mapping[str, Value], *, annotated: bool, named: bool = False) -> str:
    """The file that defines the case as a function `f`."""
    *lines, last = case.code.strip().split("\n")
    signature = ", ".join(
        _parameter(n, v, case, annotated=annotated, named=named) for n, v in values.items()
    )
    body = [*lines, last if last.startswith("return ") else f"return {last}"]
    indented = "".join(f"    {line.strip()}\n" for line in body)
    return f"{PRELUDE}{_own_definitions(case.code)}\n\ndef f({signature}):\n{indented}"


def _own_definitions(code: str) -> str:
    """The definitions of gradgen's own that the code calls, as an output would have them."""
    called = [name for name in re.findall(r"(?<![.\w])\w+(?=\()", code) if name not in _KNOWN]
    found: dict[str, str] = {}
    for name in called:
        definition = definition_named(name, "numpy")
        if definition is not None and definition.target == "numpy":
            called += definition.definitions
            found[name] = f"\n\n{definition.text}\n"
    return "".join(found.values())


_KNOWN = {*WELL_KNOWN, *WELL_KNOWN_ON_ARRAYS}


def _parameter(name: str, value: Value, case: Case, *, annotated: bool, named: bool) -> str:
    if isinstance(value, np.ndarray):
        kind = {"f": "Float", "b": "Bool"}.get(value.dtype.kind, "Int")
        if not annotated:
            return name
        dims = " ".join(f"N{size}" if named and size > 1 else str(size) for size in value.shape)
        return f'{name}: {kind}[np.ndarray, "{dims}"]'
    return f"{name}: {type(value).__name__}" if annotated or name in case.fixed else name


def prove(case: Case, *, annotated: bool, named: bool = False, seed: int = 0) -> str:
    """Check a case; the generated text, for whoever wants to look at it.

    Sizes are annotated as numbers; where they are `named`, as names, the same for equal sizes.
    """
    chance = np.random.default_rng([seed, len(case.code)])
    values = {name: draw(spec, chance) for name, spec in case.inputs.items()}
    text = source(case, values, annotated=annotated, named=named)
    wrt = [n for n, v in values.items() if n not in case.fixed and is_real(v)]
    generated = generate(text, function="f", wrt=wrt)
    namespace: dict[str, Any] = {**vars(definitions), "tanh": np.tanh}
    exec(compile(text.replace(*STAND_IN), "f", "exec"), namespace)
    plain: dict[str, Any] = {}
    code = generated.replace("from jaxtyping import", "from array_check import")
    exec(compile(code, "f_backward", "exec"), plain)
    compare(namespace["f"], plain["f_backward"], values, wrt, chance, case.tolerance, case)
    in_single_precision(namespace["f"], plain["f_backward"], values, wrt, chance)
    return generated


def in_single_precision(
    f: Callable[..., Any],
    backward: Callable[..., Any],
    values: Mapping[str, Value],
    wrt: list[str],
    chance: np.random.Generator,
) -> None:
    """Where all arrays and outputs are of float32, gradients are too, and nearly the same."""
    single = {n: v.astype(np.float32) if is_array(v) else v for n, v in values.items()}
    outputs = f(**single)
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    if not any(map(is_array, values.values())):
        return
    if any(getattr(output, "dtype", None) != np.float32 for output in outputs):
        return
    upstream = [chance.normal(size=np.shape(o)).astype(np.float32) for o in outputs]
    seeds = [n for n in inspect.signature(backward).parameters if n not in values]
    given = dict(zip(seeds, upstream, strict=True))
    found = backward(**single, **given)
    wanted = backward(**values, **{n: u.astype(float) for n, u in given.items()})
    pairs = ((found,), (wanted,)) if len(wrt) == 1 else (found, wanted)
    for name, mine, exact in zip(wrt, *pairs, strict=True):
        if is_array(values[name]):
            assert np.asarray(mine).dtype == np.float32, f"{name}: {np.asarray(mine).dtype}"
        scale = 1 + np.max(np.abs(exact), initial=0)
        assert np.allclose(mine, exact, rtol=1e-2, atol=1e-3 * scale), f"{name} in float32"


def is_array(value: Value) -> bool:
    """Whether a value is an array of floats."""
    return isinstance(value, np.ndarray) and np.issubdtype(value.dtype, np.floating)


# What annotations are made of, without the library.
STAND_IN = (
    "from jaxtyping import Bool, Float, Int\n",
    "from array_check import Bool, Float, Int\n",
)


class _Anything:
    def __class_getitem__(cls, item: object) -> object:
        return item


Bool = Float = Int = _Anything


def is_real(value: Value) -> bool:
    """Whether a value is a float, or an array of floats."""
    return isinstance(value, float) or (
        isinstance(value, np.ndarray) and np.issubdtype(value.dtype, np.floating)
    )


def compare(
    f: Callable[..., Any],
    backward: Callable[..., Any],
    values: Mapping[str, Value],
    wrt: list[str],
    chance: np.random.Generator,
    tolerance: float,
    moved_as: Case = ANYWHERE,
) -> None:
    """Hold the gradients against differences of `f`, in random directions."""
    outputs = f(**values)
    several = isinstance(outputs, tuple)
    upstream = [chance.normal(size=np.shape(o)) for o in (outputs if several else (outputs,))]
    before = {name: np.copy(value) for name, value in values.items()}
    kept = [np.copy(u) for u in upstream]
    seeds = [n for n in inspect.signature(backward).parameters if n not in values]
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        gradients = backward(**values, **dict(zip(seeds, upstream, strict=True)))
    gradients = gradients if len(wrt) > 1 else (gradients,)
    for name, value in values.items():
        assert same(before[name], value), f"{name} was changed"
    for mine, old in zip(upstream, kept, strict=True):
        assert same(mine, old), "the upstream gradient was changed"
    for name, gradient in zip(wrt, gradients, strict=True):
        value = np.asarray(values[name], dtype=float)
        assert np.shape(gradient) == value.shape, f"{name}: {np.shape(gradient)}, {value.shape}"
        for mine in (*upstream, *(v for v in values.values() if isinstance(v, np.ndarray))):
            shares = np.ndim(mine) > 0 and np.shares_memory(gradient, mine)
            assert not shares, f"the gradient of {name} is an alias"
        for direction in _directions(moved_as, name, value.shape, chance):
            one_sided = name in moved_as.sides
            along = _along(f, values, name, direction, upstream, several=several)
            expected = float(np.sum(slope_of(along, 3e-4, one_sided=one_sided)))
            found = float(np.sum(np.asarray(gradient) * direction))
            scale = 1 + float(np.sum(np.abs(np.asarray(gradient) * direction)))
            assert abs(found - expected) <= tolerance * scale, f"{name}: {found}, not {expected}"


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same, NaN and all."""
    return bool(np.all((one == other) | ((one != one) & (other != other))))


def _directions(
    case: Case, name: str, shape: tuple[int, ...], chance: np.random.Generator
) -> Iterator[Any]:
    """Directions to move an input in: all elements at once, and some of them alone.

    Alone, a small slope is not lost beside large ones.
    """
    for _ in range(2):
        yield case.direction(name, shape, chance)
    size = math.prod(shape)
    for place in chance.permutation(size)[:4] if size > 1 else ():
        alone = np.zeros(size)
        alone[place] = 1
        yield case.direction(name, shape, chance) * alone.reshape(shape)


def _along(
    f: Callable[..., Any],
    values: Mapping[str, Value],
    name: str,
    direction: Any,
    upstream: list[Any],
    *,
    several: bool,
) -> Callable[[float], Any]:
    """All elements of the outputs with their weights, by the step in a direction."""

    def at(step: float) -> Any:
        moved = np.asarray(values[name], dtype=float) + step * direction
        given = moved if isinstance(values[name], np.ndarray) else float(moved)
        outputs = f(**{**values, name: given})
        pairs = zip(upstream, outputs if several else (outputs,), strict=True)
        return np.concatenate([np.ravel(u * o) for u, o in pairs])

    return at
