"""What is generated for numba, run beside what is generated for NumPy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from agreement import Trial, trials
from cases import Case
from gradgen.api import build

# What runs is held in no file: there is nowhere to cache it.
UNCACHED = (("(cache=True, error_model=", "(error_model="), ("(cache=True)\n", "()\n"))


def for_numba(case: Case, **more: Any) -> str:
    """The text for numba. Raises GradgenError."""
    return build(case.source, **{**case.options, "target": "numba", **more}).source


def compiled(text: str) -> dict[str, Any]:
    """The names of a generated module; numba compiles its functions when they are called."""
    for old, new in UNCACHED:
        text = text.replace(old, new)
    names: dict[str, Any] = {}
    exec(compile(text, "<for numba>", "exec"), names)
    return names


def check_agreement(case: Case, *, most: int = 9, **more: Any) -> None:
    """The gradients for numba are those for NumPy, at points and upstream gradients of the case.

    Nothing that is handed in is changed.
    """
    theirs = compiled(build(case.source, **case.options).source)
    ours = compiled(for_numba(case, **more))
    for trial in trials(case)[:most]:
        name, arguments = f"{trial.function}_backward", _as_floats(trial)
        kept = {key: np.copy(value) for key, value in arguments.items()}
        got, want = (list(_flat(names[name](**arguments))) for names in (ours, theirs))
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


def _flat(results: Any) -> Iterator[Any]:
    """The results one by one, however they are nested."""
    if isinstance(results, tuple):
        for result in results:
            yield from _flat(result)
    else:
        yield results
