"""Tangents and Hessian-vector products of every sample: the numbers."""

from __future__ import annotations

import pytest

from cases import Case, samples
from directions import (
    check_beside_the_value,
    check_each_alone,
    check_hvp,
    check_jvp,
    check_notes_way,
)
from gradgen.api import build
from nasty_arrays import NASTY_ARRAYS
from nasty_inputs import NASTY

CASES = (*samples(), *NASTY, *NASTY_ARRAYS)
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
EACH_MODE = pytest.mark.parametrize("mode", ["jvp", "hvp"])


def text(case: Case, mode: str) -> str:
    """What gradgen makes of a case in a mode, without the value."""
    return build(case.source, **{**case.in_mode[mode].options, "with_value": False}).source


@EACH
def test_tangents(case: Case) -> None:
    check_jvp(case, text(case, "jvp"))


@EACH
def test_hessian_vector_products(case: Case) -> None:
    check_hvp(case, text(case, "hvp"))


@EACH
def test_the_notes_way_gives_the_same(case: Case) -> None:
    check_notes_way(case, text(case, "hvp"))


@EACH
@EACH_MODE
def test_with_the_value(case: Case, mode: str) -> None:
    check_beside_the_value(case, mode)


@EACH
@EACH_MODE
def test_by_each_parameter_alone(case: Case, mode: str) -> None:
    check_each_alone(case, mode)
