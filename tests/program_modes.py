"""Random programs in every mode: what the derivatives say of one direction, against slopes there.

A gradient, a tangent, a Jacobian and a Hessian all tell how the outputs, weighted, move along a
direction, or how that changes along another. So one number a program and mode is compared; which
parameter or output is to blame shows when the program has been made smaller.
"""

from __future__ import annotations

import inspect
import math
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import black
import numpy as np

import array_program_checks as arrays
import oracle
from array_program_checks import RefusedError, WrongError, hold
from array_programs import ArrayProgram
from array_slopes import copied, outputs
from gradgen import GradgenError, generate
from program_checks import pyflakes
from program_subjects import (
    Subject,
    on_arrays,
    on_numbers,
    slope_on_arrays,
    slope_on_numbers,
    widened,
)
from programs import Program

Values = Mapping[str, Any]

MODES: Final[Mapping[str, Mapping[str, Any]]] = {
    "vjp": {},
    "split": {"split": True},
    "jvp": {"mode": "jvp"},
    "rows": {"mode": "jacobian", "by": "rows"},
    "columns": {"mode": "jacobian", "by": "columns"},
    "hvp": {"mode": "hvp"},
    "hessian": {"mode": "hessian"},
}
SECOND: Final = frozenset(("hvp", "hessian"))
_BLOCKS: Final = frozenset(("rows", "columns", "hessian"))
_BACKWARD: Final = frozenset(("vjp", "split"))


def check_mode(program: Program, mode: str, *, thorough: bool = True) -> str:
    """Hold a mode of a program on numbers against its slopes; the generated text."""
    subject = on_numbers(program, second=mode in SECOND)
    text = _generated(subject, mode, tuple(subject.direction), thorough=thorough)
    found, size = contracted(subject, mode, oracle.load(text))
    _compare(found, size, *slope_on_numbers(subject, second=mode in SECOND))
    return text


def check_array_mode(
    program: ArrayProgram, mode: str, *, annotated: bool, thorough: bool = True
) -> str:
    """Hold a mode of a program on arrays against its slopes; the generated text."""
    subject = on_arrays(program, second=mode in SECOND, annotated=annotated)
    wrt = tuple(subject.direction)
    text = _generated(subject, mode, wrt, thorough=thorough)
    check_along(subject, mode, arrays.load(text))
    return text


def check_along(subject: Subject, mode: str, derived: Values) -> None:
    """Hold the functions of a generated module, on arrays, against the slopes of the original."""
    found, size = contracted(subject, mode, derived)
    if subject.is_single:
        subject = widened(subject)
        found, size = contracted(subject, mode, derived)
    _compare(found, size, *slope_on_arrays(subject, second=mode in SECOND))


# What is generated.


def _generated(subject: Subject, mode: str, wrt: Sequence[str], *, thorough: bool = False) -> str:
    text = _written(subject, mode, wrt)
    if thorough:
        hold(black.format_str(text, mode=black.Mode()) == text, "black would change it")
        new = pyflakes(text) - pyflakes(subject.source)
        hold(not new, f"pyflakes: {sorted(new)}")
        hold(_written(subject, mode, wrt) == text, "the second run gives another text")
    return text


def _written(subject: Subject, mode: str, wrt: Sequence[str]) -> str:
    try:
        return generate(subject.source, function=subject.name, wrt=wrt, **MODES[mode])
    except GradgenError as error:
        raise RefusedError(error) from error


# What the derivatives say.


def contracted(subject: Subject, mode: str, derived: Values) -> tuple[float, float]:
    """What a derivative says of the direction, and how large the parts of that sum are.

    On the way: shapes and types are right, nothing is changed, shared or warned of.
    """
    found = _called(subject, mode, derived)
    if mode in _BLOCKS:
        return _of_blocks(subject, mode, found)
    likes = subject.results if mode == "jvp" else subject.movers
    by = subject.direction.values() if mode in _BACKWARD else subject.weights
    hold(len(found) == len(likes), f"{len(found)} results for {len(likes)}")
    for one, like in zip(found, likes, strict=True):
        _check_like(one, like)
    return _total(np.asarray(o, float) * w for o, w in zip(found, by, strict=True))


