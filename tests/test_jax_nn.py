"""The functions of `jax.nn`: read by a phrase book, and written by it where a gate is one."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

from dialect_check import has, space_of
from gradgen import GradgenError, generate

READ = """\
relu(x)
relu6(3 * x)
hard_tanh(x)
hard_sigmoid(3 * x)
hard_silu(3 * x)
hard_swish(3 * x)
sigmoid(x)
softplus(x)
silu(x)
swish(x)
leaky_relu(x)
leaky_relu(x, negative_slope=k)
elu(x, 0.5)
elu(x, alpha=k)
celu(x, alpha=k)
selu(x)
gelu(x)
gelu(x, approximate=True)
gelu(x, approximate=False)
softmax(x)
softmax(x, 0)
softmax(x, axis=(0, 1))
log_softmax(x)
log_softmax(x, axis=0)
logsumexp(x)
logsumexp(x, axis=0, keepdims=True)
logsumexp(x, 1, w)
tanh(x)
identity(x)
log_sigmoid(x)
soft_sign(x)
squareplus(x, k)
mish(x)
one_hot(labels, 3) * x
one_hot(labels, num_classes=3) * x
""".splitlines()
TEXT = "import jax.numpy as jnp\nfrom jax import nn\n\n\ndef f(x, w, labels: int, k: float):\n"


def text_of(call: str) -> str:
    return f"{TEXT}    return nn.{call} * jnp.sin(x[0, 0])\n"


@pytest.mark.parametrize(
    ("call", "written"),
    [
        ("nn.relu(x)", "nn.relu(x)"),
        ("nn.swish(x)", "nn.silu(x)"),
        ("nn.leaky_relu(x, 0.01)", "nn.leaky_relu(x)"),
        ("nn.leaky_relu(x, 0.2)", "nn.leaky_relu(x, negative_slope=0.2)"),
        ("nn.gelu(x)", "nn.gelu(x)"),
        ("nn.gelu(x, approximate=False)", "nn.gelu(x, approximate=False)"),
        ("nn.softmax(x)", "nn.softmax(x)"),
        ("nn.softmax(x, 0)", "nn.softmax(x, axis=0)"),
        ("nn.relu6(x)", "jnp.clip(x, 0.0, 6.0)"),
    ],
)
def test_a_gate_is_written_as_it_is_read(call: str, written: str) -> None:
    text = generate(f"{TEXT}    return jnp.sum({call} ** 2)\n", wrt="x")
    assert f"    t1 = {written}\n" in text
    assert "def " not in text.replace("def f_backward", "")


@pytest.mark.parametrize(
    ("imports", "before"),
    [
        ("import jax", "jax.nn."),
        ("import jax.nn", "jax.nn."),
        ("import jax.nn as jnn", "jnn."),
        ("from jax import nn", "nn."),
        ("from jax.nn import silu", ""),
    ],
)
def test_every_import_leads_to_the_same(imports: str, before: str) -> None:
    text = generate(f"{imports}\n\n\ndef f(x):\n    h = {before}silu(x)\n    return h * h\n")
    assert f"h = {before}silu(x)" in text
    assert f"{before or 'nn.'}sigmoid(x) * (1 - h)" in text
    assert "numpy" not in text.replace("jax.numpy", "")


def test_a_second_pass_speaks_of_the_same_module() -> None:
    text = generate(f"{TEXT}    return jnp.sum(nn.silu(nn.gelu(x)))\n", mode="hvp", wrt="x")
    assert "from jax import nn" in text
    assert "nn.gelu(x)" in text
    assert "nn.sigmoid(" in text
    assert "def sigmoid" not in text


def test_what_is_not_from_there_is_defined() -> None:
    text = "import jax.numpy as jnp\n\n\ndef f(x):\n    return jnp.sum(relu(x))\n"
    assert "def relu(x)" in generate(text)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("nn.gellu(x)", "does not know the function `jax.nn.gellu`"),
        ("nn.softmax(x, where=x > 0)", "do not fit `jax.nn.softmax`"),
        ("nn.gelu(x, approximate=w)", "do not fit `jax.nn.gelu`"),
        ("nn.one_hot(labels, 3, axis=0)", "do not fit `jax.nn.one_hot`"),
        ("nn.relu", "used as a value"),
    ],
)
def test_what_the_book_has_not_is_refused(call: str, message: str) -> None:
    with pytest.raises(GradgenError, match=message):
        generate(f"{TEXT}    return jnp.sum({call})\n")


@pytest.mark.skipif(not has("jax"), reason="JAX is not installed")
@pytest.mark.parametrize("call", READ)
def test_jax_agrees(call: str) -> None:
    """The value, the gradient and the tangent are those that JAX computes itself."""
    jax: Any = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    chance, text = np.random.default_rng(len(call)), text_of(call)
    wrt = ("x", "k") if "k)" in call else ("x",)

    def draw(*shape: int) -> Any:
        return jax.numpy.asarray(chance.normal(size=shape))

    given = {"x": draw(4, 3), "w": draw(4, 3) ** 2 + 0.5, "labels": jax.numpy.asarray([0, 2, 5, 1])}
    given["k"] = jax.numpy.asarray(0.7)

    def f(*values: Any) -> Any:
        return space_of(text)["f"](**{**given, **dict(zip(wrt, values, strict=True))})

    at = [given[name] for name in wrt]
    backward = space_of(generate(text, wrt=wrt, with_value=True))["f_backward"]
    value, pull = jax.vjp(f, *at)
    seed = draw(*value.shape)
    found, gradients = jax.jit(backward)(**given, grad_out=seed)
    close(found, value)
    pairs = [*zip(gradients if len(wrt) > 1 else [gradients], pull(seed), strict=True)]
    along = [draw(*each.shape) for each in at]
    dots = {f"dot_{name}": v for name, v in zip(wrt, along, strict=True)}
    forward = space_of(generate(text, wrt=wrt, mode="jvp"))["f_jvp"]
    pairs.append((forward(**given, **dots), jax.jvp(f, at, along)[1]))
    for mine, own in pairs:
        close(mine, own)


def close(mine: Any, own: Any) -> None:
    np.testing.assert_allclose(np.asarray(mine), np.asarray(own), rtol=1e-8, atol=1e-11)
