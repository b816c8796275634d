"""The limits of types of numbers, `np.finfo(x.dtype).eps`: constants that stand where they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradgen

HEADER = "import numpy as np\n\n"


def backward(body: str, *, above: str = "") -> Any:
    """The text for `def f(x, w)` with that body, and the function that it makes."""
    text = gradgen.generate(f"{HEADER}{above}\n\ndef f(x, w):\n{body}")
    namespace: dict[str, Any] = {}
    exec(compile(text, "generated", "exec"), namespace)
    return text, namespace["f_backward"]


X, W = np.array([0.5, 2.0]), np.array([3.0, -1.0])


@pytest.mark.parametrize(
    "limit",
    [
        "np.finfo(x.dtype).eps",
        "np.finfo(float).tiny",
        "np.finfo(np.float32).max",
        "np.finfo(np.float64).smallest_normal",
        "np.iinfo(np.int32).max",
    ],
)
def test_a_limit_is_a_constant_where_it_stands(limit: str) -> None:
    text, made = backward(f"    y = x * {limit}\n    return y * w\n")
    value = eval(limit, {"np": np, "x": X})
    assert f"    y = x * {limit}\n" in text
    grad_x, grad_w = made(X, W)
    np.testing.assert_allclose(grad_x, W * value)
    np.testing.assert_allclose(grad_w, X * value)


def test_it_may_have_a_name_and_so_may_the_type() -> None:
    body = (
        "    info = np.finfo(x.dtype)\n    eps = info.eps\n    top = info.max\n"
        "    size = np.maximum(np.sqrt(np.sum(x * x)), eps)\n    return x / size * w + top\n"
    )
    text, made = backward(body)
    assert "    info = np.finfo(x.dtype)\n    eps = info.eps\n" in text
    grad_x, grad_w = made(X, W)
    size = np.sqrt(np.sum(X * X))
    np.testing.assert_allclose(grad_w, X / size)
    np.testing.assert_allclose(grad_x, W / size - X * np.sum(W * X) / size**3)


def test_it_may_be_a_constant_of_the_file() -> None:
    text, made = backward("    return x * EPS * w\n", above="EPS = 4 * np.finfo(float).eps\n")
    assert "EPS = 4 * np.finfo(float).eps\n" in text
    np.testing.assert_allclose(made(X, W)[0], W * 4 * np.finfo(float).eps)


def test_float32_stays_float32() -> None:
    _, made = backward("    return np.sum(x / (w + np.finfo(x.dtype).eps))\n")
    assert [g.dtype for g in made(np.float32(X), np.float32(W))] == [np.float32, np.float32]


@pytest.mark.parametrize("body", ["return np.finfo(x.dtype)", "return x.eps", "return x.max.eps"])
def test_nothing_else_has_limits(body: str) -> None:
    with pytest.raises(gradgen.GradgenError):
        gradgen.generate(f"{HEADER}\ndef f(x):\n    {body}\n")


def test_constants_may_use_methods_and_attributes() -> None:
    above = "K = np.array([1.0, 2.0]).sum()\nT = np.array([[1.0], [2.0]]).T\n"
    text, made = backward("    return x * K * w + T\n", above=above)
    assert text.count("import") == 1
    np.testing.assert_allclose(made(X, W, np.ones((1, 2)))[0], W * 3.0)
