"""The values of generated lines, as the process of `--verify` sees them while they run."""

from __future__ import annotations

import linecache
import math
import sys
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import pytest

from gradgen.verify.child.job import GENERATED
from gradgen.verify.child.lines import LineValue, first_bad_line, watch

TEXT = """\
def double(a):
    b = 2 * a
    return b


def f(x, n):
    y = double(
        x
        + 1
    )
    z = [0.0, 0.0]
    for i in range(n):
        z[i] = y + i
        y = y * 2
    p, q = z
    return p / q
"""


@pytest.fixture
def f() -> Iterator[Any]:
    linecache.cache[GENERATED] = (len(TEXT), None, TEXT.splitlines(keepends=True), GENERATED)
    names: dict[str, Any] = {}
    exec(compile(TEXT, GENERATED, "exec"), names)
    yield names["f"]
    del linecache.cache[GENERATED]


def test_each_line_tells_its_value_once_in_each_turn(f: FunctionType) -> None:
    seen: list[tuple[int, str, Any]] = []

    def see(here: LineValue) -> None:
        value = [*here.value] if isinstance(here.value, list) else here.value
        seen.append((here.line, here.name, value))

    assert watch(lambda: f(1.0, 2), {"f"}, see) == 4.0 / 9.0
    assert seen == [
        (7, "y", 4.0),
        (11, "z", [0.0, 0.0]),
        (13, "z", [4.0, 0.0]),
        (14, "y", 8.0),
        (13, "z", [4.0, 9.0]),
        (14, "y", 16.0),
        (15, "p", 4.0),
        (15, "q", 9.0),
    ]


def test_other_functions_are_not_watched(f: FunctionType) -> None:
    seen: list[LineValue] = []
    watch(lambda: f.__globals__["double"](3), {"f"}, seen.append)
    assert seen == []
    watch(lambda: f.__globals__["double"](3), {"double"}, seen.append)
    assert seen == [LineValue(2, "b", 6)]


def test_the_first_line_that_is_not_finite(f: FunctionType) -> None:
    assert first_bad_line(lambda: f(1.0, 2), {"f"}) is None
    assert first_bad_line(lambda: f(math.inf, 2), {"f"}) == LineValue(7, "y", math.inf)
    assert first_bad_line(lambda: f(1e308, 2), {"f"}) == LineValue(7, "y", math.inf)


def test_what_is_raised_is_raised_and_watching_ends(f: FunctionType) -> None:
    before = sys.gettrace()
    with pytest.raises(IndexError):
        watch(lambda: f(1.0, 3), {"f"}, lambda here: None)
    assert sys.gettrace() is before
    assert first_bad_line(lambda: f(1.0, 3), {"f"}) is None
