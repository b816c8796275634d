"""What cannot be differentiated is refused: where it stands, all at once, in words that help.

In the sources below, what a finding has to point at stands between ⟦ and ⟧.
"""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gradgen.api import build
from gradgen.cli import run
from gradgen.diagnostics import Diagnostic, GradgenError

Place = tuple[tuple[int, int], tuple[int, int]]


def refused(source: str | bytes, **options: str) -> tuple[Diagnostic, ...]:
    """The findings that `source` is refused with."""
    with pytest.raises(GradgenError) as caught:
        build(source, filename="example.py", **options)  # type: ignore[arg-type]
    return caught.value.diagnostics


def unmarked(marked: str) -> tuple[str, list[Place]]:
    """The source without its marks, and the places that they enclose."""
    source, places, starts = "", [], []
    for part in re.split("([⟦⟧])", marked):
        here = (source.count("\n") + 1, len(source) - source.rfind("\n") - 1)
        if part == "⟦":
            starts.append(here)
        elif part == "⟧":
            places.append((starts.pop(), here))
        else:
            source += part
    return source, sorted(places)


def place(diagnostic: Diagnostic) -> Place:
    """Start and end of what a finding points at."""
    span = diagnostic.labels[0].span
    return tuple(span.start), tuple(span.end)  # type: ignore[return-value]


def check(marked: str, *slugs: str, **options: str) -> tuple[Diagnostic, ...]:
    """The marked source is refused with `slugs`, one for each mark, in order, and nothing else."""
    source, places = unmarked(marked)
    found = refused(source, **options)
    assert [(d.slug, place(d)) for d in found] == list(zip(slugs, places, strict=True))
    for diagnostic in found:
        check_words(diagnostic)
    return found


def check_words(diagnostic: Diagnostic) -> None:
    """A title that stands alone, a reason, a next step; none ends in a full stop."""
    texts = (diagnostic.message, diagnostic.labels[0].text, diagnostic.help)
    assert all(texts)
    assert not any(text.endswith((".", " ")) and not text.endswith("...") for text in texts)
    assert not any("\n" in text or "  " in text for text in texts)
    assert diagnostic.message.lower() not in (diagnostic.labels[0].text, diagnostic.help)


def body(*lines: str) -> str:
    """A function of x and y with these lines."""
    return "def f(x, y):\n" + "".join(f"    {line}\n" for line in lines)


