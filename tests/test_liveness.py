"""Liveness, before and after: a gate that nobody needs is shown, and not computed."""

from __future__ import annotations

import pytest

from gradgen.ir.circuit import Assertion, Gate, Remark, Statement
from gradgen.ir.expression import Expression
from gradgen.ir.parser import parse
from gradgen.ir.printer import show
from gradgen.transforms.liveness import retire


def statement(text: str) -> Statement:
    """A gate, idle if it stands in brackets; `assert test, message`; or a remark."""
    if text.startswith("#"):
        return Remark(text)
    if text.startswith("assert "):
        test, _, message = text.removeprefix("assert ").partition(", ")
        return Assertion(parse(test), parse(message) if message else None)
    idle = text.startswith("(")
    target, _, value = (text[1:-1] if idle else text).partition(" = ")
    return Gate(target, parse(value), idle=idle)


def shown(made: Statement) -> str:
    match made:
        case Remark(text=text):
            return text
        case Assertion(test=test, message=message):
            return f"assert {show(test)}" + (f", {show(message)}" if message else "")
        case Gate(target=target, expression=expression, idle=idle):
            text = f"{target} = {show(expression)}"
            return f"({text})" if idle else text
        case _:
            raise TypeError(made)


def retired(before: str, *readers: Statement | Expression) -> str:
    body = tuple(statement(text) for text in before.split("; "))
    return "; ".join(shown(made) for made in retire(body, readers))


@pytest.mark.parametrize(
    ("before", "reader", "after"),
    [
        ("s = w * x; L = s + w", "x * w", "(s = w * x); (L = s + w)"),
        ("s = w * x; L = s + w", "s * w", "s = w * x; (L = s + w)"),
        ("s = w * x; L = s + w", "(L, (x, w))", "s = w * x; L = s + w"),
        ("a = x + 1; b = a + 1; c = b + 1", "b", "a = x + 1; b = a + 1; (c = b + 1)"),
        # Assertions are kept, and all that they need.
        ("a = x + 1; assert a > 0; b = a + 1", "x", "a = x + 1; assert a > 0; (b = a + 1)"),
        ("a = x + 1; assert x, a", "x", "a = x + 1; assert x, a"),
        # What comes after an assertion does not matter to it.
        ("assert x > 0; a = x + 1", "2", "assert x > 0; (a = x + 1)"),
        # Remarks stay where they are.
        ("# one; a = x + 1; # two", "x", "# one; (a = x + 1); # two"),
        # What is idle stays so, and reads nothing.
        ("a = x + 1; (b = a + 1)", "x", "(a = x + 1); (b = a + 1)"),
    ],
)
def test_what_is_needed(before: str, reader: str, after: str) -> None:
    assert retired(before, parse(reader)) == after


@pytest.mark.parametrize(
    ("reader", "needed"),
    [
        ("grad_x = grad_s * s", True),
        ("(grad_x = grad_s * s)", False),
        ("assert s > 0", True),
        ("assert x, s", True),
        ("# s", False),
    ],
)
def test_what_reads(reader: str, needed: bool) -> None:
    after = "s = w * x" if needed else "(s = w * x)"
    assert retired("s = w * x", statement(reader)) == after


def test_nothing_else_is_changed() -> None:
    gate = Gate("a", parse("x + 1"), note=("n",))
    (kept,) = retire((gate,), [parse("a")])
    (idle,) = retire((gate,), [])
    assert kept is gate
    assert idle == Gate("a", parse("x + 1"), note=("n",), idle=True)


def test_what_gradgen_derived_is_not_shown_when_nobody_reads_it() -> None:
    gate = Gate("dot_a", parse("dot_x"), rule="add")
    assert retire((gate,), [parse("dot_a")]) == [gate]
    assert retire((gate,), []) == []
