"""Rules applied: what the gate at hand sends back to each operand, and what is said of it."""

from __future__ import annotations

import pytest

from gradgen.ir.expression import Expression, Name
from gradgen.ir.parser import parse
from gradgen.ir.printer import show
from gradgen.rules.book import rule_named
from gradgen.rules.instance import Place, contribution, detail, places, reads
from gradgen.rules.matcher import match_gate

OUT, UPSTREAM = Name("L"), Name("grad_L")


def places_of(gate: str) -> list[Place]:
    match = match_gate(parse(gate))
    assert match is not None
    return list(places(match))


def sent_back(gate: str, known: dict[str, float] | None = None) -> list[tuple[str, str, str]]:
    """For each operand with a line: itself, its gradient, and the detail of its note."""
    return [
        (
            show(place.operand),
            show(contribution(place, OUT, UPSTREAM, known or {})),
            detail(place, OUT, UPSTREAM, known or {}),
        )
        for place in places_of(gate)
        if place.line is not None
    ]


@pytest.mark.parametrize(
    ("gate", "lines"),
    [
        ("a + b", [("a", "grad_L", ""), ("b", "grad_L", "")]),
        ("a - b", [("a", "grad_L", ""), ("b", "-grad_L", "with the sign of - b")]),
        ("a * 2", [("a", "grad_L * 2", ""), ("2", "grad_L * a", "")]),
        (
            "a / b",
            [
                ("a", "grad_L / b", "local gradient 1 / b"),
                ("b", "-grad_L * L / b", "local gradient -L / b"),
            ],
        ),
        ("sigmoid(a)", [("a", "grad_L * (1 - L) * L", "local gradient (1 - L) * L")]),
        # A function's name in a detail is no operand, even if an operand is called like it.
        ("sin(cos)", [("cos", "grad_L * cos(cos)", "local gradient cos(cos)")]),
        ("abs(x)", [("x", "grad_L * sign(x)", "local gradient sign(x)")]),
        # Operands that are called like words of the rule: all names change at once.
        (
            "y / x",
            [
                ("y", "grad_L / x", "local gradient 1 / x"),
                ("x", "-grad_L * L / x", "local gradient -L / x"),
            ],
        ),
        # Routers say which operand wins.
        (
            "max(a, b)",
            [
                ("a", "where(b > a, 0.0, grad_L)", "a takes all unless b > a"),
                ("b", "where(b > a, grad_L, 0.0)", "b takes all if b > a"),
            ],
        ),
        (
            "max(a, -2)",
            [
                ("a", "where(-2 > a, 0.0, grad_L)", "a takes all unless (-2) > a"),
                ("-2", "where(-2 > a, grad_L, 0.0)", "(-2) takes all if (-2) > a"),
            ],
        ),
        # Starred operands: a line for each.
        (
            "hypot(a, b)",
            [
                ("a", "grad_L * (a / L)", "local gradient a / L"),
                ("b", "grad_L * (b / L)", "local gradient b / L"),
            ],
        ),
        (
            "sumprod([a, b], [c, 3])",
            [
                ("a", "grad_L * c", ""),
                ("b", "grad_L * 3", ""),
                ("c", "grad_L * a", ""),
                ("3", "grad_L * b", ""),
            ],
        ),
        # Numbers are tidied away, in the note as in the line.
        (
            "a ** 2",
            [
                ("a", "grad_L * 2 * a", "local gradient 2 * a"),
                (
                    "2",
                    "grad_L * L * log(where(a > 0, a, 1))",
                    "local gradient L * log(a), 0 if a <= 0",
                ),
            ],
        ),
        (
            "a ** 3",
            [
                ("a", "grad_L * 3 * a**2", "local gradient 3 * a**2"),
                (
                    "3",
                    "grad_L * L * log(where(a > 0, a, 1))",
                    "local gradient L * log(a), 0 if a <= 0",
                ),
            ],
        ),
    ],
)
def test_what_is_sent_back(gate: str, lines: list[tuple[str, str, str]]) -> None:
    assert sent_back(gate) == lines


def test_constants_decide_and_are_not_written_out() -> None:
    (_, line, said), _ = sent_back("a ** n", {"n": 2.0})
    assert (line, said) == ("grad_L * n * a ** (n - 1)", "local gradient n * a ** (n - 1)")
    assert "where" in sent_back("a ** n")[0][1]


def test_operands_without_a_line_and_flat_ones() -> None:
    kinds = {
        "where(c, a, b)": [True, False, False],
        "round(a, 2)": [True, False],
        "a > b": [True, True],
        "polygamma(n, a)": [False, False],
        "a + b": [False, False],
    }
    for gate, flat in kinds.items():
        assert [place.is_flat for place in places_of(gate)] == flat, gate
    assert [place.line is None for place in places_of("polygamma(n, a)")] == [True, False]
    assert detail(places_of("polygamma(n, a)")[0], OUT, UPSTREAM, {}) == ""


def test_only_the_test_of_a_choice_is_a_condition() -> None:
    assert [p.is_condition for p in places_of("where(c, a, b)")] == [True, False, False]
    assert not any(p.is_condition for p in places_of("polygamma(n, a)"))


def test_a_definitions_operands_take_their_places() -> None:
    values: list[Expression] = [place.operand for place in places_of("leaky_relu(a, 0.1)")]
    assert values == [Name("a"), parse("0.1")]


@pytest.mark.parametrize(
    ("rule", "operand", "names"),
    [
        ("multiply", "x", ("grad_out", "y")),
        ("sigmoid", "x", ("grad_out", "out")),
        ("add", "x", ("grad_out",)),
        ("floor", "x", ()),
    ],
)
def test_what_a_line_needs(rule: str, operand: str, names: tuple[str, ...]) -> None:
    found = rule_named(rule)
    assert found is not None
    line = found.line(operand)
    assert line is not None
    assert reads(line) == names
