"""`--wrap jax`: JAX's own check of gradients, and what JAX may do with a function."""

from __future__ import annotations

from typing import Any

import pytest

import gradgen
import wrapped
from wide_jax import random, wide  # noqa: F401

jax: Any = pytest.importorskip("jax")
jnp: Any = pytest.importorskip("jax.numpy")
test_util: Any = pytest.importorskip("jax.test_util")


def check(function: Any, *values: Any) -> None:
    """Going back is right: at once, and compiled."""
    test_util.check_grads(function, values, order=1, modes=["rev"])
    test_util.check_grads(jax.jit(function), values, order=1, modes=["rev"])


@pytest.mark.parametrize("optimize", [False, True])
def test_a_layer(optimize: bool) -> None:
    layer = wrapped.module(wrapped.LAYER, wrap="jax", optimize=optimize).layer_jax
    x, w, b = random(3, 4), random(4, 2), random(2)
    check(layer, x, w, b)
    assert jnp.allclose(layer(x, w, b), jnp.tanh(x @ w + b))


def test_what_has_no_gradient() -> None:
    loss = wrapped.module(wrapped.LOSS, wrap="jax").loss_jax
    scores, labels = random(4, 3), jnp.array([0, 2, 1, 1])
    check(lambda s: loss(s, labels), scores)
    check(lambda s: loss(s, labels, power=3), scores)
    check(lambda s, c: loss(s, labels, scale=c), scores, random())
    check(lambda s: loss(s, labels, 3, 0.25), scores)


def test_only_what_was_asked_for() -> None:
    layer = wrapped.module(wrapped.LAYER, wrap="jax", wrt="w").layer_jax
    x, b = random(3, 4), random(2)
    check(lambda w: layer(x, w, b), random(4, 2))


def test_numbers() -> None:
    neuron = wrapped.module(wrapped.NEURON, wrap="jax").neuron_jax
    check(neuron, random(), random(seed=1), random(seed=2))
    assert neuron(jnp.float32(1), 2.0).dtype == jnp.float32
    assert jax.grad(neuron)(1.0, 2.0).dtype == jnp.float64


def test_several_outputs() -> None:
    two = wrapped.module(wrapped.TWO, wrap="jax").two_jax
    check(two, random(5), random(5, seed=1))
    x, y = random(5), random(5, seed=1)
    assert jnp.array_equal(jax.grad(lambda x: two(x, y)[0])(x), y)


def test_types_stay() -> None:
    layer = wrapped.module(wrapped.LAYER, wrap="jax").layer_jax
    narrow = [random(*shape).astype(jnp.float32) for shape in ((3, 4), (4, 2), (2,))]
    gradient = jax.grad(lambda *inputs: layer(*inputs).sum(), argnums=(0, 1, 2))
    assert {each.dtype for each in (layer(*narrow), *gradient(*narrow))} == {jnp.dtype("float32")}


def test_maps_over_inputs() -> None:
    layer = wrapped.module(wrapped.LAYER, wrap="jax").layer_jax
    x, w, b = random(5, 3, 4), random(4, 2), random(2)
    many = jax.vmap(layer, (0, None, None))(x, w, b)
    assert jnp.allclose(many, jnp.tanh(x @ w + b))
    gradient = jax.vmap(jax.grad(lambda x: layer(x, w, b).sum()))(x)
    assert jnp.allclose(gradient, jax.grad(lambda x: jnp.tanh(x @ w + b).sum())(x))


def test_what_needs_forward_mode_is_refused() -> None:
    layer = wrapped.module(wrapped.LAYER, wrap="jax").layer_jax
    values = random(3, 4), random(4, 2), random(2)
    with pytest.raises(TypeError):
        jax.jvp(layer, values, values)


UNKNOWN = "import numpy as np\n\n\ndef f(x, y):\n    return np.exp(x) * y\n"


def test_shapes_that_nobody_has_named() -> None:
    made = wrapped.module(UNKNOWN, wrap="jax").f_jax
    check(made, random(3, 1), random(4))
    check(made, random(), random(2))
    assert made(random(3, 1), random(4)).shape == (3, 4)


@pytest.mark.parametrize(
    ("body", "shape"),
    [
        ("x[1:] - x[:-1]", {"x": "N"}),
        ("np.concatenate([x, x])", {"x": "4"}),
        ("x * np.ones((2, 1))", {"x": "N"}),
        ("np.sum(x, axis=0)", {"x": "N,D"}),
        ("x.T", {"x": "N,D"}),
        ("np.mean(x)", {}),
    ],
)
def test_shapes_that_follow(body: str, shape: dict[str, str]) -> None:
    source = f"import numpy as np\n\n\ndef f(x):\n    return {body}\n"
    made = wrapped.module(source, wrap="jax", shape=shape).f_jax
    sizes = {"N": 3, "D": 2, "4": 4}
    x = random(*(sizes[d] for d in shape.get("x", "N").split(",")))
    check(made, x)


def test_a_shape_that_does_not_follow_is_refused() -> None:
    source = "import numpy as np\n\n\ndef f(x, n: int):\n    return np.repeat(x, n, axis=0)\n"
    with pytest.raises(gradgen.GradgenError) as caught:
        gradgen.generate(source, wrap="jax", shape={"x": "N"})
    assert [d.slug for d in caught.value.diagnostics] == ["unknown-shape"]
