"""Sums that grow under one name, before and after."""

from __future__ import annotations

import pytest

from gradgen.ir.circuit import Circuit, Gate, Statement
from gradgen.ir.parser import parse
from gradgen.ir.printer import show
from gradgen.transforms.growth import regrown


def grown(body: str, returns: str) -> str:
    """The lines of a body, and what it returns, after all of its sums have one name each."""
    pairs = (line.split(" = ") for line in body.split("; "))
    lines: list[Statement] = [Gate(target, parse(value)) for target, value in pairs]
    circuit = regrown(Circuit("f", (), tuple(lines), (), returns=parse(returns)), lambda _: True)
    gates = (s for s in circuit.body if isinstance(s, Gate))
    assert circuit.returns is not None
    return "; ".join(
        [*(f"{g.target} = {show(g.expression)}" for g in gates), show(circuit.returns)]
    )


@pytest.mark.parametrize(
    ("body", "returns", "after"),
    [
        ("g = a; g_1 = g + b", "g_1", "g_1 = a; g_1 = g_1 + b; g_1"),
        ("g_2 = a; g_3 = g_2 + b; h = g_3 * 2", "h", "g = a; g = g + b; h = g * 2; h"),
        (
            "g_1 = a; g_2 = g_1 + b; g_3 = g_2 + c; h = g_3",
            "h",
            "g = a; g = g + b; g = g + c; h = g; h",
        ),
        ("g = a; g_1 = g + b; h = g * g_1", "h", "g = a; g_1 = g + b; h = g * g_1; h"),
        ("g = a; h = g + b", "h", "g = a; h = g + b; h"),
        ("g = a; g_1 = b + g", "g_1", "g = a; g_1 = b + g; g_1"),
        # Two values whose names differ in numbers alone: the second is not the first grown.
        (
            "g_1_1 = a; g_1_2 = g_1_1 + b; g_2_1 = c; g_2_2 = g_2_1 + d; h = g_1_2 * g_2_2",
            "h",
            "g = a; g = g + b; g_2_1 = c; g_2_1 = g_2_1 + d; h = g * g_2_1; h",
        ),
        ("g_1 = p + b", "g_1", "g_1 = p + b; g_1"),
        ("g = a; g_1 = g - b", "g_1", "g = a; g_1 = g - b; g_1"),
    ],
)
def test_growth(body: str, returns: str, after: str) -> None:
    assert grown(body, returns) == after
