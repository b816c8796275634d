"""Loops whose turns do not depend on each other: read, differentiated in every mode, or refused."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import gradgen
from array_agreement import total
from gradgen.analysis.demands import loop_in_the_way
from gradgen.api import build
from running import as_tuple, namespace
from slopes import differences

HEADER = "import numpy as np\n\n\n"
MODES: Mapping[str, Mapping[str, Any]] = {
    "vjp": {},
    "jvp": {"mode": "jvp"},
    "rows": {"mode": "jacobian", "by": "rows"},
    "columns": {"mode": "jacobian", "by": "columns"},
    "split": {"split": True},
}


def body(*lines: str, head: str = "def f(x, w):") -> str:
    return HEADER + head + "\n" + "".join(f"    {line}\n" for line in lines)


def module(text: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = namespace(compile(text, "case", "exec"))
    return found


def derivative(source: str, mode: str, function: str = "f") -> str:
    return build(source, function=function, **MODES[mode]).source


def check(source: str, mode: str, values: Mapping[str, Any], function: str = "f") -> None:
    """The derivative in a random direction, with random upstream gradients, is that by steps."""
    chance = np.random.default_rng(1)
    f, derived = module(source)[function], module(derivative(source, mode, function))
    before = {name: np.copy(value) for name, value in values.items()}
    outputs = _flat(f(**values))
    seeds = [chance.normal(size=np.shape(output)) for output in outputs]
    direction = {name: chance.normal(size=np.shape(value)) for name, value in values.items()}
    found = _along(mode, derived, function, values, seeds, direction, outputs)

    def moved(step: Any) -> float:
        there = {name: value + step * direction[name] for name, value in values.items()}
        return float(total(_flat(f(**there)), seeds))

    expected = differences(moved, 0.0)
    assert abs(found - expected.value) <= expected.error + 1e-9 * abs(found) + 1e-12
    for name, value in values.items():
        np.testing.assert_array_equal(value, before[name])


def _along(
    mode: str,
    derived: Mapping[str, Any],
    function: str,
    values: Mapping[str, Any],
    seeds: list[Any],
    direction: Mapping[str, Any],
    outputs: list[Any],
) -> float:
    """What a derivative says of the outputs, weighted with `seeds`, along a direction."""
    moves = list(direction.values())
    if mode in ("vjp", "split"):
        backward = derived[f"{function}_backward"]
        given = (
            values if mode == "vjp" else {"residuals": derived[f"{function}_forward"](**values)[1]}
        )
        names = [name for name in inspect.signature(backward).parameters if name not in given]
        gradients = _flat(backward(**given, **dict(zip(names, seeds, strict=True))))
        for gradient, value in zip(gradients, values.values(), strict=True):
            assert np.shape(gradient) == np.shape(value)
        return float(total(gradients, moves))
    if mode == "jvp":
        jvp = derived[f"{function}_jvp"]
        names = [name for name in inspect.signature(jvp).parameters if name not in values]
        tangents = _flat(jvp(**values, **dict(zip(names, moves, strict=True))))
        assert [np.shape(t) for t in tangents] == [np.shape(output) for output in outputs]
        return float(total(tangents, seeds))
    blocks, sum_ = iter(_flat(derived[f"{function}_jacobian"](**values))), 0.0
    for seed in seeds:
        for move in moves:
            block = next(blocks)
            assert np.shape(block) == np.shape(seed) + np.shape(move)
            sum_ += float(np.sum(seed * np.tensordot(block, move, np.ndim(move))))
    return sum_


def _flat(value: Any) -> list[Any]:
    parts = as_tuple(value)
    return [x for part in parts for x in (_flat(part) if isinstance(part, tuple) else [part])]


READ = {
    "put": body(
        "y = np.zeros_like(x)",
        "for i in range(x.shape[0]):",
        "    y[i] = np.sin(x[i]) * w[i]",
        "return y * x",
    ),
    "all elements": body(
        "y = np.zeros((3, 2))",
        "for i in np.ndindex(x.shape):",
        "    y[*i, :] = np.array([x[i] * w[i], w[i] ** 2])",
        "return np.sum(y, axis=-1) * w",
    ),
    "sums": body(
        "s = 0.0",
        "g = np.zeros_like(w)",
        "for i in range(x.shape[0]):",
        "    t = x[i] * w",
        "    s = s + np.sum(t * t)",
        "    g = g - np.exp(t)",
        "return s * g",
    ),
    "sum from a parameter": body(
        "for i in range(w.shape[0]):",
        "    x = x + w[i] * w",
        "return x",
    ),
    "sum from what is read too": body(
        "a = x * w",
        "b = np.sin(a)",
        "for i in range(3):",
        "    a = a + x[i] * x",
        "return a * b",
    ),
    "sum in place": body(
        "s = np.zeros_like(x)",
        "s += x * x",
        "for i in range(2):",
        "    s += w * x[i]",
        "    s -= w[i]",
        "s *= x",
        "return s",
    ),
    "parts": body(
        "g = np.zeros_like(x)",
        "for i in range(x.shape[0] - 1):",
        "    g[i] += x[i + 1] * w[i]",
        "    g[i + 1] -= x[i] * w[i]",
        "    g[0] += w[i]",
        "return g * x",
    ),
    "add.at": body(
        "g = np.zeros_like(x)",
        "for i in range(2):",
        "    np.add.at(g, [0, 0, 2], x * w[i])",
        "return g * g",
    ),
    "two loops, one sum": body(
        "s = 0.0",
        "for i in range(2):",
        "    s = s + x[i] * w[i]",
        "for i in range(3):",
        "    t = np.cos(x[i])",
        "    s = s + t",
        "return s * s",
    ),
    "nested": body(
        "y = np.zeros(x.shape + w.shape)",
        "r = np.sin(w)",
        "for i in range(x.shape[0]):",
        "    s = 0.0",
        "    for j in range(w.shape[0]):",
        "        t = x[i] * w[j]",
        "        s = s + np.sin(t)",
        "        y[i, j] = t * t",
        "    for j in range(2):",
        "        s = s + x[j]",
        "    q = np.zeros(3)",
        "    q[i] = s",
        "    r = r + q",
        "return y, r",
    ),
    "read between": body(
        "y = np.zeros(3)",
        "for i in range(3):",
        "    s = 0.0",
        "    b = np.zeros_like(w)",
        "    for j in range(2):",
        "        s = s + x[j] * w[i]",
        "        b[j] += x[i]",
        "    q = s * b",
        "    for j in range(3):",
        "        s = s - np.exp(w[j])",
        "        b[j] += w[j] * x[i]",
        "        b[0] += x[j]",
        "    y[i] = np.sum(q) * s + np.sum(b * b)",
        "s = np.sum(y)",
        "for i in range(2):",
        "    s = s + x[i]",
        "q = s * s",
        "for i in range(2):",
        "    s = s + w[i]",
        "return q * s",
    ),
    "a helper": HEADER
    + "def g(a, n):\n    r = np.zeros_like(a)\n    for i in range(n):\n        r[i] = a[i] ** 2\n"
    + "    return r\n\n\ndef f(x, w):\n    i = x * w\n    return g(i, 2) + g(w, 3) * i\n",
    "an inner buffer": body(
        "y = np.zeros_like(x)",
        "for i in range(3):",
        "    b = x * w",
        "    b[i] = 2.0 * w[i]",
        "    b[0] += x[1]",
        "    y[i] = np.sum(b * b)",
        "return y",
    ),
    "conditions": body(
        "y = np.zeros_like(x)",
        "for i in range(3):",
        "    t = np.log(x * w[i])",
        "    y[i] = np.sum(np.where(x > w[i], t, 0.0))",
        "return y",
    ),
    "an assertion": body(
        "s = 0.0",
        "for i in range(3):",
        "    assert x[i] > 0, 'positive'",
        "    s = s + np.log(x[i]) * w[i]",
        "return s",
    ),
    "no turns": body(
        "y = np.zeros_like(x)",
        "s = np.sum(w)",
        "for i in range(x.shape[0] - 3):",
        "    y[i] = x[i]",
        "    s = s + w[i]",
        "return (y + x) * s",
    ),
    "nothing needed": body(
        "y = np.zeros_like(x)", "for i in range(2):", "    y[i] = x[i]", "return x * w"
    ),
    "flat": body(
        "y = np.zeros_like(x)", "for i in range(2):", "    y[i] = np.sign(x[i])", "return y * w"
    ),
    # Outside of loops.
    "a part": body("y = x * w", "y[1:] = w[1:] * x[0]", "y[0] = 3.0", "return y * y"),
    "a part that is spread": body("y = np.zeros((2, 3))", "y[:, 1:] = x[0]", "return y @ w"),
    "a place twice": body("y = x * w", "y[[0, 1, 0]] = w * x", "return y * x"),
    "a mask": body("y = x * w", "y[x > 1.0] = np.sum(w)", "return y * y"),
    "a number of the file": body("y = np.zeros_like(x)", "y[2] = x[2] ** 2", "return y * w"),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", READ)
def test_derivatives(name: str, mode: str) -> None:
    values = {"x": np.array([0.9, 1.4, 0.6]), "w": np.array([1.1, 0.7, 1.3])}
    check(READ[name], mode, values)


AGAIN = ("put", "sums", "parts", "nested", "a part", "two loops, one sum", "read between")


@pytest.mark.parametrize("second", MODES)
@pytest.mark.parametrize("first", ["vjp", "jvp", "rows", "columns"])
@pytest.mark.parametrize("name", AGAIN)
def test_derivatives_of_derivatives(name: str, first: str, second: str) -> None:
    chance = np.random.default_rng(2)
    text = derivative(READ[name], first)
    function = {"vjp": "f_backward", "jvp": "f_jvp"}.get(first, "f_jacobian")
    names = inspect.signature(module(text)[function]).parameters
    y = _flat(module(READ[name])["f"](np.ones(3), np.ones(3)))
    shapes = {n: np.shape(v) for n, v in zip([m for m in names if "grad" in m], y, strict=False)}
    values = {n: chance.uniform(0.5, 1.5, shapes.get(n, (3,))) for n in names}
    check(text, second, values, function)


@pytest.mark.parametrize("mode", ["vjp", "jvp"])
@pytest.mark.parametrize("name", ["put", "sums", "parts", "an inner buffer"])
def test_single_precision_stays(name: str, mode: str) -> None:
    function = module(derivative(READ[name], mode))["f_backward" if mode == "vjp" else "f_jvp"]
    values = [np.full(3, 0.5, np.float32) for _ in range(2)]
    seeds = [np.ones(3, np.float32)] if mode == "vjp" else values
    assert {part.dtype for part in _flat(function(*values, *seeds))} == {np.dtype(np.float32)}


def test_a_file_without_arrays() -> None:
    loop = "    for i in range(3):\n        s += x * w**i\n"
    source = f"def f(x, w):\n    s = 0.0\n{loop}    return s * x\n"
    for mode in ("vjp", "jvp", "split"):
        check(source, mode, {"x": 1.5, "w": 0.7})


LOOP = ("y = np.zeros_like(x)", "s = 0.0", "for i in range(3):")
REFUSED = {
    "carried": (*LOOP, "    s = s * x[i]", "return s"),
    "carried by another name": (*LOOP, "    t = s", "    s = t + x[i]", "return s"),
    "read before": (*LOOP, "    y[i] = x[i] * s", "    s = x[i]", "return y"),
    "read while it grows": (*LOOP, "    s = s + x[i]", "    y[i] = s", "return y"),
    "read while it is filled": (*LOOP, "    y[i] = y[i - 1] * x[i]", "return y"),
    "read after": (*LOOP, "    t = x[i]", "return t"),
    "the index after": (*LOOP, "    y[i] = x[i]", "return y * i"),
    "bound before, read after": ("t = x", *LOOP, "    t = x * x[i]", "return t"),
    "one place": (*LOOP, "    y[0] = x[i]", "return y"),
    "another place": (*LOOP, "    y[i // 2] = x[i]", "return y"),
    "the inner index alone": (
        "y = np.zeros(3)",
        "for i in range(3):",
        "    for j in range(3):",
        "        y[j] = x[i] * x[j]",
        "return y",
    ),
    "an index that was bound anew": (*LOOP, "    i = 0", "    y[i] = x[1]", "return y"),
    "twice": (*LOOP, "    y[i] = x[i]", "    y[i] = w[i]", "return y"),
    "put and added": (*LOOP, "    y[i] = x[i]", "    y[0] += w[i]", "return y"),
    "no zeros": ("y = x * w", "for i in range(2):", "    y[i] = x[0]", "return y"),
    "filled before": (*LOOP, "    y[i] = x[i]", *LOOP[2:], "    y[i] = w[i]", "return y"),
    "the caller's": ("for i in range(3):", "    x[i] += w[i]", "return x"),
    "shared": ("y = np.zeros_like(x)", "z = y", *LOOP[2:], "    y[i] = x[i]", "return z"),
    "shared in parts": ("y = x * w", "z = y[1:]", *LOOP[2:], "    y[i] += x[i]", "return z"),
    "shared inside": (*LOOP, "    z = y", "    y[i] += x[i]", "return y"),
    "an inner name for an outer array": (
        "y = x * w",
        *LOOP[2:],
        "    z = y",
        "    z[i] += 1.0",
        "return y",
    ),
    "scaled": (*LOOP, "    y *= x[i]", "return y"),
    "left early": (*LOOP, "    y[i] = x[i]", "    break", "return y"),
    "returned from": (*LOOP, "    return x[i]", "return y"),
    "else": (*LOOP, "    y[i] = x[i]", "else:", "    s = 1.0", "return y"),
    "from a start": ("y = np.zeros(3)", "for i in range(1, 3):", "    y[i] = x[i]", "return y"),
    "over values": ("s = 0.0", "for v in x:", "    s = s + v", "return s"),
    "a condition": (*LOOP, "    if s > 0:", "        y[i] = x[i]", "return y"),
    "places as a value": (
        "y = np.zeros_like(x)",
        "for i in np.ndindex(x.shape):",
        "    y[i] = x[i] * i[0]",
        "return y",
    ),
    "places among others": (
        "y = np.zeros_like(x)",
        "for i in np.ndindex(x.shape):",
        "    y[..., i] = x[..., i]",
        "return y",
    ),
    "whole numbers": ("y = np.zeros(3, int)", *LOOP[2:], "    y[i] = x[i]", "return y * w"),
    "whole numbers outside": ("y = np.arange(3)", "y[0] = x[0]", "return y * w"),
    "the caller's outside": ("x[0] = w[0]", "return x"),
    "shared outside": ("y = x * w", "z = y.T", "y[0] = 1.0", "return z"),
    "a number": ("s = 1.0", "s[0] = x[0]", "return s"),
}
SLUGS = {"control-flow", "unsupported-target", "in-place", "no-rule"}


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_depend_on_another_turn_is_refused(name: str) -> None:
    with pytest.raises(gradgen.GradgenError) as caught:
        gradgen.generate(body(*REFUSED[name]))
    for found in caught.value.diagnostics:
        assert found.slug in SLUGS
        assert found.help


def test_a_loop_that_nobody_needs_does_not_run() -> None:
    text = gradgen.generate(READ["nothing needed"])
    assert "# for i in range(2): ... (value not needed)" in text
    assert not any(line.lstrip().startswith("for ") for line in text.splitlines())


def test_comments_keep_their_places() -> None:
    lines = (
        "# all",
        "for i in range(2):  # twice",
        "    # one",
        "    s = s + x[i]  # more",
        "return s",
    )
    text = gradgen.generate(body("s = 0.0", *lines), with_value=True)
    assert "# all\n    # twice\n    for i in range(2):\n        # one\n" in text
    assert "s = s + t1  # more" in text


def test_a_derivative_that_cannot_be_put_into_lines_names_the_loop() -> None:
    """Should the circuit checker ever find a derived loop unsound."""
    (circuit,) = build(READ["put"]).program.circuits
    found = loop_in_the_way(circuit)
    assert found is not None
    assert (found.slug, found.labels[0].span.start.line) == ("control-flow", 6)
    (straight,) = build("def f(x):\n    return x * x\n").program.circuits
    assert loop_in_the_way(straight) is None
