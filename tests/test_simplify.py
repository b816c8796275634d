"""Tidying, before and after: what a person would not have written is not written."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gradgen.ir.expression import Expression, Literal, Name, operator
from gradgen.ir.operators import BINARY, COMPARISON
from gradgen.ir.parser import parse
from gradgen.ir.printer import show
from gradgen.rules.simplify import simplify, value_of

# The values of names that are bound to constants.
KNOWN = {"two": 2.0, "zero": 0.0}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Factors and exponents of 1, the exponent 0.
        ("1 * x", "x"),
        ("x * 1.0", "x"),
        ("x / 1", "x"),
        ("x ** 1", "x"),
        ("x ** 0", "1"),
        ("x ** (2 - 1)", "x"),
        # Signs.
        ("--x", "x"),
        ("-(-2)", "2"),
        ("---x", "-x"),
        # Sums and products of numbers, in decimal.
        ("x ** (3 - 1)", "x**2"),
        ("x * (0.7 - 1)", "x * -0.3"),
        ("(1 + 2) * 3 * x", "9 * x"),
        # Choices that are decided, or make no difference.
        ("1 if 2 == 0 else x", "x"),
        ("x if 2 > 0 else y", "x"),
        ("x if c else x", "x"),
        ("1 if c else 1.0", "1"),
        ("x if 2 > 0 and 3 != 3 else y", "y"),
        ("x if c > 0 and 2 > 3 else y", "y"),
        ("x if c and c else y", "x if c else y"),
        ("y * 2 * x ** (1 if 2 == 0 and x == 0 else 2 - 1)", "y * 2 * x"),
        # Names of constants decide, and are never written out.
        ("x if two > 0 else y", "x"),
        ("x if zero == 0 and two >= 2 else y", "x"),
        ("x**two", "x**two"),
        ("two * x", "two * x"),
        ("x ** (two - 1)", "x ** (two - 1)"),
        # Anywhere inside.
        ("f(1 * x, key=x ** 1)", "f(x, key=x)"),
        ("[1 * x, (--y,)]", "[x, (y,)]"),
    ],
)
def test_tidied(before: str, after: str) -> None:
    assert show(simplify(parse(before), KNOWN)) == after


@pytest.mark.parametrize(
    "text",
    [
        *("x", "2", "x + y", "x - x", "x * 2", "x / 2", "2 / x", "1 / x", "x**-1", "1**x"),
        # `0 * x` is no 0 where x is infinite, and `x + 0` no x where x is -0.0.
        *("0 * x", "x + 0", "x - 0", "x / x", "x * -1"),
        *("x if c else y", "x if c > 0 else y", "x if c > 0 and two > 0 else y", "not not x"),
        *("x if two else y", "1 / 2", "1 == 2", "x and y", "x if 2 > 0 or c else y"),
    ],
)
def test_left_as_it_is(text: str) -> None:
    assert show(simplify(parse(text), KNOWN)) == text


@pytest.mark.parametrize(
    ("text", "value"), [("2", 2), ("two", 2.0), ("x", None), ("x + 1", None), ("True", None)]
)
def test_known_values(text: str, value: float | None) -> None:
    assert value_of(parse(text), KNOWN) == value


def _leaf() -> st.SearchStrategy[Expression]:
    numbers = ("0", "1", "2", "1.0", "0.5", "-1", "-2")
    return st.one_of(
        st.sampled_from([Name("x"), Name("y"), Name("two"), Name("zero")]),
        st.sampled_from(numbers).map(Literal),
    )


def _inner(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    tables = {**BINARY, **COMPARISON, "and": "logical_and"}
    symbols = st.sampled_from([s for s in tables if s not in ("@", "//", "%", "&", "|", "^")])
    return st.one_of(
        st.builds(lambda s, a, b: operator(tables[s], s, a, b), symbols, inner, inner),
        st.builds(lambda a: operator("negative", "-", a), inner),
        st.builds(lambda c, a, b: operator("where", "if", c, a, b), inner, inner, inner),
    )


def _evaluated(expression: Expression, values: dict[str, float]) -> float | None:
    try:
        value = eval(show(expression), {}, values)
    except ArithmeticError:
        return None
    return float(value) if not isinstance(value, complex) and math.isfinite(value) else None


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(
    st.recursive(_leaf(), _inner, max_leaves=10),
    st.sampled_from([-1.5, 0.0, 0.75, 2.0]),
    st.sampled_from([-2.0, 0.0, 1.25]),
)
def test_the_value_is_the_same(expression: Expression, x: float, y: float) -> None:
    values = {"x": x, "y": y, **KNOWN}
    before, after = _evaluated(expression, values), simplify(expression, KNOWN)
    assume(before is not None)
    assert _evaluated(after, values) == pytest.approx(before)
    assert len(show(after)) <= len(show(expression))


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.recursive(_leaf(), _inner, max_leaves=10))
def test_once_is_enough(expression: Expression) -> None:
    once = simplify(expression, KNOWN)
    assert simplify(once, KNOWN) == once
