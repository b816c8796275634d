"""`--wrap jax` of code for `jax.numpy`: JAX computes all of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

import wrapped
from wide_jax import random, wide  # noqa: F401

jax: Any = pytest.importorskip("jax")
jnp: Any = pytest.importorskip("jax.numpy")
test_util: Any = pytest.importorskip("jax.test_util")

NEURON = wrapped.NEURON.replace("import math", "import numpy as np").replace("math.", "np.")


def both(source: str, name: str, **choices: Any) -> tuple[Any, Any]:
    """A function with gradgen's gradient, and the same with JAX's own."""
    text = wrapped.spoken(source, "jax.numpy", "jnp")
    own: dict[str, Any] = {}
    exec(text, own)
    return getattr(wrapped.module(text, wrap="jax", **choices), f"{name}_jax"), own[name]


def check(ours: Callable[..., Any], theirs: Callable[..., Any], *values: Any) -> None:
    """Gradients are JAX's own, at once and compiled, in part and whole; JAX's check agrees."""
    everything = tuple(range(len(values)))

    def gradients(function: Callable[..., Any]) -> Callable[..., Any]:
        gradient: Callable[..., Any] = jax.grad(
            lambda *v: jnp.sum(jnp.cos(function(*v))), everything
        )
        return gradient

    expected = gradients(theirs)(*values)
    for compute in (gradients(ours), gradients(jax.jit(ours)), jax.jit(gradients(ours))):
        for found, own in zip(compute(*values), expected, strict=True):
            assert found.dtype == own.dtype
            assert found.shape == own.shape
            near = 1e-5 if own.dtype == jnp.float32 else 1e-10
            assert jnp.allclose(found, own, rtol=near, atol=near)
    if all(value.dtype == jnp.float64 for value in values):
        test_util.check_grads(ours, values, order=1, modes=["rev"])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_layer(dtype: str) -> None:
    layer, own = both(wrapped.LAYER, "layer")
    check(layer, own, *(random(*shape).astype(dtype) for shape in ((3, 4), (4, 2), (2,))))
    check(layer, own, *(random(*shape).astype(dtype) for shape in ((4,), (4, 2), (3, 2))))


def test_it_is_compiled_whole() -> None:
    layer, _ = both(wrapped.LAYER, "layer")
    gradient = jax.grad(lambda *inputs: layer(*inputs).sum(), (0, 1, 2))
    text = str(jax.make_jaxpr(gradient)(random(3, 4), random(4, 2), random(2)))
    assert "dot_general" in text
    assert "callback" not in text


def test_what_has_no_gradient() -> None:
    loss, own = both(wrapped.LOSS, "loss")
    scores, labels = random(4, 3), jnp.array([0, 2, 1, 1])
    check(lambda s: loss(s, labels), lambda s: own(s, labels), scores)
    check(lambda s: loss(s, labels, power=3), lambda s: own(s, labels, power=3), scores)
    check(
        lambda s, c: loss(s, labels, 3, c),
        lambda s, c: own(s, labels, power=3, scale=c),
        *(scores, random()),
    )
    whole = jax.vjp(loss, scores, labels)[1](1.0)
    assert whole[1].dtype == jax.dtypes.float0


def test_whole_numbers_in_the_place_of_others() -> None:
    neuron, own = both(NEURON, "neuron")
    assert jnp.allclose(jax.grad(neuron)(0.5, 3), jax.grad(own)(0.5, 3))
    assert jax.vjp(neuron, 0.5, 3)[1](1.0)[1].dtype == jax.dtypes.float0


def test_only_what_was_asked_for() -> None:
    layer, own = both(wrapped.LAYER, "layer", wrt="w")
    x, b = random(3, 4), random(2)
    check(lambda w: layer(x, w, b), lambda w: own(x, w, b), random(4, 2))
    assert not jnp.any(jax.grad(lambda x: layer(x, random(4, 2), b).sum())(x))


TYPED = """\
import numpy as np


