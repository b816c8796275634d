"""Guards: where a `np.where` holds a gradient back, and where it need not be written again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradgen

HEADER = "import numpy as np\n\n\n"
SHAPES = {"Q": "T,K", "m": "T,T", "x": "N", "w": "N"}


def text_of(parameters: str, *lines: str) -> str:
    body = "".join(f"    {line}\n" for line in lines)
    names = parameters.split(", ")
    source = f"{HEADER}def f({parameters}):\n{body}"
    shapes = {name: SHAPES[name] for name in names}
    return gradgen.generate(source, wrt=[n for n in names if n != "m"], shape=shapes)


def load(text: str) -> Any:
    namespace: dict[str, Any] = {}
    exec(compile(text, "generated", "exec"), namespace)
    return namespace["f_backward"]


ATTENTION = ("Q, m", "s = Q @ Q.T / np.sqrt(Q.shape[1])", "return np.sum(np.where(m, s, 0.0))")


@pytest.mark.parametrize("divisor", ["np.sqrt(Q.shape[1])", "Q.shape[1]"])
def test_a_size_that_empties_everything_needs_no_guard(divisor: str) -> None:
    text = text_of(
        "Q, m", f"s = Q @ Q.T / {divisor}", "y = np.where(m, s, 0.0)", "return np.sum(y)"
    )
    assert text.count("np.where") == 2


def test_the_gradient_is_right_and_empty_where_there_is_nothing() -> None:
    backward = load(text_of(*ATTENTION))
    chance, m = np.random.default_rng(3), np.array([[True, False], [True, True]])
    Q = chance.normal(size=(2, 3))
    np.testing.assert_allclose(backward(Q, m), (m.astype(int) + m.T) @ Q / np.sqrt(3))
    with np.errstate(all="ignore"):
        assert backward(np.zeros((2, 0)), m).shape == (2, 0)
        assert backward(np.zeros((2, 0)), ~(m | True)).shape == (2, 0)


@pytest.mark.parametrize(
    ("parameters", "lines"),
    [
        # `w` has elements though `Q` has none.
        ("Q, w, x", ("y = np.where(w > 0, x / Q.shape[1], 0.0)", "return np.sum(y)")),
        ("Q, w, x", ("t = x * w", "y = np.where(w > 0, t / len(Q), 0.0)", "return np.sum(y)")),
        # Nobody knows what the divisor is.
        ("w, x", ("t = x * x", "y = np.where(w > 0, t / w, 0.0)", "return np.sum(y)")),
    ],
)
def test_other_divisors_are_guarded(parameters: str, lines: tuple[str, ...]) -> None:
    text = text_of(parameters, *lines)
    assert text.count("np.where") > 2


def test_the_true_gradient_is_zero_where_a_guard_holds_it_back() -> None:
    lines = ("y = np.where(w > 9, x / Q.shape[1], 0.0)", "return np.sum(y)")
    with np.errstate(all="ignore"):
        found = load(text_of("Q, w, x", *lines))(np.zeros((2, 0)), np.ones(3), np.ones(3))
    assert not np.any(found[2])


def test_a_plain_number_keeps_its_guard() -> None:
    lines = ("t = np.sum(x * w)", "return np.where(len(x) > 0, t / len(x), 0.0)")
    for gradient in load(text_of("x, w", *lines))(np.zeros(0), np.zeros(0)):
        assert gradient.shape == (0,)
