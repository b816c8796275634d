"""Definitions of the user's that are known gates, and those that only look like it."""

from __future__ import annotations

from textwrap import indent

import pytest

from gradgen.api import build
from gradgen.frontend.context import File, Findings
from gradgen.frontend.module_scope import read_scope
from gradgen.frontend.reading import read
from gradgen.frontend.recognition import Recogniser
from gradgen.ir.expression import Function
from gradgen.ir.printer import show
from gradgen.targets.definitions import definition_named


def gate(text: str, name: str = "h") -> Function | None:
    source = read(text, "f.py")
    file = File(source, read_scope(source.module, source.tree), Findings(source))
    return Recogniser(file).gate(file.scope.functions()[name])


def named(text: str, name: str = "h") -> str:
    """The gate of a definition and its operands in terms of the arguments; empty if it is none."""
    found = gate(text, name)
    return f"{found.name}({', '.join(map(show, found.operands))})" if found else ""


def definition(parameters: str, *lines: str) -> str:
    """The definition of `h`."""
    return f"import math\nfrom math import exp\ndef h({parameters}):\n" + "".join(
        indent(line, "    ") + "\n" for line in lines
    )


@pytest.mark.parametrize(
    ("parameters", "lines", "operands"),
    [
        # One expression, in any of its spellings.
        ("z", ["return 1 / (1 + math.exp(-z))"], "sigmoid(#0)"),
        ("z", ["return 1 / (1 + exp(-z))"], "sigmoid(#0)"),
        ("x", ["return max(0, x)"], "relu(#0)"),
        ("x", ["return math.log(1 + math.exp(x))"], "softplus(#0)"),
        ("x", ["return x * (1 / (1 + math.exp(-x)))"], "silu(#0)"),
        ("x, /", ["return max(0, x)"], "relu(#0)"),
        ("x: float = 2.0", ["return max(0, x)"], "relu(#0)"),
        # With a docstring, steps in between, branches.
        ("x", ["'''A gate.'''", "e = math.exp(-x)", "d = 1 + e", "return 1 / d"], "sigmoid(#0)"),
        ("x", ["if x > 0:", "    return x", "return 0"], "relu(#0)"),
        ("x", ["if x > 0:", "    y = x", "else:", "    y = 0.0", "return y"], "relu(#0)"),
        (
            "x",
            [
                "if x >= 0:",
                "    return 1 / (1 + math.exp(-x))",
                "e = math.exp(x)",
                "return e / (1 + e)",
            ],
            "sigmoid(#0)",
        ),
        ("x", ["y = 0", "if x > 0:", "    y = x", "return y"], "relu(#0)"),
        ("x", ["pass", "return max(0, x)"], "relu(#0)"),
        # Operands in an order of their own, or given.
        ("slope, z", ["return z if z > 0 else slope * z"], "leaky_relu(#1, #0)"),
        ("z", ["return z if z > 0 else 0.1 * z"], "leaky_relu(#0, 0.1)"),
        ("a, z, unused", ["return z if z > 0 else a * (math.exp(z) - 1)"], "elu(#1, #0)"),
    ],
)
def test_known_gates(parameters: str, lines: list[str], operands: str) -> None:
    assert named(definition(parameters, *lines)) == operands


@pytest.mark.parametrize(
    ("parameters", "lines"),
    [
        # Something else.
        ("x", ["return 1 / (1 + math.exp(x))"]),
        ("x", ["return 2 / (1 + math.exp(-x))"]),
        ("x, y", ["return 1 / (1 + math.exp(-(x * y)))"]),
        ("x", ["return x"]),
        ("x", ["if x > 1:", "    return x", "return 0"]),
        ("x", ["x = x + 1", "return max(0, x)"]),
        # Not one expression.
        ("x", ["return max(0, x), x"]),
        ("x", ["assert x > 0", "return max(0, x)"]),
        ("x", ["print(x)", "return max(0, x)"]),
        ("x", ["for i in range(2):", "    x = x", "return max(0, x)"]),
        ("x", ["y, z = x, 0", "return max(z, y)"]),
        ("x", ["y = max(0, x)"]),
        # No plain definition: called with arguments by position, it would be another one.
        ("*, x", ["return max(0, x)"]),
        ("*x", ["return max(0, x)"]),
        ("x, **more", ["return max(0, x)"]),
    ],
)
def test_no_known_gates(parameters: str, lines: list[str]) -> None:
    assert named(definition(parameters, *lines)) == ""


