"""The printer: the fewest parentheses that keep the meaning, whatever the tree."""

from __future__ import annotations

import operator as python
from collections.abc import Callable
from typing import Any

import black
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Sequence,
    Symbol,
    Template,
    operator,
)
from gradgen.ir.operators import BINARY, BOOLEAN, COMPARISON, MEMBERSHIP
from gradgen.ir.parser import parse
from gradgen.ir.printer import show

X, Y, Z = Name("x"), Name("y"), Name("z")


def binary(symbol: str, left: Expression, right: Expression) -> Apply:
    names = BINARY | COMPARISON | MEMBERSHIP | BOOLEAN
    return operator(names[symbol], symbol, left, right)


def unary(symbol: str, operand: Expression) -> Apply:
    names = {"-": "negative", "+": "positive", "not": "logical_not"}
    return operator(names[symbol], symbol, operand)


def choice(test: Expression, yes: Expression, no: Expression) -> Apply:
    return operator("where", "if", test, yes, no)


def call(name: str, *arguments: Expression, **keywords: Expression) -> Apply:
    return Apply(Function(name), arguments, tuple(keywords.items()))


# As people write them: what is shown here needs no further parentheses, and has none too many.


@pytest.mark.parametrize(
    "text",
    [
        *("x", "2", "-2", "1e-05", "True", "()", "(x,)", "(x, y)", "[]", "[x]", "[x, (y, z)]"),
        # Sums and products group to the left.
        *("x + y - z", "x - (y + z)", "x - (y - z)", "x + (y + z)", "x * y / z", "x / (y * z)"),
        *("x * (y / z)", "x * y + z", "x * (y + z)", "(x + y) * z", "x // y % z", "x // (y % z)"),
        # Powers group to the right, and bind more tightly than a sign at their left.
        *("x**2", "x**y", "x**-2", "x**-y", "x ** (y * z)", "x ** y**z", "(x**y) ** z"),
        *("-(x**2)", "(-x) ** 2", "(-2) ** x", "(-2) ** -2", "(x + y) ** 2", "exp(x) ** 2"),
        # Signs.
        *("-x", "+x", "--x", "-(-x + y)", "-x * y", "-(x * y)", "x * -y", "x - -y", "-x + y"),
        *("x * -2", "x - -2", "-2 * x", "-2 + x", "-(x + y)"),
        # Comparisons do not chain.
        *("x < y", "(x < y) < z", "x < (y < z)", "(x == y) != z", "x + y < z * 2", "-x > y"),
        # Logic.
        *("x and y", "x or y and z", "(x or y) and z", "not x", "not x < y", "not (x and y)"),
        *("not x and y", "not not x", "(not x) < y", "x + (not y)", "-(not x)", "x and not y"),
        # Choices.
        *("x if y else z", "x if y else y if x else z", "(x if y else z) if y else z"),
        *("x if (y if x else z) else z", "x + 1 if y > 0 else z - 1", "(x if y else z) + 1"),
        *("x or y if y and x else not z", "(x if y else z) or x", "-(x if y else z)"),
        # Calls.
        *("f()", "f(x)", "f(x + y, -z)", "f(x if y else z)", "f((x, y), k=x + y)", "f([x], z)"),
    ],
)
def test_fewest_parentheses(text: str) -> None:
    meaning = parse(text)
    assert show(meaning) == text
    assert _needs_each_pair(text, meaning)


def _needs_each_pair(text: str, meaning: Expression) -> bool:
    """Whether leaving out any pair of parentheses changes what the text says.

    But for `-(x**2)`, which black writes so, and those of calls and tuples.
    """
    for start, character in enumerate(text):
        before, end = text[:start], _closing(text, start) if character == "(" else 0
        if end and before[-1:] != "-" and not before[-1:].isalpha() and not _is_tuple(text[start:]):
            bare = text[:start] + " " + text[start + 1 : end] + " " + text[end + 1 :]
            if _reads_as(bare, meaning):
                return False
    return True


def _is_tuple(text: str) -> bool:
    """Whether a text starts with a tuple."""
    return isinstance(parse(text[: _closing(text, 0) + 1]), Sequence)


def _closing(text: str, start: int) -> int:
    depth = 0
    for index in range(start, len(text)):
        depth += (text[index] == "(") - (text[index] == ")")
        if depth == 0:
            return index
    raise AssertionError(text)


def _reads_as(text: str, meaning: Expression) -> bool:
    try:
        return parse(text) == meaning
    except (SyntaxError, ValueError):
        return False


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (binary("in", X, Sequence((Y, Z))), "x in (y, z)"),
        (unary("not", binary("is", X, Y)), "not x is y"),
        (binary("+", X, Symbol(Function("pi", "math", "pi"))), "x + pi"),
        (binary("**", X, Symbol(Function("pi", "math", "pi"))), "x**pi"),
        (binary("**", Literal("-1.5"), Literal("2")), "(-1.5) ** 2"),
        (binary("**", call("f", X), Literal("2")), "f(x) ** 2"),
        (Template(("f'", X, ":", binary("+", X, Y), "'")), "f'x:x + y'"),
    ],
)
def test_trees_beyond_the_rule_notation(tree: Expression, text: str) -> None:
    assert show(tree) == text


