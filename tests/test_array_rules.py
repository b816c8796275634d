"""Every case of every family of array gates, with the shapes annotated and without."""

from importlib import import_module
from pathlib import Path

import pytest

from array_check import Case, prove
from gradgen import GradgenError

FAMILIES = sorted(p.stem for p in Path(__file__).with_name("array_cases").glob("[a-z]*.py"))
CASES = [
    pytest.param(case, id=f"{family}-{case.code.splitlines()[-1]}")
    for family in FAMILIES
    for case in import_module(f"array_cases.{family}").CASES
]


@pytest.mark.parametrize("case", CASES)
def test_the_gradient_is_right_where_shapes_are_known(case: Case) -> None:
    prove(case, annotated=True)


@pytest.mark.parametrize("case", CASES)
def test_the_gradient_is_right_where_sizes_have_names(case: Case) -> None:
    try:
        prove(case, annotated=True, named=True)
    except GradgenError as error:
        assert all(d.slug == "shape-mismatch" for d in error.diagnostics)


@pytest.mark.parametrize("case", CASES)
def test_the_gradient_is_right_or_refused_where_they_are_not(case: Case) -> None:
    try:
        prove(case, annotated=False)
    except GradgenError as error:
        assert case.shaped
        assert all(d.slug == "unknown-rank" for d in error.diagnostics)
