"""The parser: Python's syntax, as far as rules need it, as expressions."""

from __future__ import annotations

import ast

import pytest

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Sequence,
    Slice,
    method,
    names_in,
    operator,
    subscript,
)
from gradgen.ir.parser import from_ast, outermost, parse

X, Y = Name("x"), Name("y")


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("x", X),
        ("  x\n", X),
        ("2", Literal("2")),
        ("1e-3", Literal("0.001")),
        ("True", Literal("True")),
        # Strings are quoted as black does it.
        ("'text'", Literal('"text"')),
        ("'\"'", Literal("'\"'")),
        ("...", Literal("...")),
        ("None", Literal("None")),
        # A sign before a number is part of it; before anything else it is a gate.
        ("-2", Literal("-2")),
        ("--2", Literal("2")),
        ("-x", operator("negative", "-", X)),
        ("+2", operator("positive", "+", Literal("2"))),
        ("-True", operator("negative", "-", Literal("True"))),
        ("not x", operator("logical_not", "not", X)),
        ("x @ y", operator("matmul", "@", X, Y)),
        ("x // y", operator("floor_divide", "//", X, Y)),
        ("x <= y", operator("less_equal", "<=", X, Y)),
        ("x or y", operator("logical_or", "or", X, Y)),
        ("x & y", operator("bitwise_and", "&", X, Y)),
        ("~x", operator("invert", "~", X)),
        # `a if c else b` is the gate `where`, whose first operand is the condition.
        ("x if y else 2", operator("where", "if", Y, X, Literal("2"))),
        ("(x, y)", Sequence((X, Y))),
        ("[x]", Sequence((X,), "[]")),
        ("f(x, key=y)", Apply(Function("f"), (X,), (("key", Y),))),
        # What stands before a dot is the first argument.
        ("x.T", Apply(Function("T", "attribute", "T"), (X,))),
        ("x.sum()", method("sum", X)),
        ("x.sum(y, keepdims=True)", method("sum", X, Y, keepdims=Literal("True"))),
        ("f(x).sum()", method("sum", Apply(Function("f"), (X,)))),
        # So does a subscript, whose index is a tuple where it has several parts.
        ("x[0]", subscript(X, Literal("0"))),
        ("x[-1]", subscript(X, Literal("-1"))),
        ("x[:]", subscript(X, Slice())),
        ("x[1:y]", subscript(X, Slice(Literal("1"), Y))),
        ("x[::-1]", subscript(X, Slice(step=Literal("-1")))),
        ("x[..., None]", subscript(X, Sequence((Literal("..."), Literal("None"))))),
        ("x[:, y]", subscript(X, Sequence((Slice(), Y)))),
        # A starred operand is a name of its own.
        ("f(*x, [*y])", Apply(Function("f"), (Name("*x"), Sequence((Name("*y"),), "[]")))),
    ],
)
def test_what_is_read(text: str, expression: Expression) -> None:
    assert parse(text) == expression


def test_functions_have_no_module_yet() -> None:
    call = parse("exp(x)")
    assert isinstance(call, Apply)
    assert call.function.module is None


def test_operators_group_as_in_python() -> None:
    assert parse("x - y - 2") == parse("(x - y) - 2")
    assert parse("x ** y ** 2") == parse("x ** (y ** 2)")
    assert parse("-x ** 2") == operator("negative", "-", parse("x**2"))
    assert names_in(parse("a if b else c if d else e")) == ("b", "a", "d", "c", "e")


@pytest.mark.parametrize(
    "text",
    [
        *("f(x)(y)", "x[0](y)", "lambda: x", "x < y < 2", "{x}", "{}", "f'{x}'", "x[*y[0]]"),
        *("[i for i in x]", "(y := x)", "f(*x.y)"),
    ],
)
def test_what_is_no_part_of_the_notation(text: str) -> None:
    with pytest.raises(ValueError, match="not an expression of the rule notation"):
        parse(text)


@pytest.mark.parametrize("text", ["x << y", "x >> y", "x is y", "x in y"])
def test_operators_that_are_no_gates(text: str) -> None:
    with pytest.raises(ValueError, match="not an expression of the rule notation"):
        parse(text)


@pytest.mark.parametrize("word", ["and", "or"])
def test_rows_of_conditions(word: str) -> None:
    assert parse(f"x {word} y {word} z") == parse(f"(x {word} y) {word} z")


@pytest.mark.parametrize("text", ["", "x +", "x = 2", "x; y"])
def test_what_is_no_python(text: str) -> None:
    with pytest.raises(SyntaxError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("x + f(y)", "add"),
        ("f(x + y)", "f"),
        ("-x", "negative"),
        ("-2", "negative"),
        ("x if y else z", "where"),
        ("x ** 2", "power"),
        ("x", ""),
        ("2", ""),
        ("(x, y)", ""),
        ("m.f(x)", ""),
        ("x.T", ""),
        ("x[0]", "index"),
        ("x @ y", "matmul"),
        ("~x", "invert"),
    ],
)
def test_the_outermost_gate_without_reading_the_rest(text: str, gate: str) -> None:
    node = ast.parse(text, mode="eval").body
    assert outermost(node) == gate


def test_outermost_agrees_with_what_is_read() -> None:
    for text in ("x * y", "not x", "f(x)", "x if y else 2", "x % y"):
        node = ast.parse(text, mode="eval").body
        expression = from_ast(node)
        assert isinstance(expression, Apply)
        assert outermost(node) == expression.function.name
