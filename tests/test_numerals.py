"""Numerals: their values, and sums that a person would have done in the head."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradgen.ir.expression import Literal, Name
from gradgen.ir.numerals import fold, is_number, negated, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[("2", 2), ("-2", -2), ("1_000", 1000), ("0x10", 16), ("0b11", 3), ("2.0", 2.0)],
        *[("1e-3", 0.001), (".5", 0.5), ("5.", 5.0), ("-1.5E3", -1500.0), ("1e400", math.inf)],
    ],
)
def test_numbers(text: str, value: float) -> None:
    found = number(Literal(text))
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["True", "None", "'2'", "2j", "inf", "nan", "x", "", "9" * 50])
def test_what_is_no_number(text: str) -> None:
    assert number(Literal(text)) is None


def test_a_name_is_no_number() -> None:
    assert number(Name("x")) is None
    assert not is_number(Name("x"), 1)


def test_is_number_compares_values() -> None:
    assert all(is_number(Literal(text), 1) for text in ("1", "1.0", "1e0", "0x1", "10e-1"))
    assert not any(is_number(Literal(text), 1) for text in ("-1", "1.5", "True", "'1'"))


@pytest.mark.parametrize(
    ("before", "after"), [("2", "-2"), ("-2", "2"), ("- 2", "2"), ("0.5", "-0.5"), ("-0.0", "0.0")]
)
def test_negated(before: str, after: str) -> None:
    assert negated(Literal(before)) == Literal(after)


@pytest.mark.parametrize(
    ("left", "operation", "right", "result"),
    [
        # Whole numbers stay whole; one float makes a float, as in Python.
        ("2", "subtract", "1", "1"),
        ("2", "multiply", "-3", "-6"),
        ("1_000", "add", "1", "1001"),
        ("2.0", "subtract", "1", "1.0"),
        ("1", "add", "2.0", "3.0"),
        ("2", "multiply", "0.5", "1.0"),
        # In decimal, as people count, not in binary.
        ("0.1", "add", "0.2", "0.3"),
        ("0.7", "subtract", "1", "-0.3"),
        ("0.1", "multiply", "0.1", "0.01"),
        ("1.1", "multiply", "3", "3.3"),
        ("0.3", "subtract", "0.3", "0.0"),
        ("3", "multiply", "1e-5", "3e-05"),
        # The sign of a zero.
        ("-1", "multiply", "0.0", "-0.0"),
    ],
)
def test_folding(left: str, operation: str, right: str, result: str) -> None:
    assert fold(operation, Literal(left), Literal(right)) == Literal(result)


@pytest.mark.parametrize(
    ("left", "operation", "right"),
    [
        # Other operations have no exact results, or none that is easier to read.
        ("1", "divide", "2"),
        ("2", "power", "3"),
        ("1", "equal", "1"),
        # Longer than what it stands for.
        ("123456789", "multiply", "987654321"),
        ("1.23456789", "multiply", "9.87654321"),
        # Digits that no float keeps, or none at all.
        ("1e16", "add", "1.0"),
        ("1e-20", "add", "1.0"),
        ("1e200", "multiply", "1e200"),
        ("1e-200", "multiply", "1e-200"),
        ("1e400", "add", "1"),
        # No decimal numerals.
        ("0x10", "add", "1"),
        ("True", "add", "1"),
        ("x", "add", "1"),
        ("2j", "multiply", "2"),
    ],
)
def test_what_is_not_folded(left: str, operation: str, right: str) -> None:
    assert fold(operation, Literal(left), Literal(right)) is None


_TEXTS = st.one_of(
    st.integers(-1000, 1000).map(str),
    st.decimals(-100, 100, places=3).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(_TEXTS, st.sampled_from(("add", "subtract", "multiply")), _TEXTS)
def test_a_result_is_exact_and_short(left: str, operation: str, right: str) -> None:
    result = fold(operation, Literal(left), Literal(right))
    if result is not None:
        a, b = Decimal(left), Decimal(right)
        wanted = {"add": a + b, "subtract": a - b, "multiply": a * b}[operation]
        assert Decimal(result.text) == wanted
        assert len(result.text) <= 12
        assert ("." in result.text or "e" in result.text) == any(
            mark in left + right for mark in (".", "e", "E")
        )


def test_almost_all_short_sums_fold() -> None:
    """What is not folded is rare: the rule is of use."""
    numbers = [Literal(f"{n / 10}") for n in range(-30, 30)]
    results = [fold("add", a, b) for a in numbers for b in numbers]
    assert None not in results
