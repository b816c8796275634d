"""Every case of every family of array gates in forward mode, with shapes annotated and without."""

from importlib import import_module
from pathlib import Path

import pytest

from array_check import Case
from array_tangents import prove_tangent
from gradgen import GradgenError

FAMILIES = sorted(p.stem for p in Path(__file__).with_name("array_cases").glob("[a-z]*.py"))
CASES = [
    pytest.param(case, id=f"{family}-{case.code.splitlines()[-1]}")
    for family in FAMILIES
    for case in import_module(f"array_cases.{family}").CASES
]


@pytest.mark.parametrize("case", CASES)
def test_the_tangent_is_right_where_shapes_are_known(case: Case) -> None:
    prove_tangent(case, annotated=True)


@pytest.mark.parametrize("case", CASES)
def test_the_tangent_is_right_or_refused_where_they_are_not(case: Case) -> None:
    refused = refusals_of(case)
    assert refused <= ({"unknown-rank"} if case.shaped else set())


def refusals_of(case: Case) -> set[str]:
    """Prove a case without annotations; where it is refused instead, the slugs of what was said."""
    try:
        prove_tangent(case, annotated=False)
    except GradgenError as error:
        return {diagnostic.slug for diagnostic in error.diagnostics}
    return set()