# One construct, the slug that it is refused with, and a word of the help.
CONSTRUCTS = [
    (body("if ⟦x > 0⟧:", "    y = x", "return y"), "control-flow", "if x > 0 else"),
    (body("if ⟦x⟧: y = x", "return y"), "control-flow", "if x > 0 else"),
    (body("for i in range(3):", "    x = ⟦x⟧ * 2", "return x"), "control-flow", "steps out"),
    (body("while ⟦x < 3⟧:", "    x = x * 2", "return x"), "control-flow", "steps out"),
    (body("while ⟦x < 3⟧:", "    x = x * 2", "    break", "return x"), "control-flow", "steps"),
    (
        body("for i in ⟦range(3)⟧:", "    continue", "else:", "    pass", "return x"),
        "control-flow",
        "",
    ),
    (body("with ⟦open(x) as file⟧:", "    y = x", "return y"), "control-flow", "block"),
    (
        body("⟦try⟧:", "    y = 1 / x", "except E as e:", "    y = x", "return y"),
        "control-flow",
        "",
    ),
    (body("⟦try⟧:", "    y = x", "finally:", "    y = x", "return y"), "control-flow", "check"),
    (body("⟦try⟧:", "    y = x", "except* E:", "    y = x", "return y"), "control-flow", "check"),
    (body("match ⟦x⟧:", "    case 0:", "        y = x", "return y"), "control-flow", "case"),
    (body("⟦del z⟧", "return x"), "unsupported-statement", "leave it out"),
    (body("z = [x]", "⟦del z[0]⟧", "return x"), "unsupported-statement", "leave it out"),
    (body("⟦global G⟧", "return x"), "unsupported-statement", "return"),
    (body("⟦raise ValueError(x)⟧"), "unsupported-statement", "assert x > 0"),
    (body("⟦yield x⟧"), "generator", "return a, b"),
    (body("z = ⟦yield⟧", "return x"), "generator", "return"),
    (body("⟦yield from x⟧"), "generator", "return"),
    ("async def ⟦f⟧(x):\n    return x\n", "asynchronous", "def f("),
    (body("return (⟦y := x⟧) + y"), "walrus", "y = ..."),
    (body("return ⟦lambda: x⟧"), "nested-function", "def g(x)"),
    (body("g = ⟦lambda t: t * x⟧", "return g(y)"), "nested-function", "def g(x)"),
    (body("return (⟦lambda t: t⟧)(y)"), "nested-function", "def g(x)"),
    (body("def ⟦g⟧(t):", "    return t", "return g(x)"), "nested-function", "define it"),
    (body("async def ⟦g⟧(t):", "    return t", "return x"), "nested-function", "define it"),
    (body("class ⟦A⟧:", "    a = 1", "return A.a * x"), "nested-function", "plain numbers"),
    (body("return sum(⟦x * i for i in range(3)⟧)"), "comprehension", "[f(a), f(b)]"),
    (body("return max(⟦[x for i in y]⟧)"), "comprehension", "[f(a), f(b)]"),
    (body("z = ⟦{x for i in y}⟧", "return x"), "comprehension", "[f(a), f(b)]"),
    (body("z = ⟦{x: i for i in y}⟧", "return x"), "comprehension", "[f(a), f(b)]"),
    ("import a\n⟦@a.b(1)⟧\ndef f(x):\n    return x\n", "decorator", "take the decorator off"),
    ("def f(x, ⟦*args⟧):\n    return x\n", "star-arguments", "one by one"),
    ("def f(x, ⟦**options⟧):\n    return x\n", "star-arguments", "one by one"),
    (body("return max(⟦*x⟧)"), "star-arguments", "one by one"),
    (body("return max(⟦**x⟧)"), "star-arguments", "one by one"),
    (body("return ⟦*x⟧, y"), "star-arguments", "one by one"),
    (body("return ⟦power⟧(x, y)"), "unknown-name", "power = ..."),
    (body("return ⟦exp⟧(x)"), "unknown-name", "from math import exp"),
    (body("value = x", "return ⟦valeu⟧"), "unknown-name", "`value`"),
    (body("return ⟦math⟧.exp(x)"), "unknown-name", "math"),
    (body("return ⟦str⟧(x)"), "unknown-function", "define it"),
    ("import tensorflow as t\ndef f(x):\n    return ⟦t.exp⟧(x)\n", "unknown-function", "math"),
    ("import a.b\ndef f(x):\n    return ⟦a.b.c⟧(x)\n", "unknown-function", "math"),
    ("from .a import g\ndef f(x):\n    return ⟦g⟧(x)\n", "unknown-function", "math"),
    ("import math\ndef f(x):\n    return ⟦math.expp⟧(x)\n", "unknown-function", "math"),
    (body("return ⟦x⟧(y)"), "unknown-function", "math"),
    (body("return ⟦x.real⟧ * y"), "unsupported-attribute", "import numpy"),
    (body("return ⟦x.norm⟧() * y"), "unsupported-attribute", "import numpy"),
    (body("return ⟦x[0]⟧ * y"), "unsupported-subscript", "parameter"),
    (body("return ⟦x[1:2, ...]⟧"), "unsupported-subscript", "parameter"),
    (body("⟦x[0]⟧ = y", "return y"), "unsupported-target", "y = ..."),
    (body("⟦x.a⟧ = y", "return y"), "unsupported-target", "y = ..."),
    (body("⟦x[0]⟧ += y", "return y"), "unsupported-target", "y = ..."),
    (body("return ⟦'a'⟧ + x"), "string-operation", "leave it out"),
    (body("return ⟦b'a'⟧ * x"), "string-operation", "leave it out"),
    (body("z = ⟦f'{x}'⟧", "return x"), "string-operation", "leave it out"),
    (body("z = ⟦'a' 'b'⟧", "return x"), "string-operation", "leave it out"),
    (body("return ⟦f(x, y)⟧"), "recursion", "write the steps out"),
    (body("z = ⟦w⟧ + x", "w = y", "return z"), "unbound-name", "w = ..."),
    (body("⟦z⟧ += x", "return z"), "unbound-name", "z = ..."),
    (body("z: float", "return ⟦z⟧"), "unbound-name", "z = ..."),
    ("RATE = ⟦RATE⟧\n\n\ndef f(x):\n    return RATE * x\n", "unbound-name", "RATE = ..."),
    ("A = ⟦B⟧ + 1\nB = 2.0\n\n\ndef f(x):\n    return A * x\n", "unbound-name", "B = ..."),
    (body("return ⟦x @ y⟧"), "unsupported-operator", "x * y"),
    (body("return ⟦x & y⟧"), "unsupported-operator", "x * y"),
    (body("⟦x @= y⟧", "return x"), "unsupported-operator", "x * y"),
    (body("return ⟦~x⟧"), "unsupported-operator", "not x > 0"),
    (body("return ⟦x is y⟧"), "unsupported-comparison", "x == 0"),
    (body("return ⟦x not in (y, 1)⟧"), "unsupported-comparison", "x == 0"),
    (body("return ⟦{x, y}⟧"), "unsupported-literal", "(a, b)"),
    (body("return ⟦{'a': x}⟧"), "unsupported-literal", "name of its own"),
    (body("return x + ⟦None⟧"), "unsupported-literal", "number"),
    (body("return ⟦...⟧"), "unsupported-literal", "computation"),
    (body("return ⟦1j⟧ * x"), "complex-number", "two numbers"),
    (body("⟦a, b⟧ = x", "return a * b"), "unpacking", "a, b = x, y"),
    (body("⟦a, b⟧ = x, y, x", "return a * b"), "unpacking", "a, b = x, y"),
    (body("return ⟦(x, y) * 2⟧"), "sequence-operation", "each element"),
    (body("return ⟦-(x, y)⟧"), "sequence-operation", "each element"),
    (body("return ⟦x < (y, 1)⟧"), "sequence-operation", "each element"),
    (body("return ⟦x or y⟧"), "boolean-operation", "x > 0"),
    (body("return x * ⟦abs⟧"), "function-as-value", "f(x)"),
    ("import math\ndef f(x):\n    return ⟦math⟧ * x\n", "function-as-value", "f(x)"),
    (body("return ⟦abs(x, y)⟧"), "wrong-arguments", "abs"),
    (body("return ⟦abs()⟧"), "wrong-arguments", "abs"),
    (body("return ⟦sigmoid(x, y)⟧"), "wrong-arguments", "sigmoid(x)"),
    (body("return ⟦max(x)⟧"), "unsupported-argument", "max([a, b, c])"),
    (body("return max([x, y], ⟦default=3⟧)"), "unsupported-argument", "default"),
    ("import math\ndef f(x):\n    return ⟦math.gcd(x, 2)⟧\n", "no-rule", "argument"),
    ("def ⟦f⟧(x):\n    pass\n", "no-output", "return L"),
    ("def ⟦f⟧(x):\n    '''Nothing.'''\n", "no-output", "return L"),
    ("def f(x):\n    ⟦return⟧\n", "no-output", "return L"),
    ("def f(x):\n    ⟦return None⟧\n", "no-output", "return L"),
    ("def f(x):\n    ⟦return ()⟧\n", "no-output", "return L"),
    ("def ⟦f⟧():\n    return 1.0\n", "no-parameter", "def f(x)"),
    ("A = 1\nA = 2\ndef f(x):\n    return x * ⟦A⟧\n", "ambiguous-name", "`A` once"),
    ("class A: pass\ndef f(x):\n    return ⟦A⟧(x)\n", "ambiguous-name", "`A` once"),
    (
        "def g():\n    return 1.0\n\ndef f(x, y=⟦g()⟧):\n    return x * y\n",
        "unsupported-constant",
        "value",
    ),
    ("A = ⟦{1: 2}⟧\ndef f(x):\n    return x * A\n", "unsupported-literal", "name"),
]


