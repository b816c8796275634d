"""The rules of gradgen's own functions, which outputs call: each by itself, in both modes.

They are met when an output is differentiated again, which `test_array_orders` looks at as a whole.
"""

import pytest

from array_check import Case, prove
from array_tangents import prove_tangent
from gradgen.rules.book import all_rules
from second_order_cases import CASES
from test_array_coverage import applied_in_case

EACH = [pytest.param(case, id=f"{case.code}-{place}") for place, case in enumerate(CASES)]


@pytest.mark.parametrize("case", EACH)
def test_the_gradient_is_right(case: Case) -> None:
    prove(case, annotated=True)


@pytest.mark.parametrize("case", EACH)
def test_the_tangent_is_right(case: Case) -> None:
    prove_tangent(case, annotated=True)


def test_some_case_applies_each_rule() -> None:
    applied = {name for case in CASES for name in applied_in_case(case)}
    named = {rule.name for rule in all_rules() if rule.family.startswith("second_order")}
    assert named - applied <= {"expm_frechet"}  # SciPy has it: a case of linear algebra
