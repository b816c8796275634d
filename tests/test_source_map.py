"""The source map: every generated statement, the place that it goes back to, and its rule."""

from __future__ import annotations

import pytest

from cases import SAMPLES, Sample, samples
from gradgen.api import build
from gradgen.pipeline import Result

SOURCE = """\
import math

RATE = 0.5


def helper(a):
    return a * RATE  # line 7


def f(w, x):
    s = w * x  # line 11
    assert s > 0  # line 12
    L = math.sin(s) + helper(w)  # line 13
    return L


def g(x):
    return x * x * x  # line 18
"""


def entries(result: Result) -> list[tuple[str, str, str, int]]:
    """Function, target, rule and line of the source of each statement, in order."""
    return [
        (entry.function, entry.target, entry.rule, entry.span.start.line if entry.span else 0)
        for entry in result.source_map
    ]


def test_where_each_statement_comes_from() -> None:
    assert entries(build(SOURCE)) == [
        ("f_backward", "s", "", 11),
        ("f_backward", "", "", 12),
        ("f_backward", "grad_t1", "add", 13),
        ("f_backward", "grad_t2", "add", 13),
        ("f_backward", "grad_w", "multiply", 7),
        ("f_backward", "grad_s", "sin", 13),
        ("f_backward", "grad_w", "multiply", 11),
        ("f_backward", "grad_x", "multiply", 11),
        ("g_backward", "t1", "", 18),
        ("g_backward", "grad_t1", "multiply", 18),
        ("g_backward", "grad_x", "multiply", 18),
        ("g_backward", "grad_x", "multiply", 18),
        ("g_backward", "grad_x", "multiply", 18),
    ]


def test_the_part_of_a_line_that_a_gate_stands_for() -> None:
    result = build(SOURCE, filename="waves.py")
    lines = SOURCE.splitlines()
    texts = []
    for entry in result.source_map:
        assert entry.span is not None
        assert entry.span.filename == "waves.py"
        start, end = entry.span.start, entry.span.end
        assert start.line == end.line
        texts.append(lines[start.line - 1][start.column : end.column])
    assert texts[0] == "w * x"
    assert texts[5] == "math.sin(s)"
    assert texts[8:10] == ["x * x", "x * x * x"]


def test_a_copy_and_a_zero_have_their_places() -> None:
    result = build("def f(x, y):\n    a = x\n    b = a\n    return b\n")
    assert entries(result) == [
        ("f_backward", "grad_a", "copy", 3),
        ("f_backward", "grad_x", "copy", 2),
        ("f_backward", "grad_y", "", 1),
    ]


@pytest.mark.parametrize("line_length", [1, 30, 60, 88])
@pytest.mark.parametrize("path", ["black_scholes", "assertions", "written_out"])
def test_lines_that_black_wraps(path: str, line_length: int) -> None:
    """However the lines are broken, each entry covers its statement, from first to last line."""
    source = (SAMPLES / f"{path}.py").read_text()
    result = build(source, line_length=line_length)
    lines = result.source.splitlines()
    wide = build(source, line_length=200)
    assert entries(result) == entries(wide)
    if line_length < 60:
        assert any(entry.last > entry.first for entry in result.source_map)
    for entry, unwrapped in zip(result.source_map, wide.source_map, strict=True):
        text = " ".join(lines[entry.first - 1 : entry.last]).strip()
        assert text.startswith(f"{entry.target} = " if entry.target else "assert ")
        assert unwrapped.first == unwrapped.last


@pytest.mark.parametrize("sample", list(samples()), ids=lambda sample: sample.name)
def test_every_statement_of_the_samples_is_in_the_map(sample: Sample) -> None:
    result = sample.result
    covered = [n for entry in result.source_map for n in range(entry.first, entry.last + 1)]
    assert len(covered) == len(set(covered))
    assert covered == sorted(covered)
    lines = result.source.splitlines()
    grads = [
        n
        for n, line in enumerate(lines, 1)
        if line.startswith("    grad_") and " = " in line and not line.endswith(",")
    ]
    assert set(grads) <= set(covered)
    for entry in result.source_map:
        assert entry.span is not None
        assert 1 <= entry.span.start.line <= sample.text.count("\n")
        text = "\n".join(lines[entry.first - 1 : entry.last])
        is_derived = entry.first > _backward_half(lines, entry.first)
        assert bool(entry.rule) == (
            is_derived and "# zero gradient" not in text and "# upstream gradient" not in text
        )


def _backward_half(lines: list[str], row: int) -> int:
    """The row of the heading of the backward half of the function that `row` is in."""
    start = max(n for n, line in enumerate(lines[:row], 1) if line.startswith("def "))
    return lines.index("    # backward", start) + 1