@pytest.mark.parametrize(("marked", "slug", "word"), CONSTRUCTS)
def test_is_refused_at_its_place_with_a_next_step(marked: str, slug: str, word: str) -> None:
    (finding,) = check(marked, slug)
    assert word in finding.help
    assert finding.severity == "error"


def test_returned_twice_points_into_the_return() -> None:
    (finding,) = refused(body("z = x * y", "return z, z"))
    assert (finding.slug, finding.place[1]) == ("duplicate-output", 3)
    assert "z2 = z" in finding.help


# Places.


@pytest.mark.parametrize(
    "marked",
    [
        "def f(x):\n    é = ⟦x.a⟧\n    return é\n",
        "def f(x):\n\treturn ⟦x.a⟧\n",
        "def f(x):\n    '😀'; return ⟦x.a⟧\n",
        "\n\n# é😀\ndef f(x): return 1 + ⟦x.a⟧",
        "def f(x):\n    return (1 +\n            ⟦x\n            .a⟧)\n",
        "def f(x):\n    return 1 + \\\n  ⟦x.a⟧\n",
    ],
)
def test_places_are_counted_in_characters(marked: str) -> None:
    check(marked, "unsupported-attribute")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_move_nothing(newline: str, mark: str) -> None:
    source = mark + "def f(x):\n    return x.a\n".replace("\n", newline)
    for given in (source, source.encode()):
        (finding,) = refused(given)
        assert place(finding) == ((2, 11), (2, 14))


