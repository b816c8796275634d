"""What is laid out without black is to the byte what black makes of the whole module."""

from __future__ import annotations

from pathlib import Path

import black
import pytest

import nasty_inputs
from gradgen.api import build
from gradgen.diagnostics import GradgenError
from gradgen.emit import layout, module
from gradgen.emit.canonical import is_canonical

SAMPLES = Path(__file__).parent.parent / "samples"
INPUTS = [path.read_bytes() for path in sorted(SAMPLES.glob("*.py"))]
INPUTS += [case.source for case in nasty_inputs.NASTY]


@pytest.mark.parametrize("line_length", [40, 79, 88, 100, 120])
def test_the_module_is_what_black_makes_of_it(
    line_length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []

    def both(parts: list[layout.Part], length: int) -> str:
        mode = black.Mode(line_length=length)
        wanted = black.format_str("\n\n\n".join(p.text for p in parts) + "\n", mode=mode)
        assert layout.layout(parts, length) == wanted
        compared.append(wanted)
        return wanted

    monkeypatch.setattr(module, "layout", both)
    # All at the usual length; at the others a part of them, each time another.
    part = slice(None) if line_length == 88 else slice(line_length % 3, None, 3)
    for source in INPUTS[part]:
        try:
            build(source, line_length=line_length)
        except GradgenError:
            continue
    assert len(compared) > 50


LINES = [
    ("y = a + b", True),
    ("y = a * -x  # gradient multiplier", True),
    ("y = x**2", True),
    ("y = x ** 2", False),
    ("y = x**-n", True),
    ("y = f(x) ** 2", True),
    ("y = 2 ** f(x)", True),
    ("y = x ** (1 if c else y)", True),
    ("y = -(x**2)", True),
    ("y = -x**2", False),
    ("y = (-2) ** x", True),
    ("y = (-2)**x", False),
    ("y = 1.0 + 1e5 + 1000", True),
    ("y = 1_000", False),
    ("y = 1. + x", False),
    ("y = .5 + x", False),
    ("y = 1E5 + x", False),
    ("y = 1e+5 + x", False),
    ("y = 0XFF", False),
    ('y = float("inf")', False),
    ("y = sum((a,))", False),
    ("y = a  #no space", False),
    ("y = a # one space", False),
    ("y = ü", False),
    ("return a, b", True),
    ("def f(x, y=2.0, *, grad_out=1.0):", True),
    ("def f(x: int):", False),
    ("import math", True),
    ("from math import exp as e", True),
    ("# a comment", True),
    ("#!a", False),
]


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_a_line_that_black_would_leave(line: str, expected: bool) -> None:
    assert is_canonical(line, 88) is expected
    if expected:
        text = f"{line}\n    pass\n" if line.endswith(":") else f"{line}\n"
        assert black.format_str(text, mode=black.Mode()) == text


def test_a_line_that_is_too_long_goes_to_black() -> None:
    line = "y = " + " + ".join(["x"] * 30)
    assert is_canonical(line, len(line))
    assert not is_canonical(line, len(line) - 1)
