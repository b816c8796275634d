"""What is generated for numba, run beside what is generated for NumPy."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any
from unittest import mock

import numpy as np

from agreement import Trial, trials
from cases import Case
from gradgen.api import build
from running import call

# What runs is held in no file: there is nowhere to cache it.
UNCACHED = (("(cache=True, error_model=", "(error_model="), ("(cache=True)\n", "()\n"))


def for_numba(case: Case, **more: Any) -> str:
    """The text for numba. Raises GradgenError."""
    return build(case.source, **{**case.options, "target": "numba", **more}).source


def interpreted(text: str) -> dict[str, Any]:
    """The names of a generated module, whose functions Python runs itself, without numba."""
    with mock.patch.dict(sys.modules, {"numba": _stand_in()}):
        return compiled(text)


def _stand_in() -> ModuleType:
    """What is imported from numba, without compiling anything."""

    def njit(**_: object) -> Callable[[Any], Any]:
        return lambda function: function

    def vectorize(**_: object) -> Callable[[Any], Any]:
        return lambda function: np.vectorize(function, otypes=[float])

    module = ModuleType("numba")
    vars(module).update(njit=njit, vectorize=vectorize)
    return module


def compiled(text: str) -> dict[str, Any]:
    """The names of a generated module; numba compiles its functions when they are called."""
    for old, new in UNCACHED:
        text = text.replace(old, new)
    names: dict[str, Any] = {}
    exec(compile(text, "<for numba>", "exec"), names)
    return names


def check_agreement(
    case: Case, run: Callable[[str], dict[str, Any]] = compiled, *, most: int = 9, **more: Any
) -> None:
    """The gradients for numba are those for NumPy, at points and upstream gradients of the case.

    Nothing that is handed in is changed.
    """
    theirs = compiled(build(case.source, **case.options).source)
    ours = run(for_numba(case, **more))
    for trial in trials(case)[:most]:
        name, arguments = f"{trial.function}_backward", _as_floats(trial)
        kept = {key: np.copy(value) for key, value in arguments.items()}
        got, want = (list(flat(call(names[name], arguments))) for names in (ours, theirs))
        for one, other in zip(got, want, strict=True):
            assert np.shape(one) == np.shape(other)
            np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-11)
        for key, value in kept.items():
            np.testing.assert_array_equal(value, arguments[key])


def _as_floats(trial: Trial) -> Mapping[str, Any]:
    """The arguments with arrays of float64 where they hold floats."""
    arrays = {key: np.asarray(value) for key, value in trial.arguments.items() if np.ndim(value)}
    floats = {k: v.astype(np.float64) if v.dtype.kind == "f" else v for k, v in arrays.items()}
    return {**trial.arguments, **floats}


def flat(results: Any) -> Iterator[Any]:
    """The results one by one, however they are nested."""
    if isinstance(results, tuple):
        for result in results:
            yield from flat(result)
    else:
        yield results
