"""Code for the array API: its words alone are written, and a namespace may be a parameter."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from array_check import Case
from dialect_check import array_api, cases, space_of, told
from gradgen import GradgenError, generate


@pytest.mark.parametrize(
    "case",
    cases(5, "elementary", "indexing", "reductions", "joining", "spreading", "products", "routing"),
)
def test_the_standard_computes_what_numpy_computes(case: Case) -> None:
    """With what has the standard, and nothing else."""
    for annotated in (True, False):
        told(case, array_api(), annotated=annotated)


STANDARD = """\
import array_api_strict as xp


def loss(w, x, b):
    h = xp.acos(xp.tanh(x @ w + b))
    d = h[1:, :] - h[:-1, :]
    s = xp.sum(xp.max(h, axis=1)) + xp.sum(xp.matrix_transpose(h))
    q = xp.concat([h, x], axis=0)
    return xp.mean(d**2) * s + xp.sum(q) + xp.sum(xp.reshape(x, (-1,)) ** 2)
"""


def test_the_words_of_the_standard_are_written() -> None:
    text = generate(STANDARD)
    assert "xp.astype(h == " in text
    assert "grad_q[: h.shape[0], ...]" in text
    assert "xp.sum(" in text
    assert ".sum(" not in text.replace("xp.sum(", "")
    assert ".reshape(" not in text.replace("xp.reshape(", "")
    assert "np." not in text


@pytest.mark.parametrize("mode", ["vjp", "jvp", "hvp", "jacobian"])
def test_the_standard_gives_the_derivatives_of_a_program(mode: str) -> None:
    chance = np.random.default_rng(1)
    shapes = {"w": (3, 3), "x": (4, 3), "b": (3,)}
    prefix = {"jvp": "dot_", "hvp": "v_"}.get(mode, "")
    names = [*shapes, *(f"{prefix}{n}" for n in shapes if prefix)]
    given = {n: chance.normal(size=shapes[n[-1]]) for n in names}
    usual = STANDARD.replace("array_api_strict", "numpy")
    name = f"loss_{'backward' if mode == 'vjp' else mode}"
    ours = space_of(generate(usual, mode=mode))[name](**given)
    enter = array_api().enter
    written = space_of(generate(STANDARD, mode=mode))[name]
    theirs = written(**{n: enter(v) for n, v in given.items()})
    pairs = zip(ours, theirs, strict=True) if isinstance(ours, tuple) else [(ours, theirs)]
    for one, other in pairs:
        np.testing.assert_allclose(np.asarray(other), one, rtol=1e-10)


GIVEN = """\
def loss(w, x, b, xp):
    h = xp.tanh(x @ w + b)
    d = h[1:, :] - h[:-1, :]
    return xp.mean(d**2) + xp.linalg.vector_norm(xp.concat([h, x]))
"""
BY_IMPORT = "import array_api_strict as xp\n\n\n" + GIVEN.replace(", xp):", "):")


@pytest.mark.parametrize("mode", ["vjp", "jvp", "hvp", "jacobian"])
@pytest.mark.parametrize("library", ["array_api_strict", "numpy"])
def test_a_namespace_that_is_given_is_used(mode: str, library: str) -> None:
    text, imported = generate(GIVEN, mode=mode), generate(BY_IMPORT, mode=mode)
    assert "import " not in text
    module = importlib.import_module(library)
    chance = np.random.default_rng(2)
    shapes = {"w": (3, 3), "x": (4, 3), "b": (3,)}
    prefix = {"jvp": "dot_", "hvp": "v_"}.get(mode, "")
    drawn = {f"{p}{n}": chance.normal(size=s) for p in {"", prefix} for n, s in shapes.items()}
    name = f"loss_{'backward' if mode == 'vjp' else mode}"
    found = space_of(text)[name](**{n: module.asarray(v) for n, v in drawn.items()}, xp=module)
    enter = array_api().enter
    wanted = space_of(imported)[name](**{n: enter(v) for n, v in drawn.items()})
    pairs = zip(found, wanted, strict=True) if isinstance(found, tuple) else [(found, wanted)]
    for one, other in pairs:
        np.testing.assert_allclose(np.asarray(one), np.asarray(other), rtol=1e-10)


def test_what_was_written_for_a_namespace_is_read_again() -> None:
    text = generate(GIVEN)
    assert "xp = grad.__array_namespace__()" in text
    assert "def unbroadcast" in generate(text, function="loss_backward", wrt="x", mode="jvp")


def test_an_array_that_is_called_as_a_namespace_is_one() -> None:
    text = "import numpy as np\n\n\ndef f(x, xp, fp):\n    return np.interp(x, xp, fp) + xp.sum()\n"
    assert "grad_fp" in generate(text)
    with pytest.raises(GradgenError):
        generate("def f(x, xp):\n    return xp.sum(x) + xp\n")


def test_a_default_that_is_only_written_in_another_way_is_no_other() -> None:
    """`correction=0.0` of the standard is `ddof=0`, and both take the last axis."""
    text = "import {} as np\n\n\ndef f(x, y):\n    return np.std(x, axis=0) + np.vecdot(x, y.T)\n"
    x, y = np.random.default_rng(6).normal(size=(2, 3, 3))
    ours = space_of(generate(text.format("numpy")))["f_backward"](x, y)
    enter = array_api().enter
    theirs = space_of(generate(text.format("array_api_strict")))["f_backward"](enter(x), enter(y))
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(np.asarray(other), one, rtol=1e-10)


@pytest.mark.parametrize("call", ["tensordot(x, y)", "take_along_axis(x, y, axis=0)"])
def test_what_the_standard_lacks_is_refused_in_every_mode(call: str) -> None:
    """A second pass reads the definitions of the first, which are held against the table too."""
    text = f"import array_api_strict as xp\n\n\ndef f(x, y):\n    return xp.{call}\n"
    for mode in ("vjp", "hvp"):
        with pytest.raises(GradgenError, match="the array API has no"):
            generate(text, mode=mode, wrt="x")
