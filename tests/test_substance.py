"""What black may change makes no difference, everything else does."""

from __future__ import annotations

from pathlib import Path

import black
import pytest

from gradgen.committed.substance import Substance, digest

SAMPLES = sorted((Path(__file__).resolve().parents[1] / "samples").glob("*_backward.py"))[::4]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("line_length", [20, 200])
def test_layout_is_no_difference(sample: Path, line_length: int) -> None:
    text = sample.read_text("utf-8")
    other = black.format_str(text, mode=black.Mode(line_length=line_length))
    assert other != text or line_length > 20
    assert Substance(other).whole() == Substance(text).whole()


@pytest.mark.parametrize(
    "other",
    [
        "def f(x):\n    return x * 2.0  # twice\n",
        "def f(x):\n    return 2 * x  # twice\n",
        "def f(x):\n    return x * 2  # thrice\n",
        "def f(x):\n    return x * 2\n",
        "def f(x, y=None):\n    return x * 2  # twice\n",
        "def f(x):\n    return x * 2  # twice\n\n\nX = 3\n",
        "def f(x):\n    return x * True  # twice\n",
    ],
)
def test_everything_else_is(other: str) -> None:
    assert Substance(other).whole() != Substance("def f(x):\n    return x * 2  # twice\n").whole()


MODULE = """\
import math
import numpy as np

# how much
RATE = 0.1
STEPS = [1.0, 2.0]
STEPS[0] = RATE


def inner(x):
    return math.exp(x)


def outer(x):
    return inner(x) * STEPS[0]


def unrelated(y):
    return np.sum(y)
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("math.exp", "math.sin"),
        ("0.1", "0.2"),
        ("# how much", "# how far"),
        ("1.0, 2.0", "1.0, 3.0"),
        ("STEPS[0] = RATE", "STEPS[1] = RATE"),
        ("import math\n", "import cmath as math\n"),
        ("outer(x)", "outer(x, y=0)"),
    ],
)
def test_what_a_function_leans_on_is_part_of_it(old: str, new: str) -> None:
    assert old in MODULE
    changed = Substance(MODULE.replace(old, new, 1))
    assert changed.of(["outer"]) != Substance(MODULE).of(["outer"])
    assert changed.of(["unrelated"]) == Substance(MODULE).of(["unrelated"])


def test_whatever_holds_everywhere_is_part_of_it() -> None:
    for first in ("from __future__ import annotations", "from math import *"):
        assert Substance(f"{first}\n{MODULE}").of(["outer"]) != Substance(MODULE).of(["outer"])


def test_parentheses_that_black_adds() -> None:
    plain = "def f(x, y):\n    del x, y\n"
    assert Substance(plain.replace("x, y\n", "(x, y)\n")).whole() == Substance(plain).whole()


def test_large_numbers_and_odd_text() -> None:
    text = f"X = {'9' * 4000} * 16 ** 9\nY = '\\ud800' + b'\\xff'.hex()\n"
    assert digest(Substance(text).of(["X", "Y"])) != digest("")
    hexadecimal = Substance(f"X = 0x{'F' * 9000}\n")
    assert hexadecimal.whole() == Substance(f"X = 0x{'f' * 9000}").whole()