# What Python does not accept, be it the parser or the compiler.


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("def f(x):\n    return x *⟦⟧\n", "invalid syntax"),
        ("def f⟦⟧(x\n    return x\n", "'(' was never closed"),
        ("def f(x, ⟦⟧x):\n    return x\n", "duplicate argument 'x' in function definition"),
        ("⟦return 1⟧\n", "'return' outside function"),
        ("é = 1; ⟦return é⟧\n", "'return' outside function"),
        ("⟦yield 1⟧\n", "'yield' outside function"),
        ("⟦nonlocal x⟧\n", "nonlocal declaration not allowed at module level"),
        ("def f(x):\n    z = ⟦await x⟧\n    return z\n", "'await' outside async function"),
        ("def f(x):\n    ⟦global x⟧\n    return x\n", "name 'x' is parameter and global"),
        ("⟦break⟧\n", "'break' outside loop"),
        ("def f(x):\n    ⟦continue⟧\n", "'continue' not properly in loop"),
        ("def f(x):\n    ⟦None⟧ = x\n", "cannot assign to None"),
        ("def f(x):\n    return ⟦⟧'abc\n", "unterminated string literal (detected at line 2)"),
        ("def f(x):\n    return ⟦⟧“x”\n", "invalid character '“' (U+201C)"),
        ("def f(x):\n    return g(a=x, ⟦a=x⟧)\n", "keyword argument repeated: a"),
        ("def f(x):\n  y = x\n⟦⟧ z = x\n", "unindent does not match any outer indentation level"),
    ],
)
def test_what_python_does_not_accept(marked: str, message: str) -> None:
    source, [(start, _)] = unmarked(marked)
    (finding,) = refused(source)
    assert (finding.slug, finding.message) == ("syntax-error", message)
    assert place(finding)[0] == start
    check_words(finding)


@pytest.mark.parametrize(
    ("source", "slug", "start"),
    [
        ("", "empty-file", (1, 0)),
        ("# a comment\n\n", "empty-file", (1, 0)),
        (b"\xef\xbb\xbf", "empty-file", (1, 0)),
        ("x = 1\n", "no-function", (1, 0)),
        ("class A:\n    def f(self): pass\n", "no-function", (1, 0)),
        ("def g(x):\n    return f(x)\ndef f(x):\n    return g(x)\n", "no-function", (1, 0)),
        ("def f(x):\n    return x\0\n", "undecodable-file", (2, 12)),
        (b"def f(x):\n    return x\0\n", "undecodable-file", (2, 12)),
        (b"def f(x):\n    return x  # \xff\n", "undecodable-file", (2, 16)),
        (b"# coding: nonsense\ndef f(x): return x\n", "undecodable-file", (1, 0)),
        (b"# coding: rot13\ndef f(x): return x\n", "undecodable-file", (1, 0)),
        (b"# coding: utf-16\ndef f(x): return x\n", "undecodable-file", (1, 0)),
        ("def f(x): return x\n".encode("utf-16"), "undecodable-file", (1, 0)),
        ("def f(x): return x\n".encode("utf-16-le"), "undecodable-file", (1, 1)),
        ("def f(x):\n    return x  # \ud800\n", "undecodable-file", (2, 16)),
        ("def f(x):\n    return " + "9" * 10**5 + " * x\n", "syntax-error", None),
    ],
)
def test_files_that_are_no_source(
    source: str | bytes, slug: str, start: tuple[int, int] | None
) -> None:
    (finding,) = refused(source)
    assert finding.slug == slug
    assert start is None or place(finding)[0] == start
    assert len(finding.message) < 80
    check_words(finding)


def test_encodings_that_python_reads_are_read() -> None:
    text = "# coding: latin-1\ndef f(ä):\n    return ä * ä\n"
    assert "grad_ä" in build(text.encode("latin-1")).source


# The user's choices.