def _called(subject: Subject, mode: str, derived: Values) -> list[Any]:
    """What a derivative returns, flat."""
    given = arrays.locked(copied(subject.given))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        function, passed, own = _ready(subject, mode, derived, given)
        names = [n for n in inspect.signature(function).parameters if n not in own]
        added = arrays.locked(copied(_added(subject, mode, names)))
        found = _flat(oracle.call(function, {**passed, **added}))
    hold(not said or subject.warned, f"a warning: {said[0].message if said else ''}")
    for other in (*given.values(), *added.values()):
        _check_alias(found, other)
    return found


def _ready(
    subject: Subject, mode: str, derived: Values, given: Values
) -> tuple[Callable[..., Any], Values, Collection[str]]:
    """The derivative, what it is called with, and which parameters are not gradgen's own."""
    if mode == "split":
        value, residuals = oracle.call(derived[f"{subject.name}_forward"], given)
        _check_value(subject, outputs(value))
        function = derived[f"{subject.name}_backward"]
        first = next(iter(inspect.signature(function).parameters))
        return function, {first: residuals}, {first}
    suffix = "backward" if mode in _BACKWARD else MODES[mode]["mode"]
    return derived[f"{subject.name}_{suffix}"], given, subject.values


def _added(subject: Subject, mode: str, names: Sequence[str]) -> Values:
    """Upstream gradients or a direction, by the names that gradgen has for them."""
    weights, direction = list(subject.weights), list(subject.direction.values())
    moves = weights if mode in _BACKWARD else [] if mode in _BLOCKS else direction
    hold(len(names) == len(moves), f"the parameters {names} for {len(moves)}")
    return dict(zip(names, moves, strict=True))


def _flat(value: Any) -> list[Any]:
    """The values in nested tuples, in order."""
    if not isinstance(value, tuple):
        return [value]
    return [each for part in value for each in _flat(part)]


def _check_value(subject: Subject, found: Sequence[Any]) -> None:
    for here, there in zip(found, subject.results, strict=True):
        near = np.allclose(here, there, rtol=1e-5, atol=1e-5, equal_nan=True)
        hold(np.shape(here) == np.shape(there) and near, f"value {here!r}, not {there!r}")


def _check_alias(found: Sequence[Any], other: Any) -> None:
    if not isinstance(other, np.ndarray) or not other.ndim:
        return
    for one in found:
        shared = isinstance(one, np.ndarray) and one.ndim and np.shares_memory(one, other)
        hold(not shared, "an alias")


def _check_like(one: Any, like: Any) -> None:
    hold(np.shape(one) == np.shape(like), f"the shape is {np.shape(one)}, not {np.shape(like)}")
    kind = np.asarray(like).dtype
    if np.ndim(like) and kind.kind == "f":
        hold(np.asarray(one).dtype == kind, f"the type is {np.asarray(one).dtype}, not {kind}")


def _of_blocks(subject: Subject, mode: str, found: Sequence[Any]) -> tuple[float, float]:
    """The blocks of a matrix between the weights and the direction."""
    tops = subject.movers if mode == "hessian" else subject.results
    pairs = [
        (top, w, name)
        for top, w in zip(tops, subject.weights, strict=True)
        for name in subject.direction
    ]
    hold(len(found) == len(pairs), f"{len(found)} blocks for {len(pairs)}")
    parts = []
    for block, (top, weight, name) in zip(found, pairs, strict=True):
        wanted = np.shape(top) + np.shape(subject.values[name])
        hold(np.shape(block) == wanted, f"the shape of a block is {np.shape(block)}, not {wanted}")
        move = np.asarray(subject.direction[name])
        parts.append(np.asarray(block, float) * np.multiply.outer(np.asarray(weight), move))
    return _total(parts)


def _total(parts: Iterable[Any]) -> tuple[float, float]:
    listed = list(parts)
    found = sum(float(np.sum(part)) for part in listed)
    return found, sum(float(np.sum(np.abs(part))) for part in listed)


def _compare(found: float, size: float, expected: float, tolerance: float) -> None:
    if not math.isfinite(found) and math.isfinite(expected):
        raise WrongError(f"along a direction {found!r}, not {expected!r}")
    near = abs(found - expected) <= tolerance * (1 + size + abs(expected))
    hold(near, f"along a direction {found!r}, not {expected!r}")
