"""Rules applied: what the gate at hand sends back to each operand, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gradgen.ir.expression import Expression, Name
from gradgen.ir.parser import parse
from gradgen.ir.printer import show
from gradgen.ir.shape import SCALAR, Shape
from gradgen.rules.absent import ABSENT
from gradgen.rules.book import rule_named
from gradgen.rules.forms import ShapeOf, _take, form
from gradgen.rules.instance import (
    Place,
    Site,
    detail,
    filled_in,
    lines_needed,
    outputs_at,
    places,
    reads,
    written,
)
from gradgen.rules.matcher import match_gate
from gradgen.rules.reader import Rule, cut, read_rule


def site(known: dict[str, float] | None = None, **shapes: Shape) -> Site:
    """A gate `L = …`; names without a shape here are scalars."""
    values: dict[str, Expression] = {"out": Name("L"), "grad_out": Name("grad_L")}
    of = _known(shapes)
    return Site(values, known or {}, of, lambda value: not of(value).is_scalar, lambda _: True)


def _known(shapes: dict[str, Shape]) -> ShapeOf:
    return lambda value: shapes.get(show(value), SCALAR)


def places_of(gate: str) -> list[Place]:
    match = match_gate(parse(gate))
    assert match is not None
    return list(places(match))


def sent_back(gate: str, known: dict[str, float] | None = None) -> list[tuple[str, str, str]]:
    """For each operand with a line: itself, its gradient, and the detail of its note."""
    return [
        (
            show(place.operand),
            show(written(place.line, place, site(known))),
            detail(place.line, place, site(known)),
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
    first = places_of("polygamma(n, a)")[0]
    assert detail(first.line, first, site()) == ""


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


# What is sent back depends on the shapes where a line holds a form.


def test_a_form_is_written_out_for_the_shapes_at_hand() -> None:
    matrix, column = Shape(("N", "D")), Shape(("D",))
    first, second = places_of("a @ b")
    at = site(a=matrix, b=column, L=Shape(("N",)))
    assert first.line is not None
    assert second.line is not None
    assert show(written(first.line, first, at)) == "grad_L[:, None] * b"
    assert show(written(second.line, second, at)) == "grad_L @ a"


# Gates of several outputs, and steps on the way to several gradients.

PAIR = """\
@gate("function", "both", shape="unknown")
def pair(x, y, *, grad_out):
    p, q = pair(x, y)
    unused = exp(grad_q)
    both = grad_p * x + grad_q * y
    twice = both * 2
    grad_x = twice * q
    grad_y = grad_p - grad_q
"""


def read(text: str) -> Rule:
    (example,) = cut("family", text)
    return read_rule(example)


def needed(rule: Rule, operand: str, **arrived: str) -> list[str]:
    """The lines that the gradient of `operand` takes, where so much has arrived at the outputs."""
    gradients: dict[str, Expression] = {name: Name(grad) for name, grad in arrived.items()}
    line = rule.line(operand)
    assert line is not None
    at = site()._replace(values=outputs_at(rule, ["u", "v"], gradients))
    return [f"{e.operand} = {show(e.expression)}" for e in lines_needed(rule, line, at)]


def test_the_outputs_of_a_gate_and_what_has_come_to_them() -> None:
    assert outputs_at(read(PAIR), ["u", "v"], {"v": Name("grad_v")}) == {
        "p": Name("u"),
        "q": Name("v"),
        "grad_p": ABSENT,
        "grad_q": Name("grad_v"),
    }


def test_only_the_steps_that_a_line_reads_are_needed() -> None:
    everything = {"u": "grad_u", "v": "grad_v"}
    assert needed(read(PAIR), "x", **everything) == [
        "both = grad_p * x + grad_q * y",
        "twice = both * 2",
        "x = twice * q",
    ]
    assert needed(read(PAIR), "y", **everything) == ["y = grad_p - grad_q"]


def test_terms_that_nothing_has_come_to_are_left_out() -> None:
    assert needed(read(PAIR), "x", u="grad_u")[0] == "both = grad_p * x"
    assert needed(read(PAIR), "y", u="grad_u") == ["y = grad_p"]
    assert needed(read(PAIR), "y", v="grad_v") == ["y = -grad_q"]
    assert needed(read(PAIR), "x") == []
    assert needed(read(PAIR), "y") == []


PARTS = """\
@gate("copier", shape="unknown")
def cut_up(a, n, *, grad_out):
    (*parts,) = cut_up(a, n)
    grad_a = joined([*grad_parts], n)
"""


def test_a_row_of_outputs_is_spread_where_it_stands() -> None:
    rule = read(PARTS)
    values = outputs_at(rule, ["u", "v"], {"u": Name("grad_u")})
    assert {name: show(value) for name, value in values.items()} == {
        "*parts": "(u, v)",
        "*grad_parts": "(grad_u, zeros_like(v))",
    }
    filled = filled_in(rule.lines[0].expression, {**values, "n": parse("3")})
    assert show(filled) == "joined([grad_u, zeros_like(v)], 3)"


def test_two_forms_of_one_name_are_a_fault() -> None:
    """One of them would be called in the place of the other, without a word."""
    mine = form(lambda around: around.out)
    found: dict[str, Callable[..., Expression]] = {}
    _take(found, {"spread": mine, "other": mine, "NUMBER": 3, "plain": len})
    _take(found, {"spread": mine})  # imported from there
    assert found == {"spread": mine, "other": mine}
    with pytest.raises(AssertionError, match="two forms are called spread"):
        _take(found, {"spread": form(lambda around: around.operand)})
