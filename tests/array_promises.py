"""The promises about arrays: memory, precision, and shapes. Numbers keep them without effort.

Each is a check on one case, as in `promises`.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from agreement import Trial, gradients_at, real, trials, wanted
from array_points import in_single_precision, is_real_array
from cases import Case
from running import Function, as_tuple, call, generated
from shape_notes import check_notes


def the_arguments_stay_as_they_are(case: Case) -> None:
    """Neither the caller's arrays nor the upstream gradients are written to."""
    backward = _backward(case)
    for trial in trials(case):
        before = copy.deepcopy(trial.arguments)
        gradients_at(case, trial, backward)
        for name, value in trial.arguments.items():
            np.testing.assert_array_equal(before[name], value, f"{name} was changed")


def the_gradients_have_memory_of_their_own(case: Case) -> None:
    """Whoever changes a gradient changes none of the arguments, nor the other way round."""
    backward = _backward(case)
    for trial in trials(case):
        arguments = {n: a for n, a in trial.arguments.items() if isinstance(a, np.ndarray)}
        for name, gradient in gradients_at(case, trial, backward).items():
            shared = [n for n, a in arguments.items() if np.shares_memory(gradient, a)]
            assert not shared, f"the gradient of {name} shares memory with {shared}"


def single_precision_stays(case: Case) -> None:
    """Where all arrays and outputs are of float32, so are the gradients of the arrays."""
    backward = _backward(case)
    for trial in filter(_has_real_arrays, trials(case)):
        single = _single(trial)
        outputs = as_tuple(call(real(case)[trial.function], single.values))
        if not all(np.asarray(o).dtype == np.float32 and np.isfinite(o).all() for o in outputs):
            continue
        doubles = gradients_at(case, trial, backward)
        for name, gradient in gradients_at(case, single, backward).items():
            if np.ndim(gradient):
                assert gradient.dtype == np.float32, f"the gradient of {name}: {gradient.dtype}"
            scale = 1.0 + np.max(np.abs(doubles[name]), initial=0.0)
            np.testing.assert_allclose(gradient, doubles[name], rtol=1e-3, atol=1e-3 * scale)


def nothing_is_warned_of(case: Case) -> None:
    """NumPy warns of a division by zero, say: only where the original makes it do so."""
    backward = _backward(case)
    for trial in trials(case):
        function = real(case)[trial.function]
        if not warnings_of(partial(call, function, trial.values)):
            assert not warnings_of(partial(gradients_at, case, trial, backward))


def warnings_of(run: Callable[[], object]) -> list[str]:
    """What NumPy warns of meanwhile."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        run()
    return [str(warning.message) for warning in said]


def the_upstream_gradient_is_one_unless_given(case: Case) -> None:
    """Where there is one output: for an array, a one for each of its elements."""
    backward = _backward(case)
    for trial in (trial for trial in trials(case) if len(trial.seeds) == 1):
        ((seed, given),) = trial.seeds.items()
        ones = np.ones(np.shape(given)) if np.ndim(given) else 1.0
        said, unsaid = (
            gradients_at(case, Trial(trial.function, trial.values, seeds), backward)
            for seeds in ({seed: ones}, {})
        )
        for name in wanted(case, trial.function):
            np.testing.assert_allclose(said[name], unsaid[name], rtol=1e-12, atol=1e-12)


def the_shapes_in_the_notes_are_true(case: Case) -> None:
    """Whatever shape a line says that its value has."""
    for trial in trials(case):
        check_notes(case.result.source, f"{trial.function}_backward", trial.arguments)


def _backward(case: Case) -> Mapping[str, Function]:
    return generated(case.result.source, case.result.functions)


def _has_real_arrays(trial: Trial) -> bool:
    return any(map(is_real_array, trial.arguments.values()))


def _single(trial: Trial) -> Trial:
    values, seeds = (
        {name: in_single_precision(value) for name, value in given.items()}
        for given in (trial.values, trial.seeds)
    )
    return Trial(trial.function, values, seeds)


ARRAY_PROMISES: tuple[Callable[[Case], None], ...] = (
    the_arguments_stay_as_they_are,
    the_gradients_have_memory_of_their_own,
    single_precision_stays,
    nothing_is_warned_of,
    the_upstream_gradient_is_one_unless_given,
    the_shapes_in_the_notes_are_true,
)