@pytest.mark.parametrize("before", ["@cached\n", "async "])
def test_a_definition_that_is_more_than_its_text(before: str) -> None:
    assert named(f"{before}def h(x):\n    return max(0, x)\n") == ""


# Names mean what the file makes of them.


@pytest.mark.parametrize(
    ("above", "expression", "operands"),
    [
        # Helpers, themselves gates or not, are looked into.
        ("def e(x): return math.exp(-x)", "1 / (1 + e(x))", "sigmoid(#0)"),
        ("def s(x): return 1 / (1 + math.exp(-x))", "x * s(x)", "silu(#0)"),
        ("def r(x): return max(x, 0)", "r(x) - 0.1 * r(-x)", "leaky_relu(#0, 0.1)"),
        ("E = math.exp", "1 / (1 + E(-x))", "sigmoid(#0)"),
        # A gate that is known without a definition.
        ("", "x * sigmoid(x)", "silu(#0)"),
        ("", "relu(x) - 0.2 * relu(-x)", "leaky_relu(#0, 0.2)"),
        # A name that hides what the form needs.
        ("def max(a, b): return a", "max(x, 0)", ""),
        ("def sigmoid(x): return x", "x * sigmoid(x)", ""),
        ("from math import sin as exp", "1 / (1 + exp(-x))", ""),
        ("import other as math", "1 / (1 + math.exp(-x))", ""),
        ("e = 2.0", "1 / (1 + e ** -x)", ""),
        ("from math import e", "1 / (1 + e ** -x)", "sigmoid(#0)"),
        ("from other import *", "max(x, 0)", ""),
        ("def h2(x): return h(x)", "h2(x)", ""),
    ],
)
def test_names_in_definitions(above: str, expression: str, operands: str) -> None:
    text = f"import math\n{above}\ndef h(x):\n    return {expression}\n"
    assert named(text.replace("import math\nimport other", "import other")) == operands


# gradgen's own text, as it once put it into an output.


def own(*names: str) -> str:
    """A file with gradgen's own definitions of these gates."""
    texts = [found.text for found in map(definition_named, names) if found]
    return "\n\n\n".join(["import math", *texts]) + "\n"


@pytest.mark.parametrize(
    "names",
    [["sigmoid"], ["relu"], ["digamma"], ["polygamma"], ["leaky_relu"], ["silu", "sigmoid"]],
    ids=lambda names: names[0],
)
def test_own_text(names: list[str]) -> None:
    found = gate(own(*names), names[0])
    assert found is not None
    assert found.name == names[0]


def test_own_text_under_comments_and_in_another_layout() -> None:
    text = own("digamma").replace("def digamma", "# mine\ndef digamma").replace("10.0:", "(10.0):")
    assert named(text, "digamma") == "digamma(#0)"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import math", "import cmath as math"),
        ("import math", "def math(): pass"),
        ("x < 10.0", "x < 9.0"),
        ("import math", "import math\nfrom other import *"),
    ],
)
def test_what_is_not_quite_own_text(before: str, after: str) -> None:
    text = own("digamma")
    assert before in text
    assert named(text.replace(before, after), "digamma") == ""


def test_own_text_whose_helper_is_not() -> None:
    text = own("silu") + "\n\ndef sigmoid(x):\n    return x**3\n"
    assert named(text, "silu") == ""


# What is recognised is called, and travels as it is.


def test_a_recognised_definition_travels_with_what_it_reads() -> None:
    source = "\n".join(
        (
            "from math import exp",
            "def minus(x): return -x",
            "# above",
            "def squash(z):  # behind",
            "    return 1 / (1 + exp(minus(z)))",
            "def f(x): return squash(x) * 2",
        )
    )
    program = build(source, function="f").program
    (squash,) = program.definitions[:1]
    assert squash.name == "squash"
    assert squash.text.startswith("def squash(z):  # behind\n")
    assert set(squash.reads) == {"exp", "minus"}


def test_a_definition_is_looked_at_once() -> None:
    source = read("def h(x): return max(x, 0)\n", "f.py")
    file = File(source, read_scope(source.module, source.tree), Findings(source))
    recogniser = Recogniser(file)
    function = file.scope.functions()["h"]
    assert recogniser.gate(function) is recogniser.gate(function)
    assert file.findings.errors == []
