"""Whether the tests of the rules would notice: a sample of mutants, each of which has to be caught.

All of them are tried by `benchmarks/mutate.py`.
"""

from __future__ import annotations

import ast

import pytest

from gradgen.rules.book import rule_named
from gradgen.targets.definitions import definition_named
from mutation.changes import changes
from mutation.equivalents import equivalents, stale
from mutation.mutants import Mutant, mutants
from mutation.patching import put_in
from mutation.score import chosen, sample, shown, try_all


def test_a_sample_of_mutants_is_caught() -> None:
    results = list(try_all(sample(chosen(["rule"]), 40, seed=2)))
    assert [shown(result) for result in results if result.outcome == "survived"] == []
    assert sum(result.outcome == "caught" for result in results) >= 35


@pytest.mark.parametrize(
    ("expression", "becomes"),
    [
        ("a * b", ["a", "b"]),
        ("a - b", ["a + b", "b - a", "a", "b"]),
        ("a / b", ["b / a", "a"]),
        ("a ** 2", ["2 ** a", "a", "a ** 3"]),
        ("-x", ["x"]),
        ("x.T", ["x"]),
        ("turned(x)", ["x"]),
        ("x[:, None]", ["x"]),
        ("cos(x)", ["sin(x)", "x"]),
        ("f(a, b)", ["a", "f(b, a)"]),
        ("sum(x, axis=0)", ["x", "sum(x)", "sum(x, axis=1)"]),
        ("x > y", ["x >= y", "y > x"]),
        ("x == y or z", ["x == y and z", "x != y or z"]),
        ("a if c else b", ["b if c else a"]),
        ("a @ b", ["b @ a", "a", "b", "swapaxes(a, -1, -2) @ b", "a @ swapaxes(b, -1, -2)"]),
    ],
)
def test_one_thing_is_changed_at_a_time(expression: str, becomes: list[str]) -> None:
    found = changes(ast.parse(expression, mode="eval").body, lambda node: iter(()))
    assert [ast.unparse(new) for _, new in found] == becomes


def test_rules_are_changed_line_by_line() -> None:
    (subject,) = chosen(["rule"], ["sqrt"])
    found = {(m.operator, m.after) for m in mutants(subject)}
    assert found == {
        ("sign", "grad_x = -(grad_out / (2 * out))"),
        ("swap", "grad_x = 2 * out / grad_out"),
        ("factor", "grad_x = grad_out"),
        ("factor", "grad_x = grad_out / 2"),
        ("factor", "grad_x = grad_out / out"),
        ("constant", "grad_x = grad_out / (3 * out)"),
    }


def test_formulas_in_strings_of_forms_are_changed() -> None:
    (subject,) = chosen(["form"], ["to_left_factor"])
    assert "return fill('grad @ y', grad=grad, y=y)" in {m.after for m in mutants(subject)}


def test_a_mutant_stands_in_the_book_for_a_while_only() -> None:
    mutant = _first("rule", "sin")
    before = rule_named("sin")
    with put_in(mutant):
        changed = rule_named("sin")
        assert changed is not None
        assert changed.text == mutant.text
    assert rule_named("sin") == before


def test_a_mutant_of_a_definition_is_what_outputs_get() -> None:
    mutant = _first("definition", "direction")
    with put_in(mutant):
        changed = definition_named("direction", "numpy")
        assert changed is not None
        assert changed.text == mutant.text
    after = definition_named("direction", "numpy")
    assert after is not None
    assert after.text == mutant.subject.text


def _first(sort: str, name: str) -> Mutant:
    subject, *_ = chosen([sort], [name])  # other libraries may have definitions of that name
    return next(mutants(subject))


def test_what_is_listed_as_equivalent_is_there() -> None:
    assert stale() == []


def test_each_equivalent_mutant_has_a_reason_and_they_are_in_order() -> None:
    assert all(len(reason.split()) >= 3 for reason in equivalents().values())
    assert list(equivalents()) == sorted(equivalents())