def test_functions_are_spelled_by_whoever_knows_their_module() -> None:
    exp, pi = Function("exp", "math", "exp", "m"), Function("pi", "math", "pi")
    tree = binary("*", Apply(exp, (X,), (("key", Symbol(pi)),)), Y)
    assert show(tree) == "exp(x, key=pi) * y"
    assert show(tree, lambda f: f"{f.via or f.module}.{f.attribute}") == "m.exp(x, key=math.pi) * y"
    assert show(call("sigmoid", X)) == "sigmoid(x)"


# Random trees.

_NUMBERS = ("0", "1", "2", "3.5", "0.25", "-1", "-2.5")
_SIMPLE = [X, Y, Z, *map(Literal, _NUMBERS), Literal("True")]
_LEAVES: st.SearchStrategy[Expression] = st.sampled_from(_SIMPLE)
_SYMBOLS = ("+", "-", "*", "/", "//", "%", "**", *COMPARISON, *BOOLEAN)


def _branches(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    pairs = st.tuples(inner, inner)
    return st.one_of(
        st.builds(binary, st.sampled_from(_SYMBOLS), inner, inner),
        st.builds(_signed, st.sampled_from(("-", "+", "not")), inner),
        st.builds(choice, inner, inner, inner),
        st.builds(lambda a, b: call("f", a, k=b), inner, inner),
        st.builds(lambda items: call("g", Sequence(items)), pairs),
        st.builds(lambda items: call("g", Sequence(items[:1], "[]")), pairs),
    )


def _signed(symbol: str, operand: Expression) -> Expression:
    """A sign before a number is part of the number."""
    if symbol == "-" and isinstance(operand, Literal) and operand.text in _NUMBERS:
        text = operand.text
        return Literal(text[1:] if text.startswith("-") else f"-{text}")
    return unary(symbol, operand)


TREES: st.SearchStrategy[Expression] = st.recursive(_LEAVES, _branches, max_leaves=12)

_OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": python.add,
    "-": python.sub,
    "*": python.mul,
    "/": python.truediv,
    "//": python.floordiv,
    "%": python.mod,
    "**": python.pow,
    "<": python.lt,
    "<=": python.le,
    ">": python.gt,
    ">=": python.ge,
    "==": python.eq,
    "!=": python.ne,
}
_VALUES = {"x": 1.75, "y": -0.5, "z": 3.0}


def _f(x: Any, k: Any) -> Any:
    return x - 2 * k


def _g(items: Any) -> Any:
    return items[0] - (7 if isinstance(items, list) else items[1])


def value(tree: Expression) -> Any:
    """The value of a tree, worked out without its text."""
    match tree:
        case Name(id=name):
            return _VALUES[name]
        case Literal(text=text):
            return True if text == "True" else float(text) if "." in text else int(text)
        case Sequence(items=items, brackets=brackets):
            return (list if brackets == "[]" else tuple)(map(value, items))
        case Apply(function=Function(attribute="and"), arguments=(left, right)):
            return value(left) and value(right)
        case Apply(function=Function(attribute="or"), arguments=(left, right)):
            return value(left) or value(right)
        case Apply(function=Function(attribute="if"), arguments=(test, yes, no)):
            return value(yes) if value(test) else value(no)
        case Apply(function=Function(attribute="not"), arguments=(operand,)):
            return not value(operand)
        case Apply(function=Function(attribute="-"), arguments=(operand,)):
            return -value(operand)
        case Apply(function=Function(attribute="+"), arguments=(operand,)):
            return +value(operand)
        case Apply(function=Function(name="f"), arguments=(x,), keywords=((_, k),)):
            return _f(value(x), value(k))
        case Apply(function=Function(name="g"), arguments=(items,)):
            return _g(value(items))
        case Apply(function=Function(attribute=symbol), arguments=(left, right)):
            return _OPERATIONS[symbol](value(left), value(right))
    raise AssertionError(tree)


def _outcome(compute: Callable[[], Any]) -> str:
    """A value, or the kind of error that there is instead of one."""
    try:
        return repr(compute())
    except (ArithmeticError, TypeError) as error:
        return type(error).__name__


SOME = settings(max_examples=300, deadline=None, derandomize=True, database=None)


@SOME
@given(TREES)
def test_what_is_shown_is_read_back(tree: Expression) -> None:
    text = show(tree)
    assert parse(text) == tree
    assert show(parse(text)) == text


@SOME
@given(TREES)
def test_what_is_shown_has_the_value_of_the_tree(tree: Expression) -> None:
    text = show(tree)
    names = {**_VALUES, "f": _f, "g": _g}
    assert _outcome(lambda: eval(text, {}, names)) == _outcome(lambda: value(tree)), text


@SOME
@given(TREES)
def test_no_pair_of_parentheses_is_needless(tree: Expression) -> None:
    text = show(tree)
    assert _needs_each_pair(text, parse(text)), text


@settings(SOME, max_examples=30)
@given(st.lists(TREES, min_size=30, max_size=30))
def test_what_is_shown_is_as_black_would_have_it(trees: list[Expression]) -> None:
    text = "".join(f"v = {show(tree)}\n" for tree in trees)
    assert black.format_str(text, mode=black.Mode(line_length=1000)) == text