def typed(x, w, swelling: bool, mode: str):
    narrow = w.dtype
    y = np.exp(x).astype(narrow) if swelling else x
    return np.take(y, 0, mode=mode) * np.sum(y.astype(narrow) * w)
"""


def test_sizes_and_types_and_names_stay_what_they_are() -> None:
    """Also where JAX compiles the function by itself."""
    counted, own = both(wrapped.COUNTED, "counted")
    check(lambda x: counted(x, 1, 2), lambda x: own(x, 1, 2), random(4, 3))
    inner = jax.jit(counted, static_argnums=(1, 2, 3))
    check(lambda x: inner(x, 0, 3, "b"), lambda x: own(x, 0, 3, "b"), random(4, 3))
    typed, own = both(TYPED, "typed")
    for swelling in (True, False):
        case = {"swelling": swelling, "mode": "clip"}
        check(partial(typed, **case), partial(own, **case), *random(2, 3))


def test_several_outputs() -> None:
    two, own = both(wrapped.TWO, "two")
    for out in (0, 1):

        def one(function: Callable[..., Any], out: int = out) -> Callable[..., Any]:
            return lambda x, y: function(x, y)[out]

        check(one(two), one(own), random(5), random(5))


def test_a_place_beside_the_value() -> None:
    source = "import numpy as np\n\n\ndef best(x):\n    return np.sum(x * x), np.argmax(x)\n"
    best, _ = both(source, "best")
    gradient, place = jax.grad(best, has_aux=True)(jnp.array([1.0, 3.0, 2.0]))
    assert gradient.tolist() == [2.0, 6.0, 4.0]
    assert place == 1


def test_each_gradient_has_the_type_of_its_input() -> None:
    source = "import numpy as np\n\n\ndef f(x, y):\n    return np.sum(np.tanh(x * y))\n"
    f, own = both(source, "f")
    x, y = random(3).astype(jnp.bfloat16), random(3, seed=1).astype(jnp.float32)
    found = jax.grad(f, (0, 1))(x, y)
    assert [each.dtype for each in found] == [jnp.bfloat16, jnp.float32]
    assert jnp.allclose(found[0], jax.grad(own)(x, y), rtol=0.02)


def test_maps_and_loops() -> None:
    layer, own = both(wrapped.LAYER, "layer")
    x, w, b = random(5, 3, 4), random(4, 2), random(2)
    assert jnp.allclose(jax.vmap(layer, (0, None, None))(x, w, b), own(x, w, b))

    def each(function: Callable[..., Any]) -> Any:
        return jax.vmap(jax.grad(lambda x, w: function(x, w, b).sum(), 1), (0, None))(x, w)

    def scanned(function: Callable[..., Any]) -> Any:
        def turn(b: Any, x: Any) -> tuple[Any, None]:
            return function(x, w, b).sum(axis=0), None

        return jax.grad(lambda b: jax.lax.scan(turn, b, x)[0].sum())(b)

    assert jnp.allclose(each(layer), each(own))
    assert jnp.allclose(scanned(layer), scanned(own))


CHOOSING = """\
import numpy as np


def choosing(x, k: float, bounded: bool):
    s = np.sum(x)
    limited = np.clip(s, -2.0, 2.0) if bounded else s
    return np.maximum(limited, 0.0) * k**s + np.logaddexp(s, k) + np.abs(s)
"""


def test_choices_are_compiled() -> None:
    choosing, own = both(CHOOSING, "choosing")
    for bounded in (True, False):
        case = {"bounded": bounded}
        for x in (random(3), random(3, seed=5) + 1):
            check(partial(choosing, **case), partial(own, **case), x, jnp.float64(1.5))


def test_second_derivatives_come_from_jax() -> None:
    neuron, own = both(NEURON, "neuron")
    for derivative in (jax.hessian, lambda f: jax.grad(jax.grad(f))):
        assert jnp.allclose(derivative(neuron)(0.5, 1.5), derivative(own)(0.5, 1.5))
