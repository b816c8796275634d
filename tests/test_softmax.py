"""Softmax and its logarithm as people define them: recognised, right, and stable."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import special  # type: ignore[import-untyped]

import gradgen

SHIFTED = """
def p(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)
"""
METHODS = """
def p(z, axis=-1):
    z = z - z.max(axis=axis, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)
"""
BARE = """
def p(z):
    return np.exp(z) / np.sum(np.exp(z), axis=-1, keepdims=True)
"""
LOGARITHM = """
def p(z):
    s = z - np.max(z, axis=-1, keepdims=True)
    return s - np.log(np.sum(np.exp(s), axis=-1, keepdims=True))
"""
OF_ALL = """
def p(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()
"""
LOGARITHM_OF_ALL = """
def p(z):
    return z - np.log(np.sum(np.exp(z)))
"""
NOT_QUITE = """
def p(z):
    e = np.exp(z - np.max(z, axis=0, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)
"""
KNOWN = {
    "softmax": (SHIFTED, METHODS, BARE),
    "log_softmax": (LOGARITHM,),
    "softmax of all": (OF_ALL,),
    "log_softmax of all": (LOGARITHM_OF_ALL,),
}
BY_NAME = [(name, text) for name, texts in KNOWN.items() for text in texts]


def backward(definition: str, mode: str = "vjp") -> tuple[str, Any]:
    source = f"import numpy as np\n\n{definition}\n\ndef f(x):\n    y = p(x)\n    return y\n"
    text = gradgen.generate(source, function="f", mode=mode)
    namespace: dict[str, Any] = {}
    exec(text, namespace)
    return text, namespace["f_backward" if mode == "vjp" else "f_jvp"]


@pytest.mark.parametrize(("name", "definition"), BY_NAME)
def test_a_definition_is_called_and_its_gate_named(name: str, definition: str) -> None:
    text, _ = backward(definition)
    gate = name.removesuffix(" of all")
    assert "y = p(x" in text
    assert f"  # {gate}" in text
    assert definition.strip() in text


@pytest.mark.parametrize(("name", "definition"), [*BY_NAME, ("", NOT_QUITE)])
def test_the_gradient_is_right(name: str, definition: str) -> None:
    chance = np.random.default_rng(2)
    x, upstream, step = chance.normal(size=(3, 3, 4))
    _, gradient = backward(definition)
    namespace: dict[str, Any] = {"np": np}
    exec(definition, namespace)
    slope = (namespace["p"](x + 1e-6 * step) - namespace["p"](x - 1e-6 * step)) / 2e-6
    assert np.sum(gradient(x, upstream) * step) == pytest.approx(np.sum(slope * upstream), rel=1e-7)


@pytest.mark.parametrize(("name", "definition"), BY_NAME)
def test_the_tangent_is_right(name: str, definition: str) -> None:
    x, step = np.random.default_rng(2).normal(size=(2, 3, 4))
    _, tangent = backward(definition, "jvp")
    namespace: dict[str, Any] = {"np": np}
    exec(definition, namespace)
    slope = (namespace["p"](x + 1e-6 * step) - namespace["p"](x - 1e-6 * step)) / 2e-6
    assert tangent(x, step) == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_one_that_is_not_quite_a_softmax_is_none() -> None:
    text, _ = backward(NOT_QUITE)
    assert "softmax" not in text


def test_cross_entropy_is_finite_far_out() -> None:
    source = (
        "import numpy as np\n\n\ndef f(x, t):\n    return -np.sum(t * log_softmax(x, axis=1))\n"
    )
    namespace: dict[str, Any] = {}
    exec(gradgen.generate(source, wrt=["x"]), namespace)
    x = np.array([[1000.0, -1000.0, 0.0]])
    t = np.array([[0.0, 1.0, 0.0]])
    assert namespace["f_backward"](x, t).tolist() == (special.softmax(x, axis=1) - t).tolist()


def test_without_arrays_the_name_means_nothing() -> None:
    with pytest.raises(gradgen.GradgenError, match="not defined"):
        gradgen.generate("def f(x):\n    return softmax(x)\n")
