"""Activity: which values a gradient flows through, and which it passes by."""

from __future__ import annotations

from textwrap import indent

import pytest

from gradgen.analysis.activity import active, carriers, moved
from gradgen.analysis.facts import Facts, gather
from gradgen.api import build
from gradgen.ir.circuit import Circuit


def lowered(body: str) -> tuple[Circuit, Facts]:
    """The circuit of a function of x, y and c; statements are parted by semicolons."""
    lines = indent(body.replace("; ", "\n"), "    ")
    source = f"import math\ndef f(x, y, c):\n{lines}\n"
    (circuit,) = build(source, wrt="x").program.circuits
    return circuit, gather(circuit)


@pytest.mark.parametrize(
    ("body", "wrt", "values"),
    [
        # On the way from an input that matters to an output.
        ("a = x * y; return a + y", "x", "x a out"),
        ("a = x * y; return a + y", "x y", "x y a out"),
        ("a = x * 2; b = y * 2; return a + b", "y", "y b out"),
        # What does not reach the output, or does not vary, is not.
        ("a = x * 2; b = a * y; return y * y", "x", ""),
        ("a = x * 2; return y * y", "y", "y out"),
        ("return y * 2", "x", ""),
        # A copy lets everything through.
        ("a = x; b = a; return b", "x", "x a b"),
        ("return x", "x", "x"),
        # Flat gates let nothing through; nor do conditions.
        ("a = math.floor(x); return a * y", "x y", "y out"),
        ("a = x > 0; return y if a else 2.0", "x y", "y out"),
        ("return x if x > y else y", "y", "y out"),
        ("return x ** 0", "x", ""),
        # Each output counts.
        ("a = x * 2; b = y * 2; return a, b", "x y", "x y a b"),
        ("a = x * 2; b = y * 2; return a, 3.0", "x y", "x a"),
        # A value that is bound again is another value.
        ("x = x * y; return x", "x", "x x_1"),
        ("x = y * 2; return x", "x", ""),
    ],
)
def test_active_values(body: str, wrt: str, values: str) -> None:
    circuit, facts = lowered(body)
    assert active(circuit, facts, wrt.split()) == frozenset(values.split())


def test_nothing_flows_into_a_condition() -> None:
    circuit, facts = lowered("a = math.gcd(c, 2); return x if a else y")
    gates = list(circuit.gates())
    assert carriers(gates[-1], facts) == ("x", "y")
    assert active(circuit, facts, ("x", "c")) == {"x", "out"}


def test_nothing_asked_for() -> None:
    assert active(*lowered("return x * y"), ()) == frozenset()


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("x * y", "x y"),
        ("x * x", "x x"),
        ("x * 2", "x"),
        ("math.ldexp(x, y)", "x y"),  # refused if anything flows into y
        ("math.floor(x)", ""),
        ("x < y", ""),
        ("math.log(x) if c else 0.0", "x"),
        ("math.gcd(2, 3)", ""),
        ("x", "x"),
    ],
)
def test_what_a_gate_lets_through(expression: str, names: str) -> None:
    circuit, facts = lowered(f"g = {expression}; return g")
    (gate,) = circuit.gates()
    assert carriers(gate, facts) == tuple(names.split())


def test_a_gate_without_a_rule_is_taken_to_let_everything_through() -> None:
    source = "import math\ndef f(n, x):\n    a = math.gcd(n, 2)\n    return a * x\n"
    (circuit,) = build(source, wrt="x").program.circuits
    facts = gather(circuit)
    assert carriers(next(circuit.gates()), facts) == ("n",)
    assert active(circuit, facts, ["n"]) == {"n", "a", "out"}


def test_flat_outputs_let_nothing_through() -> None:
    source = "import numpy as np\ndef f(x, y):\n    m, e = np.frexp(x)\n    return m + y[e]\n"
    (circuit,) = build(source).program.circuits
    facts = gather(circuit)
    first = next(iter(circuit.gates()))
    assert moved(first, facts) == ("m",)
    assert "e" not in active(circuit, facts, ("x", "y"))
