"""Shifts: what softmax and log-sum-exp are shifted by carries no gradient under `-O`."""

from __future__ import annotations

from textwrap import indent

import numpy as np
import pytest

from gradgen import generate
from optimizing import NUMPY, notes_of
from running import generated

SOFTMAX = """m = np.max(x, axis=1, keepdims=True)
e = np.exp(x - m)
p = e / np.sum(e, axis=1)[:, None]"""
SUMS = """m = np.max(x, axis=1)
s = np.sum(np.exp(x - m[:, None]), axis=1)"""
ENTROPY = """s = x - np.max(x, axis=1, keepdims=True)
n = np.log(np.sum(np.exp(s), axis=1))"""
SHIFTED = {
    "softmax": f"{SOFTMAX}\nreturn np.sum(np.sin(p))",
    "softmax of products": """m = np.max(x, axis=1, keepdims=True)
e = np.exp(2 * (x - m) / 3)
return np.sum(np.sin((e @ x.T) / np.sum(e, axis=1, keepdims=True)))""",
    "log-sum-exp": f"{SUMS}\nreturn np.sum(m + np.log(s))",
    "of all": "m = np.max(x)\nreturn m + np.log(np.sum(np.exp(x - m)))",
    "of columns": """m = np.max(x, axis=0)
return np.sum(m + np.log(np.mean(np.exp(x - m), axis=0)))""",
    "cross-entropy": f"{ENTROPY}\nreturn np.mean(n - s[np.arange(len(x)), i])",
    "negative": """m = np.min(x, axis=1)
return np.sum(np.log(np.sum(np.exp(m[:, None] - x), axis=1)) - m)""",
}
OTHERS = {
    "without the shift back": f"{SUMS}\nreturn np.sum(np.log(s))",
    "twice": "m = np.max(x)\nreturn 2 * m + np.log(np.sum(np.exp(x - m)))",
    "by rows, summed by columns": """m = np.max(x, axis=1, keepdims=True)
e = np.exp(x - m)
return np.sum(np.sin(e / np.sum(e, axis=0)))""",
    "read besides": f"{SOFTMAX}\nreturn np.sum(np.sin(p)) + np.sum(m**2)",
    "other rows": f"{ENTROPY}\nreturn np.mean(n - s[i, i])",
    "other bases": "m = np.max(x)\nreturn m + np.log2(np.sum(np.exp2(x - m)))",
    "mixed up": f"{SUMS}\nreturn np.sum(np.log(s) + m[::-1]) * np.sum(np.exp(m))",
}
HEAD = f"""{NUMPY}from jaxtyping import Int

def f(x: Float[np.ndarray, "N K"], i: Int[np.ndarray, "N"]):
"""


def function(body: str) -> str:
    """A function of `x: [N, K]` and of places `i: [N]`."""
    return HEAD + indent(body, "    ") + "\n"


@pytest.mark.parametrize("body", [*SHIFTED.values(), *OTHERS.values()], ids=[*SHIFTED, *OTHERS])
def test_gradients_are_those_of_the_default(body: str) -> None:
    x, i = np.random.default_rng(0).normal(0, 1, (4, 4)), np.array([2, 0, 3, 3])
    plain, fast = (
        generated(generate(function(body), optimize=o), ("f",))["f"](x, i) for o in (False, True)
    )
    np.testing.assert_allclose(fast, plain, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("body", SHIFTED.values(), ids=SHIFTED)
def test_shifts_carry_no_gradient(body: str) -> None:
    text = generate(function(body), optimize=True)
    assert "router" not in text, text


@pytest.mark.parametrize("body", OTHERS.values(), ids=OTHERS)
def test_what_is_no_shift_carries_one(body: str) -> None:
    assert "router" in generate(function(body), optimize=True)


def test_it_is_said_and_by_default_all_is_shown() -> None:
    source = function(SHIFTED["of all"])
    assert "no gradient" in notes_of(source)["m"]
    assert "router" in generate(source)


def test_tangents_leave_them_out_too() -> None:
    assert "dot_m" not in generate(function(SHIFTED["of all"]), mode="jvp", optimize=True)
