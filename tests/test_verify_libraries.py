"""`--verify` and `--at` for code of other libraries than NumPy: run there, and compared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dialect_check import has
from gradgen.verify import array_module
from test_verify import report
from verifying import Gradgen, command_in

LIBRARIES = {
    "array_api_strict": "array_api_strict",
    "jax": "jax.numpy",
    "dask": "dask.array",
    "torch": "torch",
}
EACH = pytest.mark.parametrize(
    "module",
    [
        pytest.param(
            module, id=name, marks=pytest.mark.skipif(not has(name), reason="is not installed")
        )
        for name, module in LIBRARIES.items()
    ],
)


@pytest.fixture
def gradgen_(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Gradgen:
    return command_in(tmp_path, monkeypatch, capfdbinary)


MODEL = """\
import MODULE as xp
from jaxtyping import Array, Float


def f(x: Float[Array, "N D"], w: Float[Array, "D M"], k: float):
    h = xp.tanh(x @ w)
    t = h[1:, :] - h[:-1, :]
    return k * xp.sum(xp.exp(t)), h
"""
SQUARES = """\
import MODULE as xp
from jaxtyping import Array, Float


def f(x: Float[Array, "N D"], y: Float[Array, "D"]):
    return xp.sum((x * y) ** 3) + xp.mean(xp.where(x > 0.1, x, sigmoid(y)))
"""
NUMBERS = {"x": "ok", "w": "ok", "k": "ok"}
PATIENT = ("--timeout", "300")  # plans of Dask take their time


# --- what is right -------------------------------------------------------------------------------


@EACH
@pytest.mark.parametrize("options", ["", "--mode jvp", "--split", "--with-value --wrt x,k"])
def test_what_is_right_is_found_right(module: str, options: str, gradgen_: Gradgen) -> None:
    source = MODEL.replace("MODULE", module)
    done = gradgen_("model.py", "--verify", *PATIENT, *options.split(), source=source)
    named = {name: verdict for name, verdict in done.verdicts.items() if name in NUMBERS}
    assert named == {n: v for n, v in NUMBERS.items() if n != "w" or "--wrt" not in options}
    assert (done.code, done.slugs) == (0, [])
    assert "complex step" in done.out


@EACH
@pytest.mark.parametrize("mode", ["vjp", "hvp"])
def test_a_well_known_function_is_put_in(module: str, mode: str, gradgen_: Gradgen) -> None:
    source = SQUARES.replace("MODULE", module)
    done = gradgen_("model.py", "--verify", *PATIENT, "--mode", mode, source=source)
    assert (done.code, done.verdicts) == (0, {"x": "ok", "y": "ok"})


@EACH
def test_single_precision_stays(module: str, gradgen_: Gradgen) -> None:
    source = MODEL.replace("MODULE", module).replace("Float", "Float32")
    done = gradgen_("model.py", "--verify", source=source)
    assert (done.code, done.verdicts) == (0, NUMBERS)


@EACH
def test_a_stop_and_a_kink(module: str, gradgen_: Gradgen) -> None:
    source = f"import {module} as xp\n\n\ndef f(x):\n"
    source += "    t = xp.cos(x)  # gradgen: stop\n    return xp.sum(t * xp.maximum(x, 0.0 * x))\n"
    done = gradgen_("model.py", "--verify", "--at", "x=[1.5,0,-2]", source=source)
    assert (done.code, done.slugs, done.verdicts) == (0, ["kink"], {"x": "kink"})


GIVEN = """\
def spread(x, k: float, xp):
    middle = xp.mean(x, axis=0)
    return k * xp.sqrt(xp.mean((x - middle) ** 2))
"""


@pytest.mark.parametrize("is_there", [True, False])
def test_a_namespace_is_given(
    is_there: bool, gradgen_: Gradgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The standard's own where that is installed, else NumPy."""
    if not is_there:
        monkeypatch.setattr(array_module, "find_spec", lambda name: None)
    done = gradgen_("model.py", "--verify", "--shape", "x=N,D", source=GIVEN)
    assert (done.code, done.verdicts) == (0, {"x": "ok", "k": "ok"})
    told = gradgen_("model.py", "--verify", "--at", "xp=3")
    assert told.code == 2
    assert "No function has a parameter xp." in told.err


@pytest.mark.parametrize("options", ["", "--split", "--mode jvp"])
def test_arrays_are_asked_for_their_namespace(options: str, gradgen_: Gradgen) -> None:
    source = "def f(x, y):\n    xp = x.__array_namespace__()\n    return xp.exp(x) * xp.sum(y**2)\n"
    at = ["--shape", "y=N", "--at", "x=2"]
    done = gradgen_("model.py", "--verify", *options.split(), *at, source=source)
    assert (done.code, done.verdicts["x"], done.verdicts["y"]) == (0, "ok", "ok")


def test_types_are_those_of_the_standard(gradgen_: Gradgen) -> None:
    """A definition that goes with the output has none of Python's types."""
    source = "import array_api_strict as xp\n\n\ndef f(x):\n    return xp.linalg.det(x)\n"
    done = gradgen_("model.py", "--verify", "--shape", "x=N,N", source=source)
    assert (done.code, done.verdicts) == (0, {"x": "ok"})


def test_numbers_are_arrays_where_the_library_takes_no_others(gradgen_: Gradgen) -> None:
    source = (
        "import array_api_strict as xp\n\n\ndef f(x, y=0.5):\n    return xp.exp(x) * xp.sin(y)\n"
    )
    for mode in ("vjp", "jvp"):
        done = gradgen_("model.py", "--verify", "--mode", mode, "--at", "x=2", source=source)
        assert (done.code, done.verdicts["x"], done.verdicts["y"]) == (0, "ok", "ok")


