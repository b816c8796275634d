"""Tangents and Hessian-vector products of every sample: the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from cases import Case, samples
from directions import (
    check_beside_the_value,
    check_each_alone,
    check_hvp,
    check_jvp,
    check_notes_way,
    derivative,
    has,
)
from nasty_arrays import NASTY_ARRAYS
from nasty_inputs import NASTY
from running import generated

SAMPLES = {sample.name: sample for sample in samples()}
CHANCE = np.random.default_rng(8)
CASES = (*samples(), *NASTY, *NASTY_ARRAYS)
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
EACH_MODE = pytest.mark.parametrize("mode", ["jvp", "hvp"])


@EACH
def test_tangents(case: Case) -> None:
    check_jvp(case, derivative(case, "jvp"))


@EACH
def test_hessian_vector_products(case: Case) -> None:
    if has(case, "hvp"):
        check_hvp(case, derivative(case, "hvp"))


@EACH
def test_the_notes_way_gives_the_same(case: Case) -> None:
    if has(case, "hvp"):
        check_notes_way(case, derivative(case, "hvp"))


@EACH
@EACH_MODE
def test_with_the_value(case: Case, mode: str) -> None:
    if has(case, mode):
        check_beside_the_value(case, mode)


@EACH
@EACH_MODE
def test_by_each_parameter_alone(case: Case, mode: str) -> None:
    if has(case, mode):
        check_each_alone(case, mode)


# The sample that does it the notes' way: its text is the gradient that gradgen wrote.


def test_the_sample_of_the_notes_way_holds_what_gradgen_wrote() -> None:
    written = SAMPLES["neuron"].result.source
    lines = written[written.index("    # forward") : written.index("    return ")]
    assert lines in SAMPLES["hessian_vector_product"].text


def test_both_ways_agree() -> None:
    forward = generated(SAMPLES["neuron"].in_mode["hvp"].result.source, ("f",), "hvp")["f"]
    name = "gradient_times_v"
    reverse = generated(SAMPLES["hessian_vector_product"].result.source, (name,))[name]
    for _ in range(5):
        given = CHANCE.normal(size=10)
        assert reverse(*given) == pytest.approx(forward(*given), rel=1e-12)
