"""`-O` on arrays: rows, opened sums, products that are taken in; each before and after."""

from __future__ import annotations

import numpy as np
import pytest

from gradgen import generate
from optimizing import NUMPY, lines_of, notes_of
from running import generated

PAIRS = f"""{NUMPY}
def f(x: Float[np.ndarray, "N D"]):
    i, j = np.triu_indices(len(x), 1)
    d = x[i] - x[j]
    return np.sum(np.exp(-np.sum(d**2, axis=1)))
"""


def function(body: str, *parameters: str) -> str:
    """A function of arrays `x, y: [N, D]`, `w: [D]` and `u, v: [N]`, as far as it reads them."""
    shapes = {"x": "N D", "y": "N D", "w": "D", "u": "N", "v": "N"}
    names = [f'{n}: Float[np.ndarray, "{s}"]' for n, s in shapes.items() if n in parameters]
    return f"{NUMPY}\ndef f({', '.join(names)}):\n    " + body.replace("; ", "\n    ")


def test_rows_are_taken_and_added_as_rows() -> None:
    lines = lines_of(PAIRS)
    assert "t1 = np.take(x, i, axis=0)" in lines
    assert "add_rows(grad_x, i, grad_d)" in lines
    assert not any("np.add.at(" in line for line in lines)


@pytest.mark.parametrize("columns", [2, 40])
def test_rows_are_added_by_columns_or_by_rows(columns: int) -> None:
    x = np.random.default_rng(0).normal(0, 1, (4, columns))
    plain, fast = (generated(generate(PAIRS, optimize=o), ("f",))["f"](x) for o in (False, True))
    np.testing.assert_allclose(fast, plain, rtol=1e-12)


def test_what_adds_rows_is_read_again() -> None:
    """As what it stands for: the second derivative is that of the default."""
    again = generate(generate(PAIRS, optimize=True), mode="jvp")
    x, v = np.random.default_rng(0).normal(0, 1, (2, 3, 2))
    out = generated(again, ("f_backward",), suffix="jvp")["f_backward"](
        x, dot_x=v, dot_grad_out=0.0
    )
    first, step = generated(generate(PAIRS), ("f",))["f"], 1e-6
    np.testing.assert_allclose(
        out, (first(x + step * v) - first(x - step * v)) / (2 * step), 1e-6, 1e-8
    )


@pytest.mark.parametrize(
    "index",
    ["i = np.arange(2)", "i = u > 0", "i = np.array([[0, 1], [1, 1]])"],
)
def test_places_that_are_no_row_of_whole_numbers_stay(index: str) -> None:
    source = function(f"{index}; return np.sum(x[i] ** 3)", "x", "u")
    is_row = "arange" in index
    assert any("np.take(" in line for line in lines_of(source)) == is_row


@pytest.mark.parametrize(
    ("body", "parameters", "line"),
    [
        ("return np.sum(100 * u**2 + v**2)", "uv", "out = 100 * (u @ u) + v @ v"),
        ("return np.sum(u**2 - np.sin(v))", "uv", "out = u @ u - np.sum(t2)"),
        ("return np.mean(x * y)", "xy", "out = np.vdot(x, y) / x.size"),
        ("t = np.mean(x**2, axis=0); return t @ w", "xw", None),
        ("t = np.sum(x * y, axis=1, keepdims=True); return np.sum(t**3)", "xy", None),
    ],
)
def test_sums_are_opened(body: str, parameters: str, line: str | None) -> None:
    lines = lines_of(function(body, *parameters), with_value=True)
    einsums = (
        't = np.einsum("ij,ij->j", x, x) / x.shape[0]',
        't = np.einsum("ij,ij->i", x, y)[:, None]',
    )
    assert (line in lines) if line else any(e in lines for e in einsums), lines


def test_sums_are_taken_row_by_row_where_a_vector_meets_all() -> None:
    """Forward and backward then share what is summed by columns: no product is stored at all."""
    source = function("return np.sum(y * (x * w - w))", "x", "y", "w")
    lines = lines_of(source, with_value=True, wrt=("x", "w"))
    assert lines[:3] == [
        't4 = np.einsum("ij,ij->j", y, x)',
        "t5 = y.sum(axis=0)",
        "out = w @ t4 - w @ t5",
    ], lines


