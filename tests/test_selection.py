"""Which functions of a file are differentiated."""

from __future__ import annotations

import pytest

from gradgen.frontend.context import File, Findings
from gradgen.frontend.module_scope import read_scope
from gradgen.frontend.reading import read
from gradgen.frontend.selection import select


def selected(text: str, *wanted: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The functions that are chosen, and the findings: slug and help."""
    source = read(text, "f.py")
    file = File(source, read_scope(source.module, source.tree), Findings(source))
    chosen = [function.name.value for function in select(wanted, file)]
    return chosen, [(error.slug, error.help) for error in file.findings.errors]


CHAIN = "def a(x): return x\ndef b(x): return a(x)\ndef c(x): return b(x)\ndef d(x): return x\n"


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        # Those that no other function calls, in source order.
        ("def f(x): return x\n", ["f"]),
        (CHAIN, ["c", "d"]),
        ("def f(x): return f(x)\n", ["f"]),
        ("def a(x): return x\ndef f(x):\n    def g(y): return a(y)\n    return g(x)\n", ["f"]),
        ("def a(x): return x\nasync def f(x): return a(x)\n", ["f"]),
        # A call at the top level, in a class or by way of an object is no call by a function.
        ("def f(x): return x\nf(1)\n", ["f"]),
        ("def a(x): return x\ndef f(x): return x.a(x)\n", ["a", "f"]),
        ("class A:\n    def m(self): return a(1)\ndef a(x): return x\n", ["a"]),
        # What is no function of the top level, or no sure one, is left alone.
        ("if x:\n    def g(x): return x\ndef f(x): return x\n", ["f"]),
        ("def g(x): return x\ng = 2\ndef f(x): return x\n", ["f"]),
    ],
)
def test_without_a_choice(text: str, chosen: list[str]) -> None:
    assert selected(text) == (chosen, [])


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [("a", ["a"]), ("d a", ["d", "a"]), ("a a b", ["a", "b"])],
)
def test_a_choice(wanted: str, chosen: list[str]) -> None:
    """In the order of the choice, each once."""
    assert selected(CHAIN, *wanted.split()) == (chosen, [])


@pytest.mark.parametrize(
    ("text", "wanted", "chosen", "slug", "help"),
    [
        ("x = 1\n", "", [], "no-function", "write one, for example: def f(x): return x * x"),
        (
            "def a(x): return b(x)\ndef b(x): return a(x)\n",
            "",
            [],
            "no-function",
            "choose one: --function a",
        ),
        ("def alpha(x): return x\n", "alpa", [], "unknown-function-name", "did you mean `alpha`?"),
        ("def a(x): return x\n", "zzz a", ["a"], "unknown-function-name", "there is: a"),
        ("x = 1\n", "f", [], "unknown-function-name", "there is: none"),
        ("class A:\n    def f(self): pass\n", "f", [], "unknown-function-name", "there is: none"),
    ],
)
def test_what_is_not_there(text: str, wanted: str, chosen: list[str], slug: str, help: str) -> None:
    assert selected(text, *wanted.split()) == (chosen, [(slug, help)])


def test_a_function_that_is_missing_twice_is_reported_once() -> None:
    assert len(selected(CHAIN, "x", "x", "y")[1]) == 2