# --- what is wrong -------------------------------------------------------------------------------

FAULTS = {
    "a small factor": ("grad_t = grad_t4 * t4", "grad_t = grad_t4 * 1.00001 * t4", "is wrong"),
    "a sign": ("-grad_t ", "grad_t ", "is wrong"),
    "an index": ("t2 = h[1:, :]", "t2 = h[:-1, :]", "is wrong"),
    "a shape": ("grad_out1 * t5", "grad_out1 * t4", "the shape"),
    "another order": ("return grad_x, grad_w", "return grad_w, grad_x", "the shape"),
    "one too few": ("return grad_x, grad_w, grad_k", "return grad_x, grad_w", "2 parts, not 3"),
}


@EACH
@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_derivative_is_found(module: str, fault: str) -> None:
    old, new, said = FAULTS[fault]
    found = report(MODEL.replace("MODULE", module), old, new).findings
    assert {each.slug for each in found} == {"wrong-gradient"}
    assert any(said in each.message for each in found)


@EACH
def test_a_function_of_the_library_that_does_something_else(module: str, gradgen_: Gradgen) -> None:
    """What the command itself says, of a gradient as it was written."""
    source = f"import {module} as xp\n\nsetattr(xp, 'cos', xp.tanh)\n\n\n"
    source += "def f(x):\n    return xp.sum(xp.sin(x))\n"
    done = gradgen_("model.py", "--verify", "--shape", "x=3", "-o", "out.py", source=source)
    assert (done.code, done.slugs, done.verdicts) == (1, ["wrong-gradient"], {"x": "wrong"})
    assert not Path("out.py").exists()


@EACH
@pytest.mark.parametrize("name", ["x", "grad_h"])
def test_what_is_given_must_not_change(module: str, name: str) -> None:
    """A derivative that is right all the same; where arrays cannot change, it changes none."""
    start = "    # forward\n"
    new = f"{start}    {name}_0 = {name}\n    {name} = 1.0 * {name}\n    {name}_0[0, :] = 7.0\n"
    (found,) = report(MODEL.replace("MODULE", module), start, new).findings
    if module == "jax.numpy":
        assert found.message.startswith("TypeError while `f_backward` was called")
    else:
        assert found.message == f"the derivative of `f` changes what it is given: `{name}`"


@EACH
def test_the_first_line_that_is_not_finite(module: str, gradgen_: Gradgen) -> None:
    source = f"import {module} as xp\n\n\ndef f(x):\n    return xp.sum(xp.sqrt(x) * 2)\n"
    done = gradgen_("model.py", "--verify", "--at", "x=[0,1]", source=source)
    assert (done.code, done.slugs) == (1, ["not-finite"])
    assert "the derivative of `f` is not finite: `grad_x` is the first to be inf" in done.err


def test_a_library_that_is_not_installed(gradgen_: Gradgen) -> None:
    source = "import cupy as cp\n\n\ndef f(x):\n    return cp.sum(cp.sin(x))\n"
    if has("cupy"):
        pytest.skip("CuPy is installed")
    done = gradgen_("model.py", "--verify", "--shape", "x=3", source=source)
    assert (done.code, done.slugs) == (1, ["run-failed"])
    assert "model.py needs `cupy`, which is not installed" in done.err


@pytest.mark.skipif(not has("jax"), reason="JAX is not installed")
def test_too_much_memory_for_a_library_that_reserves_addresses(gradgen_: Gradgen) -> None:
    source = "import jax.numpy as jnp\n\n\ndef f(x):\n"
    source += "    return jnp.sum(jnp.ones((40000, 40000))) * jnp.sum(x)\n"
    done = gradgen_("model.py", "--verify", "--shape", "x=3", "--memory", "600", source=source)
    assert (done.code, done.slugs) == (1, ["run-unbounded"])
    assert "needs more than 600 MiB, while `f` was called" in done.err


# --- a library that is seldom there --------------------------------------------------------------

STAND_IN = """\
import numpy

from array_api_strict import *

full_like = lambda x, y: y * ones_like(x)
type(asarray(0.0)).get = lambda array: numpy.asarray(array)
"""


def test_what_cupy_is_given_and_gives(gradgen_: Gradgen) -> None:
    """With the standard in the place of CuPy: its arrays are left by the same method."""
    Path("cupy.py").write_text(STAND_IN)
    source = (
        MODEL.replace("MODULE", "cupy").replace("[1:, :]", "[:1, :]").replace("[:-1, ", "[-1:, ")
    )
    done = gradgen_("model.py", "--verify", "--mode", "jvp", source=source)
    assert (done.code, {done.verdicts[name] for name in NUMBERS}) == (0, {"ok"})


# --- values beside lines -------------------------------------------------------------------------


@EACH
def test_values_of_a_run(module: str, gradgen_: Gradgen) -> None:
    source = MODEL.replace("MODULE", module)
    at = "x=[[1,2],[3,4]],w=[[0.1,0.2],[0.3,0.4]],k=2"
    done = gradgen_("model.py", "--emit", "html", "--at", at, source=source)
    usual = gradgen_(
        "model.py", "--emit", "html", "--at", at, source=MODEL.replace("MODULE", "numpy")
    )
    assert (done.code, usual.code) == (0, 0)
    assert "norm" in done.out
    shown, expected = _ends(done.out), _ends(usual.out)
    # Elsewhere lines going back are other ones.
    count = len(expected) if module == "array_api_strict" else 10
    assert shown[:count] == expected[:count]
    assert count >= 10


def _ends(page: str) -> list[str]:
    """What stands at the ends of lines."""
    return re.findall(r'<span class="end \w+"[^>]*>(.*?)</span>', page)
