"""Expressions: small immutable trees, walked, changed by copying, and compared by value."""

from __future__ import annotations

import dataclasses

import pytest

from gradgen.diagnostics import FixedSpan, Position
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Sequence,
    Symbol,
    Template,
    children,
    functions_in,
    names_in,
    operator,
    rebuild,
    substitute,
    walk,
)
from gradgen.ir.parser import parse
from gradgen.ir.printer import show

PI = Symbol(Function("pi", "math", "pi"))
TEXT = Template(('f"', Name("x"), ":", parse("y + x"), '"'))


@pytest.mark.parametrize(
    ("expression", "inner"),
    [
        (Name("x"), []),
        (Literal("2"), []),
        (PI, []),
        (parse("x + 2 * y"), ["x", "2 * y"]),
        (parse("f(x, key=y)"), ["x", "y"]),
        (parse("(x, [y, 2])"), ["x", "[y, 2]"]),
        (TEXT, ["x", "y + x"]),
    ],
)
def test_children(expression: Expression, inner: list[str]) -> None:
    assert [show(child) for child in children(expression)] == inner


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("x", ["x"]),
        ("x + y * 2", ["x + y * 2", "x", "y * 2", "y", "2"]),
        ("f(g(x), k=y)", ["f(g(x), k=y)", "g(x)", "x", "y"]),
        ("[x, (y,)]", ["[x, (y,)]", "x", "(y,)", "y"]),
    ],
)
def test_walk_goes_outermost_first_and_left_to_right(text: str, order: list[str]) -> None:
    assert [show(node) for node in walk(parse(text))] == order


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        (parse("2"), ()),
        (parse("y + x * y"), ("y", "x")),
        (parse("f(b, key=a)"), ("b", "a")),
        (parse("x if c else z"), ("c", "x", "z")),
        (PI, ()),
        (TEXT, ("x", "y")),
    ],
)
def test_names_in_order_of_appearance_each_once(
    expression: Expression, names: tuple[str, ...]
) -> None:
    assert names_in(expression) == names


def test_functions_in() -> None:
    expression = operator("add", "+", parse("exp(sin(x))"), PI)
    assert [function.name for function in functions_in(expression)] == ["add", "exp", "sin", "pi"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x", "a * b"),
        ("z", "z"),
        ("2", "2"),
        ("x + y", "a * b + x"),  # all at once: the new x is not replaced again
        ("(x + 1) ** x", "(a * b + 1) ** (a * b)"),
        ("f(x, key=y)", "f(a * b, key=x)"),
        ("[x, (y,)]", "[a * b, (x,)]"),
    ],
)
def test_substitute(before: str, after: str) -> None:
    values: dict[str, Expression] = {"x": parse("a * b"), "y": Name("x")}
    assert show(substitute(parse(before), values)) == after


def test_substitute_reaches_into_text() -> None:
    assert show(substitute(TEXT, {"x": Literal("2")})) == 'f"2:y + 2"'


def test_substitute_does_not_touch_what_it_is_given() -> None:
    before = parse("x + y")
    substitute(before, {"x": Name("z")})
    assert before == parse("x + y")


def test_rebuild_changes_one_level_only() -> None:
    changed = rebuild(parse("x + x * 2"), lambda e: Name("z") if e == Name("x") else e)
    assert show(changed) == "z + x * 2"
    assert rebuild(Name("x"), lambda e: Name("z")) == Name("x")


def test_rebuild_keeps_what_is_no_operand() -> None:
    span = FixedSpan("f.py", Position(1, 0), Position(1, 5))
    call = Apply(Function("f", "m", "f", "m"), (Name("x"),), (("k", Name("y")),), span)
    changed = rebuild(call, lambda e: Literal("1"))
    assert isinstance(changed, Apply)
    assert (changed.function, changed.origin) == (call.function, span)
    assert changed.keywords == (("k", Literal("1")),)
    assert rebuild(Sequence((Name("x"),), "[]"), lambda e: e) == Sequence((Name("x"),), "[]")


def test_where_an_expression_was_read_does_not_count_when_it_is_compared() -> None:
    span = FixedSpan("f.py", Position(1, 0), Position(1, 5))
    call = parse("f(x)")
    assert isinstance(call, Apply)
    assert dataclasses.replace(call, origin=span) == call
    assert hash(dataclasses.replace(call, origin=span)) == hash(call)


def test_expressions_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Name("x").id = "y"  # type: ignore[misc]
