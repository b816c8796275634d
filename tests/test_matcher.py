"""The matcher: which expressions are one and the same gate, and the frame that is kept of each.

A pattern's names are holes. What fills them is shown beside the frame, which is the expression in
the user's own spelling with the holes back in their places.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

import pytest

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Sequence,
    Symbol,
    names_in,
    operator,
    rebuild,
    substitute,
)
from gradgen.ir.parser import parse
from gradgen.ir.printer import show
from gradgen.rules.book import spellings
from gradgen.rules.matcher import Guard, is_leaf, match_gate, match_spelling
from gradgen.rules.patterns import alternatives
from rule_values import REAL, evaluate

Found = tuple[dict[str, str], str]


def read(text: str) -> Expression:
    """The expression of `text`, in which `e` and `pi` are the constants of `math`."""
    return _with_constants(parse(text))


def _with_constants(expression: Expression) -> Expression:
    if expression in (Name("e"), Name("pi")):
        assert isinstance(expression, Name)
        return Symbol(Function(expression.id))
    return rebuild(expression, _with_constants)


def found(pattern: str, expression: str) -> list[Found]:
    """Every way in which the pattern matches: what fills the holes, and the frame."""
    ways = alternatives(read(pattern), read(expression), {})
    return [({hole: show(value) for hole, value in b.items()}, show(frame)) for b, frame in ways]


@pytest.mark.parametrize(
    ("pattern", "expression", "ways"),
    [
        # Holes, and literals of the same value.
        ("exp(x)", "exp(a * b)", [({"x": "a * b"}, "exp(x)")]),
        ("x + 1", "a + 1.0", [({"x": "a"}, "x + 1.0")]),
        ("x / 2", "a / 2.0", [({"x": "a"}, "x / 2.0")]),
        ("pi * x", "pi * a", [({"x": "a"}, "pi * x")]),
        # A hole that comes twice is filled with the same thing both times.
        ("x - tanh(x)", "a * b - tanh(a * b)", [({"x": "a * b"}, "x - tanh(x)")]),
        # Sums and products: either order, and each way is found.
        ("1 + exp(x)", "exp(a) + 1", [({"x": "a"}, "exp(x) + 1")]),
        ("x * tanh(x)", "tanh(a) * a", [({"x": "a"}, "tanh(x) * x")]),
        ("x * y", "a * b", [({"x": "a", "y": "b"}, "x * y"), ({"x": "b", "y": "a"}, "y * x")]),
        # Signs, which are never rounded.
        ("exp(-x)", "exp(-a)", [({"x": "a"}, "exp(-x)")]),
        ("exp(-x)", "exp(-2)", [({"x": "2"}, "exp(-x)")]),
        ("exp(-x)", "exp(b - a)", [({"x": "a - b"}, "exp(-x)")]),
        ("exp(-x)", "exp(-a * b)", [({"x": "a * b"}, "exp(-x)")]),
        ("exp(-x)", "exp(a * -b)", [({"x": "a * b"}, "exp(-x)")]),
        ("exp(-x)", "exp(-2 * a)", [({"x": "2 * a"}, "exp(-x)")]),
        ("exp(-x)", "exp(-1 * a)", [({"x": "a"}, "exp(-x)")]),
        ("exp(-x)", "exp(-1.0 * a)", [({"x": "a"}, "exp(-x)")]),
        ("exp(-x)", "exp(a / -2)", [({"x": "a / 2"}, "exp(-x)")]),
        ("exp(-x)", "exp(-a / b)", [({"x": "a / b"}, "exp(-x)")]),
        ("exp(-x)", "exp(-a * b * c)", [({"x": "a * b * c"}, "exp(-x)")]),
        ("exp(-x)", "exp(--a)", [({"x": "-a"}, "exp(-x)")]),
        # Reciprocals.
        ("1 / (1 + x)", "(1 + a) ** -1", [({"x": "a"}, "(1 + x) ** -1")]),
        ("1 / (1 + x)", "(a + 1) ** -1.0", [({"x": "a"}, "(x + 1) ** -1.0")]),
        # Halves, and other parts whose reciprocals are numbers.
        ("tanh(x / 2)", "tanh(0.5 * a)", [({"x": "a"}, "tanh(0.5 * x)")]),
        ("tanh(x / 2)", "tanh(a * 0.5)", [({"x": "a"}, "tanh(x * 0.5)")]),
        ("x / 4", "0.25 * a", [({"x": "a"}, "0.25 * x")]),
        # Powers of e.
        ("exp(x)", "e**a", [({"x": "a"}, "e**x")]),
        ("exp(-x)", "e ** -a", [({"x": "a"}, "e**-x")]),
        # Starred holes: a row of any length.
        ("hypot(*x)", "hypot(a, b, 2)", [({"*x": "(a, b, 2)"}, "hypot(*x)")]),
        ("sum([*x], s)", "sum([a, b], c)", [({"*x": "(a, b)", "s": "c"}, "sum([*x], s)")]),
        ("sum([*x])", "sum([])", [({"*x": "()"}, "sum([*x])")]),
        # Keyword arguments in any order.
        ("f(x, a=y, b=z)", "f(p, b=q, a=r)", [({"x": "p", "y": "r", "z": "q"}, "f(x, b=z, a=y)")]),
    ],
)
def test_what_is_the_same(pattern: str, expression: str, ways: list[Found]) -> None:
    assert found(pattern, expression) == ways


@pytest.mark.parametrize(
    ("pattern", "expression"),
    [
        ("exp(x)", "sin(a)"),
        ("exp(x)", "a"),
        ("exp(x)", "exp(a, b)"),
        ("x + 1", "a + 2"),
        ("x + 1", "a + b"),
        ("x + 1", "a - 1"),
        ("x + 1", "a + True"),
        ("pi * x", "e * a"),
        ("x - tanh(x)", "a - tanh(b)"),
        ("hypot(*x) - sum([*x])", "hypot(a, b) - sum([b, a])"),
        # Only sums and products commute.
        ("x - 1", "1 - a"),
        ("x / 2", "2 / a"),
        ("x**2", "2**a"),
        ("max(x, 0)", "max(0, a)"),
        # No sign shows.
        ("exp(-x)", "exp(a)"),
        ("exp(-x)", "exp(2)"),
        ("exp(-x)", "exp(a + b)"),
        ("exp(-x)", "exp((a - b) * c)"),
        ("exp(-x)", "exp((-a) ** 2)"),
        ("exp(-x)", "exp(-a + b)"),
        ("exp(x)", "-exp(a)"),
        # No reciprocal, no half, no power of e.
        ("1 / x", "a ** -2"),
        ("2 / x", "a ** -1"),
        ("1 / x", "a**1"),
        ("x / 2", "2 * a"),
        ("x / 2", "0.4 * a"),
        ("x / y", "0.5 * a"),
        ("2 / x", "0.5 * a"),
        ("exp(x)", "2**a"),
        ("exp(x)", "a**e"),
        # Rows and keywords.
        ("sum([*x])", "sum(a)"),
        ("f(x, a=y)", "f(p, b=q)"),
        ("f(x, a=y)", "f(p)"),
        ("f(x, y)", "f(p, y=q)"),
        ("f(x)", "f(p, q)"),
    ],
)
def test_what_is_not(pattern: str, expression: str) -> None:
    assert found(pattern, expression) == []


def test_a_constant_of_the_users_own_is_not_e() -> None:
    own = Symbol(Function("constant e", "", "e"))
    power = substitute(parse("b**x"), {"b": own})
    assert list(alternatives(read("exp(x)"), power, {})) == []


VALUES = ["a", "b", "c", "p", "q", "r"]


def _random(chance: random.Random, depth: int) -> Expression:
    """An expression with signs, halves and quotients in it, or a leaf."""
    leaves = ["a", "b", "-1", "2", "0.5", "-2.5"]
    shapes = ["-x", "x - y", "x + y", "x * y", "x / y", "0.5 * x", "tanh(x)", "x ** -1", "e**x"]
    if depth == 0 or chance.random() < 0.2:
        return parse(chance.choice(leaves))
    parts: dict[str, Expression] = {n: _random(chance, depth - 1) for n in "xy"}
    return substitute(read(chance.choice(shapes)), parts)


def _pairs() -> Iterator[tuple[Expression, Expression]]:
    """Random patterns, each with an expression of its own making and with a foreign one."""
    chance = random.Random("pairs")
    patterns = [spelling.pattern for spelling in spellings()]
    patterns += map(read, ("x / 2", "-x", "1 / x", "exp(-x)"))
    for _ in range(8):
        for pattern in patterns:
            names = names_in(pattern)
            values = {name: _random(chance, 2) for name in names}
            yield pattern, substitute(pattern, values)
            yield pattern, _disguised(substitute(pattern, values), chance)
            yield pattern, _random(chance, 3)


def _disguised(expression: Expression, chance: random.Random) -> Expression:
    """The expression with some operands swapped, whether or not that is the same."""
    inner = rebuild(expression, lambda e: _disguised(e, chance))
    if isinstance(inner, Apply) and len(inner.arguments) == 2 and chance.random() < 0.3:
        return Apply(inner.function, inner.arguments[::-1])
    return inner


def _value(expression: Expression, values: dict[str, float]) -> float | None:
    functions = {**REAL, "e": math.e, "pi": math.pi, "min": min, "max": max}
    try:
        value = evaluate(expression, values, functions)
    except (ArithmeticError, ValueError, TypeError, NameError):  # none, complex, or of arrays
        return None
    return float(value) if isinstance(value, int | float) and abs(value) < 1e12 else None


def test_whatever_matches_is_equal() -> None:
    """The pattern with its holes filled and the frame with its holes filled: the expression."""
    chance, matched, missed = random.Random("values"), 0, 0
    for pattern, expression in _pairs():
        ways = list(alternatives(pattern, expression, {}))
        matched, missed = matched + bool(ways), missed + (not ways)
        point = {name: chance.uniform(-2, 2) for name in VALUES}
        wanted = _value(expression, point)
        for bindings, frame in ways:
            for other in (pattern, frame):
                given = _value(substitute(other, dict(bindings)), point)
                if wanted is not None and given is not None:
                    assert given == pytest.approx(wanted, rel=1e-6, abs=1e-6), show(expression)
    assert matched > 500
    assert missed > 500


def test_a_pattern_matches_what_it_was_filled_with() -> None:
    for spelling in spellings():
        filled = substitute(spelling.pattern, {n: Name(f"a_{n}") for n in spelling.operands})
        ways = [b for b, _ in alternatives(spelling.pattern, filled, {})]
        assert {n: Name(f"a_{n}") for n in spelling.operands} in ways


# Gates.


@pytest.mark.parametrize(
    ("expression", "rule", "operands"),
    [
        ("a + b", "add", {"x": "a", "y": "b"}),
        ("log(a)", "log", {"x": "a"}),
        ("log(a, 2)", "log_base", {"x": "a", "base": "2"}),
        ("a**0", "power_zero", {"x": "a"}),
        ("a**2", "power", {"x": "a", "y": "2"}),
        ("round(a, 2)", "round_digits", {"x": "a", "digits": "2"}),
        ("isclose(a, b, rel_tol=c)", "isclose_relative", {"x": "a", "y": "b", "rel_tol": "c"}),
        ("hypot(a, b)", "hypot", {"*x": "(a, b)"}),
        # Inline spellings are the gate that they spell.
        ("1 / (1 + exp(-a))", "sigmoid", {"x": "a"}),
        ("max(0.0, a)", "relu", {"x": "a"}),
        ("a * (a > 0)", "relu", {"x": "a"}),
        ("a if c else b", "where", {"x": "c", "y": "a", "z": "b"}),
    ],
)
def test_the_rule_of_a_gate(expression: str, rule: str, operands: dict[str, str]) -> None:
    match = match_gate(read(expression))
    assert match is not None
    shown = {name: show(value) for name, value in match.bindings.items()}
    assert (match.rule.name, shown, match.guard) == (rule, operands, None)


@pytest.mark.parametrize("expression", ["a", "2", "pi", "(a, b)", "unknown(a)", "sin(a * b)"])
def test_no_gate(expression: str) -> None:
    assert match_gate(read(expression)) is None


@pytest.mark.parametrize(
    ("expression", "rule", "condition", "holds", "around"),
    [
        ("log(a) if c else 0.0", "log", "c", True, "v if c else 0.0"),
        ("log(a) if c else 0", "log", "c", True, "v if c else 0.0"),
        ("0.0 if c else log(a)", "log", "c", False, "0.0 if c else v"),
        ("a / b if c else 0.0", "divide", "c", True, "v if c else 0.0"),
    ],
)
def test_a_gate_under_a_guard(
    expression: str, rule: str, condition: str, holds: bool, around: str
) -> None:
    match = match_gate(read(expression))
    assert match is not None
    assert match.rule.name == rule
    assert match.guard == Guard(Name(condition), holds)
    assert show(match.guard.around(Name("v"))) == around


@pytest.mark.parametrize("expression", ["a if c else 0.0", "log(a) if c else 1.0"])
def test_no_guard(expression: str) -> None:
    """A value that is computed anyway is chosen; `1.0` is no stand-in for nothing."""
    match = match_gate(read(expression))
    assert match is None or (match.rule.name, match.guard) == ("where", None)


def test_a_call_of_a_definition_has_its_operands_in_the_rules_order() -> None:
    """`def leak(slope, x): …` called as `leak(a, b)`: the slope is `a`, and x is `b`."""
    leak = Function("leaky_relu", "", "leak", operands=(Name("#1"), Name("#0")))
    match = match_gate(Apply(leak, (Name("a"), Name("b"))))
    assert match is not None
    assert match.bindings == {"x": Name("b"), "slope": Name("a")}


# Spellings.


@pytest.mark.parametrize(
    ("expression", "gate", "filled", "frame"),
    [
        ("1.0 / (exp(-k * a) + 1)", "sigmoid", "k * a", "1.0 / (exp(-x) + 1)"),
        ("(1 + e ** (b - a)) ** -1", "sigmoid", "a - b", "(1 + e**-x) ** -1"),
        ("0.5 + tanh(a * 0.5) * 0.5", "sigmoid", "a", "0.5 + tanh(x * 0.5) * 0.5"),
        ("max(sin(a), 0.0)", "relu", "sin(a)", "max(x, 0.0)"),
        ("-1 * min(-a, 0)", "relu", "a", "-min(-x, 0)"),
    ],
)
def test_a_spelling_in_the_middle_of_an_expression(
    expression: str, gate: str, filled: str, frame: str
) -> None:
    match = match_spelling(read(expression), inline=True)
    assert match is not None
    assert (match.rule.name, show(match.bindings["x"])) == (gate, filled)
    assert show(match.frame) == frame


@pytest.mark.parametrize("expression", ["log(1 + exp(a))", "a * sigmoid(a)", "sinh(a) / cosh(a)"])
def test_spellings_that_only_count_as_whole_definitions(expression: str) -> None:
    assert match_spelling(read(expression), inline=True) is None
    assert match_spelling(read(expression), inline=False) is not None


@pytest.mark.parametrize(
    "expression",
    [
        "1 / (1 + exp(a))",
        "1 / (2 + exp(-a))",
        "2 / (1 + exp(-a))",
        "exp(a) / (1 + exp(b))",
        "1 / (1 + exp(-a)) if b >= 0 else exp(a) / (1 + exp(a))",
        "min(a, 0)",
        "max(a, 1)",
        "a if b > 0 else 0",
        "a if a > 1 else 0",
        "a * (a < 0)",
        "(a + abs(b)) / 2",
        "a + min(a, 0)",
        "max(a, 0.01 * a)",
        "log(2 + exp(a))",
        "a * sigmoid(b)",
        "0.5 * a * (1 + erf(a / 2))",
        "a",
    ],
)
def test_doubles_are_told_apart(expression: str) -> None:
    assert match_spelling(read(expression), inline=False) is None


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        (Name("a"), True),
        (Literal("2"), True),
        (Symbol(Function("pi")), True),
        (Sequence((Name("a"), Literal("2"))), True),
        (parse("-a"), False),
        (Sequence((parse("-a"),)), False),
    ],
)
def test_leaves(expression: Expression, answer: bool) -> None:
    assert is_leaf(expression) == answer


@pytest.mark.parametrize(
    ("module", "expected"),
    [("numpy", True), ("math", True), ("", False)],  # one of the file's own may be an array
)
def test_the_opposite_of_a_constant_computes_nothing(module: str, expected: bool) -> None:
    constant = Symbol(Function("inf", module, "inf"))
    assert is_leaf(operator("negative", "-", constant)) is expected