@pytest.mark.parametrize(
    ("marked", "slug", "options", "word"),
    [
        (
            "⟦⟧def alpha(x):\n    return x\n",
            "unknown-function-name",
            {"function": "alpa"},
            "`alpha`",
        ),
        ("⟦⟧def alpha(x):\n    return x\n", "unknown-function-name", {"function": "z"}, "alpha"),
        ("def ⟦f⟧(alpha):\n    return alpha\n", "unknown-parameter", {"wrt": "alpa"}, "`alpha`"),
        ("def ⟦f⟧(x, y):\n    return x\n", "unknown-parameter", {"wrt": "w"}, "x,y"),
        ("def f(x, ⟦n⟧: int):\n    return x * n\n", "not-differentiable", {"wrt": "n"}, "float"),
    ],
)
def test_choices_that_the_file_does_not_offer(
    marked: str, slug: str, options: dict[str, str], word: str
) -> None:
    (finding,) = check(marked, slug, **options)
    assert word in finding.help


def test_functions_that_are_not_wanted_are_not_judged() -> None:
    bad = "def bad(x, *rest):\n    for i in rest: pass\n    return nothing.at.all\n\n"
    good = "def good(x):\n    return x * x\n"
    assert "good_backward" in build(bad + good, function="good").source
    assert build(bad + good, function="good").warnings == ()


# All of them at once.

MANY = """\
import math
import tinygrad


def helper(a, b):
    ⟦a.x⟧ = b
    return ⟦unknown⟧ * a


def f(x, y, ⟦*rest⟧):
    z = ⟦tinygrad.sin⟧(x)
    for i in ⟦zip(x, y)⟧:
        z = z + ⟦[q for q in rest]⟧
        if ⟦i > 1⟧:
            w = ⟦lambda: x⟧
    s = ⟦"text"⟧
    v = helper(x, y) + helper(y, x)
    ⟦del v[0]⟧
    return z + s + w, (⟦k := 3⟧)
"""

ALL_OF_MANY = (
    *("unsupported-target", "unknown-name", "star-arguments", "unknown-function", "control-flow"),
    *("comprehension", "control-flow", "nested-function", "string-operation"),
    *("unsupported-statement", "walrus"),
)


def test_all_findings_at_once_in_order_and_none_twice() -> None:
    check(MANY, *ALL_OF_MANY)


def test_several_functions_are_judged_together() -> None:
    source = (
        "def f(x):\n    return ⟦x.a⟧\n\ndef g(x):\n    return ⟦x[0]⟧\n\ndef h(x):\n    return x\n"
    )
    check(source, "unsupported-attribute", "unsupported-subscript")


def test_a_helper_that_is_called_often_is_blamed_once() -> None:
    helper = "def g(a):\n    ⟦a.x⟧ = a\n    return ⟦q⟧ * a\n\n"
    calls = "def f(x):\n    return g(x) + g(g(x))\n\ndef h(x):\n    return g(x)\n"
    check(helper + calls, "unsupported-target", "unknown-name")


@pytest.mark.parametrize(
    "marked",
    [
        body("z = ⟦x.a⟧", "w = z + 1", "v, u = w, z", "v += z", "return abs(v) * u"),
        body("a = b = c = ⟦x.a⟧", "return a + b + c"),
        body("z = ⟦x.a⟧", "a, b = z", "return a * b"),
        body("z = ⟦x.a⟧", "return max(z), sum(z), z(3), z.b"),
        body("z = ⟦x.a⟧", "s = z(3)", "assert s > 0, f'{s}'", "s.t = z", "return s * z"),
        body("z = ⟦x.a⟧", "return -z if z > 0 else (z and z)"),
        body("z = max(x, ⟦x.a⟧)", "assert z > 0, z", "return z"),
    ],
)
def test_what_is_built_on_something_refused_is_not_reported(marked: str) -> None:
    check(marked, "unsupported-attribute")


@pytest.mark.parametrize(
    "marked",
    [
        body("if ⟦x > 0⟧:", "    return x", "else:", "    return ⟦y.a⟧"),
        body("while ⟦x > ⟦y.a⟧⟧:", "    x = 1", "return x"),
        body("⟦try⟧:", "    z = x", "except E:", "    z = ⟦y.a⟧", "return z"),
        body("⟦try⟧:", "    z = x", "finally:", "    z = ⟦y.a⟧", "return z"),
        body("match ⟦x⟧:", "    case 1:", "        z = ⟦y.a⟧", "return z"),
        body("with ⟦x⟧:", "    z = ⟦y.a⟧", "return z"),
    ],
)
def test_refused_blocks_are_looked_into(marked: str) -> None:
    check(marked, "control-flow", "unsupported-attribute")


