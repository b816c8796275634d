"""gradgen reads what it writes: the output of every mode is an input for every mode, and right.

Second derivatives of every sample by all pairs of modes, and third ones of some.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import pytest

from agreement import check_gradient, trials
from cases import Case, Point, samples
from directions import check_hvp, check_jvp, derivative, directions, given, has, moving

MODES = ("vjp", "jvp", "hvp")
CHECKS: Mapping[str, Callable[[Case, str], None]] = {
    "vjp": check_gradient,
    "jvp": check_jvp,
    "hvp": check_hvp,
}
SAMPLES = {sample.name: sample for sample in samples()}
EACH = pytest.mark.parametrize("sample", SAMPLES.values(), ids=lambda sample: sample.name)


@cache
def derived(case: Case, mode: str) -> Case:
    """The derivative of a case as a case: at its first point, in some direction."""
    text = derivative(case, mode)
    functions = moving(case, text, mode)
    point: dict[str, object] = {}
    for name in case.result.functions:
        trial = next(t for t in trials(case) if t.function == name and not t.gives)
        direction = trial.seeds if mode == "vjp" else directions(case, trial)
        point |= given(case, trial, functions[name], direction)
    told = case.told or case.text
    return Case(f"{case.name}_{mode}", text.encode(), told, (Point(point),))


# The outputs of these have a constant sum: their Hessians are zero, and so is all that follows.
FLAT = {"batch_norm", "batch_norm_plain"}


@EACH
@pytest.mark.parametrize("second", MODES)
@pytest.mark.parametrize("first", MODES)
def test_second_derivatives(sample: Case, first: str, second: str) -> None:
    # Without shapes a Hessian-vector product is proved by itself, and its pieces here.
    if not has(sample, first) or (first == "hvp" and sample.name.endswith("_plain")):
        return
    again = derived(sample, first)
    if has(again, second) and (first != "hvp" or sample.name not in FLAT):
        CHECKS[second](again, derivative(again, second))


# Sums, products, functions, slices and places in forward and in reverse, and a copy of a helper.
THRICE: tuple[str, ...]
THRICE = ("neuron", "written_out", "two_outputs", "trigonometry", "normal_log_likelihood")
THRICE += ("rosenbrock_vector", "rosenbrock_vector_plain", "linear_layer_plain", "lennard_jones")
THRICE += ("cosine_similarity", "cosine_similarity_plain", "ridge_logistic_plain")
TRIPLES = ["vjp vjp vjp", "vjp vjp jvp", "vjp jvp vjp", "jvp vjp vjp", "jvp jvp jvp"]
TRIPLES += ["jvp hvp vjp", "hvp vjp jvp", "vjp jvp hvp"]


@pytest.mark.parametrize("name", THRICE)
@pytest.mark.parametrize("modes", TRIPLES)
def test_third_derivatives(name: str, modes: str) -> None:
    first, second, third = modes.split()
    if not has(SAMPLES[name], first):
        return
    once = derived(SAMPLES[name], first)
    twice = derived(once, second) if has(once, second) else once
    if has(twice, third):
        CHECKS[third](twice, derivative(twice, third))