@pytest.mark.parametrize(
    ("body", "parameters"),
    [
        ("return np.sum(y * (x * w - w))", "xyw"),
        ("return np.sum((w - x * w) * y * 3)", "xyw"),
        ("return -np.sum(y * (-w + x) / 2)", "xyw"),
        ("return np.mean(y * (x - w))", "xyw"),
        ("return np.sum(y * (x * w - np.sin(x)), axis=1)", "xyw"),
    ],
)
def test_opened_sums_are_what_they_were(body: str, parameters: str) -> None:
    source, chance = function(body, *parameters), np.random.default_rng(0)
    values = [chance.normal(0, 1, 3 if name == "w" else (4, 3)) for name in parameters]
    plain, fast = (
        generated(generate(source, optimize=o, with_value=True), ("f",))["f"](*values)
        for o in (False, True)
    )
    np.testing.assert_allclose(fast[0], plain[0], rtol=1e-12)
    for one, other in zip(plain[1], fast[1], strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-12)


@pytest.mark.parametrize(
    ("body", "parameters"),
    [
        ("return np.sum(u - v)", "uv"),  # they may cancel each other
        ("t = u * v; return np.sum(t) * np.sum(np.sin(t))", "uv"),  # it is stored anyway
        ("return np.sum(x**2 + w)", "xw"),  # `w` is added as often as `x` has rows
    ],
)
def test_sums_that_stay(body: str, parameters: str) -> None:
    lines = lines_of(function(body, *parameters), with_value=True)
    assert not any(line.startswith("out") and ("@" in line or "vdot" in line) for line in lines)


def test_sums_of_what_may_be_whole_numbers_are_not_opened() -> None:
    source = "import numpy as np\ndef f(u):\n    return np.sum(u**2)\n"
    assert "out = np.sum(t1)" in lines_of(source, shape={"u": "N"}, with_value=True)
    typed = source.replace("(u)", "(u: NDArray[np.float64])")
    typed = f"from numpy.typing import NDArray\n{typed}"
    assert "out = u @ u" in lines_of(typed, shape={"u": "N"}, with_value=True)


def test_products_are_taken_in() -> None:
    source = function("return np.sum(x * w * y)", "x", "y", "w")
    assert lines_of(source)[-2:] == [
        "grad_x = grad_t2 * w * y",
        'grad_w = np.einsum("ij,ij->j", y, x) * grad_t2',
    ], lines_of(source)
    assert "takes in grad_t1" in notes_of(source)["grad_x"]


def test_products_that_cost_more_where_they_are_read_stay() -> None:
    lines = lines_of(function("t = np.sin(x); return np.sum(np.cos(t) * y)", "x", "y"))
    assert any(line.startswith("grad_t = ") for line in lines), lines


def test_common_factors_are_taken_out() -> None:
    """That makes the closed form of the gradient of softmax."""
    source = function("e = np.exp(x); p = e / np.sum(e, axis=1, keepdims=True); return p", "x")
    lines = lines_of(source)
    assert 'grad_x = (grad_p - np.einsum("ij,ij->i", grad_p, p)[:, None]) * p' in lines, lines


@pytest.mark.parametrize(
    "body",
    [
        "return np.sin(u * v) - np.cos(v * u)",
        "t = u / v; return t * np.sin(u) - np.cos(u) * t",
        "return -u / v - u / np.exp(v)",
        "return u / v - -v / v",
    ],
)
def test_sums_with_common_factors_are_what_they_were(body: str) -> None:
    source = function(body, "u", "v")
    u, v = np.random.default_rng(0).normal(0, 1, (2, 5))
    plain, fast = (
        generated(generate(source, optimize=o), ("f",))["f"](u, v) for o in (False, True)
    )
    for one, other in zip(plain, fast, strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-12)