# The command: no traceback, no code.


def test_the_command_says_it_and_prints_no_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "example.py"
    file.write_text(unmarked(MANY)[0] + "\n\ndef fine(x):\n    return x\n")
    assert run([str(file)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err.count("= help: ") == said.err.count("error[") == len(ALL_OF_MANY)


# Deep, long and large.

_N = 5_000
_DEEP = {
    "parentheses": "(" * _N + "x" + ")" * _N,
    "minus": "-" * _N + "x",
    "minus in parentheses": "-(" * _N + "x" + ")" * _N,
    "not": "not " * _N + "x",
    "invert": "~" * _N + "x",
    "calls": "sin(" * _N + "x" + ")" * _N,
    "called": "x" + "()" * _N,
    "powers": "x ** " * _N + "x",
    "attributes": "x" + ".a" * _N,
    "subscripts": "x" + "[0]" * _N,
    "subscripts inside": "x[" * _N + "0" + "]" * _N,
    "lambdas": "lambda: " * _N + "x",
    "lists": "[" * _N + "x" + "]" * _N,
    "dictionaries": "{1: " * _N + "x" + "}" * _N,
    "conditions": "x if x else " * _N + "x",
    "and": " and ".join(["x"] * _N),
    "comparisons": " < ".join(["x"] * _N),
    "sum of 5000": " + ".join(["x"] * _N),
    "sum of 3000": " + ".join(["x"] * 3_000),
    "sum of 2000": " + ".join(["x"] * 2_000),
    "strings": '"a" ' * _N,
    "lists as Python bears them": "[" * 90 + "x" + "]" * 90,
    "minus as Python bears them": "-" * 800 + "x",
    "powers as Python bears them": "x ** " * 300 + "x",
    "attributes as Python bears them": "x" + ".a" * 800,
    "subscripts as Python bears them": "x" + "[0]" * 800,
    "lambdas as Python bears them": "lambda: " * 800 + "x",
    "not as Python bears them": "not " * 800 + "x",
    "conditions as Python bears them": "1.0 if x > 0 else " * 400 + "x",
    "calls as Python bears them": "sin(" * 150 + "x" + ")" * 150,
}
_CHILD = """
import sys
from gradgen.api import build
from gradgen.diagnostics import GradgenError
try:
    build(sys.stdin.read())
    print("accepted")
except GradgenError as error:
    print(*sorted({d.slug for d in error.diagnostics}))
"""
_WORKS = {"sum of 2000", "minus as Python bears them", "calls as Python bears them"} | {
    "powers as Python bears them",
    "conditions as Python bears them",
}


@pytest.fixture(scope="module")
def outcomes() -> dict[str, subprocess.CompletedProcess[str]]:
    """What becomes of each source, in a process of its own: a parser that runs out of stack takes
    its process with it."""
    with ThreadPoolExecutor() as pool:
        return dict(zip(_DEEP, pool.map(_in_a_process, _DEEP.values()), strict=True))


def _in_a_process(expression: str) -> subprocess.CompletedProcess[str]:
    source = f"from math import sin\n\ndef f(x):\n    return {expression}\n"
    command = [sys.executable, "-c", _CHILD]
    return subprocess.run(command, input=source, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("kind", _DEEP)
def test_deep_nesting_works_or_is_refused(
    kind: str, outcomes: dict[str, subprocess.CompletedProcess[str]]
) -> None:
    child = outcomes[kind]
    assert (child.returncode, child.stderr) == (0, "")
    outcome = child.stdout.split()
    assert outcome
    assert outcome == ["accepted"] or kind not in _WORKS
    assert not set(outcome) & {"internal", "syntax-error"}


def test_many_findings_all_come_out() -> None:
    lines = "".join(f"    y{i} = x.a + y{i - 1}[0]\n" for i in range(1, 2_001))
    found = refused(f"def f(x, y0):\n{lines}    return y2000\n")
    assert len(found) >= 2_000


def test_a_file_of_twenty_thousand_lines_is_refused_at_its_place() -> None:
    lines = "".join(f"    x = x * {i}.0\n" for i in range(20_000))
    (finding,) = refused(f"def f(x):\n{lines}    return x.a\n")
    assert place(finding) == ((20_002, 11), (20_002, 14))
