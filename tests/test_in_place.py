"""Changes in place: allowed where nobody else can have the array, and refused elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import gradgen

HEADER = "import numpy as np\n\n\n"


def body(*lines: str) -> str:
    return HEADER + "def f(x, w):\n" + "".join(f"    {line}\n" for line in lines)


def load(text: str, name: str) -> Callable[..., Any]:
    namespace: dict[str, Any] = {}
    exec(compile(text, name, "exec"), namespace)
    function: Callable[..., Any] = namespace[name]
    return function


ALLOWED = [
    body("y = x * w", "y += x", "return np.sum(y * y)"),
    body("y = x * w", "y += x", "y -= w", "y *= y", "y /= w", "return np.sum(y)"),
    body("y = x * w", "z = y + x", "y *= w", "return np.sum(y * z)"),
    body("y = np.sin(x)", "y **= 2", "return np.sum(y * w)"),
    body("s = np.sum(x)", "s += np.sum(w)", "return s * s"),
    body("s = 0.0", "s += np.sum(x * x)", "s += np.sum(w)", "return s"),
    body("n = len(x)", "n -= 1", "return np.sum(x * w) / n"),
    # Made by functions that give arrays of their own.
    body("y = x.copy()", "y += w", "return np.sum(y * y * x)"),
    body("y = np.array(x)", "y *= w", "return np.sum(y * x)"),
    body("y = x.astype(float)", "y *= w", "return np.sum(y * x)"),
    body("y = x.flatten()", "y *= w", "return np.sum(y * x)"),
    body("y = np.zeros(3)", "y += w", "y += x", "return np.sum(y * y)"),
    body("y = np.full(3, 2.0)", "y *= w", "y /= x", "return np.sum(y * y)"),
    body("y = np.arange(3.0)", "y *= w", "y /= x", "return np.sum(y * y)"),
    body("y = np.linalg.solve(np.diag(x), w)", "y *= w", "y /= x", "return np.sum(y * y)"),
    body("y = np.linalg.inv(np.diag(x))", "y += w", "return np.sum(y * y * x)"),
    body("y, v = np.linalg.eigh(np.outer(x, x))", "y += w", "return y[2] * w[0]"),
    body("y = np.median(x)", "y *= np.max(w)", "return y * x[0] * w[0]"),
    body("y = np.cumsum(x)", "y *= w", "return np.sum(y * x)"),
    body("y = np.diff(x, prepend=0.0)", "y *= w", "return np.sum(y * x)"),
    body("y = np.einsum('i,j->ij', x, w)", "y *= w", "return np.sum(y * x)"),
    body("y = x[[2, 0, 2]]", "y *= w", "return np.sum(y * x)"),
    body("y = np.sort(x)", "y *= w", "return np.sum(y * x)"),
    # Views of what nobody else has any more.
    body("y = np.outer(x, w).T", "y *= w", "return np.sum(y * x)"),
    body("y = np.outer(x, w)[1:]", "y *= w", "return np.sum(y * x)"),
    body("y = np.reshape(x * w, (1, 3))", "y *= w", "return np.sum(y * x)"),
    body("y = x * w", "s = np.sum(y[1:])", "y *= w", "return np.sum(y) * s"),
    body("y = np.outer(x, w)", "z = y @ y.T", "y *= w", "return np.sum(y * z)"),
    body("y = x * w", "z = y[::-1]", "z = np.sum(z)", "y *= w", "return np.sum(y * z)"),
    # Numbers.
    body("s = np.pi", "s *= np.sum(w)", "return s * np.sum(x)"),
    body("s = 2.0", "t = s", "t *= np.sum(w)", "return s * t * np.sum(x)"),
    body("s = float(len(x))", "t = s / 2", "t *= np.sum(w)", "return s * t * np.sum(x)"),
]


@pytest.mark.parametrize("source", ALLOWED)
def test_what_the_function_has_made_itself_may_change(source: str) -> None:
    f, backward = load(source, "f"), load(gradgen.generate(source), "f_backward")
    chance = np.random.default_rng(1)
    values = [chance.uniform(0.5, 2.0, 3) for _ in range(2)]
    before = [value.copy() for value in values]
    gradients = backward(*values)
    assert all(map(np.array_equal, values, before))
    for place, gradient in enumerate(gradients):
        direction = chance.normal(size=3)
        slope = _slope(f, values, place, direction)
        assert np.sum(gradient * direction) == pytest.approx(slope, rel=1e-6)


def _slope(f: Callable[..., Any], values: list[Any], place: int, direction: Any) -> Any:
    """The derivative in a direction of one argument, by differences."""
    moved = [
        [v + step * direction if i == place else v for i, v in enumerate(values)]
        for step in (1e-6, -1e-6)
    ]
    return (f(*moved[0]) - f(*moved[1])) / 2e-6


REFUSED = [
    # The caller's array.
    body("x *= w", "return np.sum(x)"),
    # Another name for it.
    body("y = x", "y += w", "return np.sum(y)"),
    body("y = x * w", "z = y", "y += x", "return np.sum(z)"),
    body("y = z = x * w", "y += x", "return np.sum(z)"),
    body("y = x * w", "z = (y, x)", "y += x", "a, b = z", "return np.sum(a * b)"),
    body("y = x * w", "z = [x, [y]]", "y += x", "return np.sum(y)"),
    # Another way into the same memory.
    body("y = x * w", "z = y[1:]", "y += x", "return np.sum(z)"),
    body("y = x * w", "z = y.T", "y += x", "return np.sum(z)"),
    body("y = x * w", "z = np.reshape(y, (3, 1))", "y += x", "return np.sum(z)"),
    body("y = x * w", "z = np.asarray(y)", "y += x", "return np.sum(z)"),
    body("y = x[1:]", "y += 1.0", "return np.sum(x)"),
    body("y = x.T", "y += w", "return np.sum(x)"),
    body("y = np.ravel(x)", "y += w", "return np.sum(x)"),
    body("y = np.asarray(x)", "y += w", "return np.sum(x)"),
    body("y = x if np.sum(x) > 0 else w", "y += w", "return np.sum(x)"),
    body("y = np.atleast_1d(x)", "y += w", "return np.sum(x)"),
    body("y = np.squeeze(x)", "y += w", "return np.sum(x)"),
    body("y = x.astype(float, copy=False)", "y += w", "return np.sum(x)"),
    body("y = np.diff(x, n=0)", "y += w", "return np.sum(x)"),
    body("y = np.einsum('i->i', x)", "y += w", "return np.sum(x)"),
    body("y = np.round(x)", "y += w", "return np.sum(x)"),
    body("y = np.outer(x, w)", "z = y.T[1:]", "y += x", "return np.sum(z)"),
    body("y = np.outer(x, w)", "z = y.T", "q = z[1:]", "z = 1.0", "y += x", "return np.sum(q)"),
    body("y = np.outer(x, w)", "z = y.T", "z += x", "return np.sum(y)"),
    body("z = np.split(x * w, 3)[0]", "z += x", "return np.sum(z)"),
    body("y, z = np.atleast_1d(x * w, x)", "z += w", "return np.sum(x * y)"),
    # One place of memory may be there several times.
    body("y = np.broadcast_to(x * w, (2, 3))", "y += x", "return np.sum(y)"),
    body("y, z = np.broadcast_arrays(x * w, np.outer(x, w))", "y += x", "return np.sum(y * z)"),
    # A function that is called may change what its caller has.
    HEADER
    + "def g(p, q):\n    p += q\n    return p\n\n\n"
    + "def f(x, w):\n    y = x * w\n    z = g(y, x)\n    return np.sum(y * z)\n",
]


@pytest.mark.parametrize("source", REFUSED)
def test_what_somebody_else_may_have_is_not_changed(source: str) -> None:
    with pytest.raises(gradgen.GradgenError) as caught:
        gradgen.generate(source, function="f")
    assert [found.slug for found in caught.value.diagnostics] == ["in-place"]


def test_a_parameter_that_is_a_number_may_change() -> None:
    source = HEADER + "def f(x: float, w):\n    y = x\n    x *= 2\n    y += x\n    return y * w\n"
    assert load(gradgen.generate(source), "f_backward")(2.0, 3.0) == (9.0, 6.0)


@pytest.mark.parametrize(
    ("constant", "is_number"),
    [("2 * np.pi", True), ("-1.5", True), ("np.array([1.0, 2.0])", False), ("len('ab')", False)],
)
def test_a_constant_that_is_a_number_may_change(constant: str, is_number: bool) -> None:
    body = "def f(x):\n    y = K\n    y += x\n    return y\n"
    source = f"import numpy as np\n\nK = {constant}\n\n\n{body}"
    if is_number:
        assert load(gradgen.generate(source), "f_backward")(2.0) == 1.0
        return
    with pytest.raises(gradgen.GradgenError):
        gradgen.generate(source)


def test_without_an_array_library_every_value_is_a_number() -> None:
    source = "def f(x, w):\n    y = x\n    y *= w\n    return y + x\n"
    assert load(gradgen.generate(source), "f_backward")(2.0, 3.0) == (4.0, 2.0)


def test_a_gradient_that_is_changed_in_place_says_its_gate() -> None:
    """What flowed to a place that was written over is zero, in the words of going back."""
    source = body("y = x * w", "y[0] = 1.5", "return np.sum(y)")
    (line,) = (line for line in gradgen.generate(source).splitlines() if "grad_y[0] =" in line)
    assert line.split("  # ")[1].startswith("gradient router")
