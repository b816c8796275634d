"""Code for other libraries than NumPy: read by the same rules, written for the same library."""

from __future__ import annotations

import ast
import importlib
import re
from typing import Any

import numpy as np
import pytest

from array_check import Case, draw, is_real, source
from dialect_check import Speaker, cases, dask, has, jax, space_of, spoken, told
from gradgen import GradgenError, generate
from gradgen.targets.definitions import definition_named
from gradgen.targets.dialects import DIALECTS
from gradgen.targets.dialects.definitions import lacks_of
from gradgen.targets.dialects.dialect import Dialect
from gradgen.targets.signatures import names_of

EACH = pytest.mark.parametrize(
    "dialect", [d for d in DIALECTS if not d.phrased], ids=lambda dialect: dialect.name
)


SAID = pytest.mark.parametrize("case", cases(9, "indexing", "reductions", "layout", "updates"))
RUN = pytest.mark.parametrize("case", cases(16, "indexing", "reductions", "spreading", "products"))

SPRINGS = """\
import jax.numpy as jnp


def energy(x, k: float):
    d = x[1:] - x[:-1]  # how long each spring is
    return k * jnp.sum(d**2)
"""


def test_parts_are_put_back_without_changing_anything() -> None:
    assert generate(SPRINGS, wrt="x").endswith("""\
    grad_d = grad_t3 * 2 * d  # power: local gradient 2 * d
    grad_t1 = grad_d  # gradient copier
    grad_t2 = -grad_d  # gradient copier: with the sign of - t2
    del d, t3, grad_t3  # not read again
    grad_x = jnp.zeros_like(1.0 * x)  # gradient adder: x is read in parts
    grad_x = grad_x.at[:-1].add(grad_t2)  # gradient copier: back into place
    grad_x = grad_x.at[1:].add(grad_t1)  # gradient adder: x forks; gradient copier

    return grad_x
""")


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("jnp.maximum(s, 0.0)", "jnp.where(s > 0, grad_out, 0.0)"),
        ("jnp.clip(s, 0.0, 1.0)", "jnp.where(jnp.logical_and(s > 0.0, s < 1.0), grad_out, 0.0)"),
        ("k**s", "jnp.log(jnp.where(k > 0, k, 1))"),
        ("s * s if known else s", "grad_t1 * s if known else 0.0"),
        ('jnp.sum(jnp.convolve(x, x[1:], "same"))', "min(len(x), len(t1))"),
    ],
)
def test_what_is_decided_in_a_gradient_can_be_compiled(line: str, written: str) -> None:
    text = "import jax.numpy as jnp\n\n\ndef f(x, k: float, known: bool):\n    s = jnp.sum(x)\n"
    gradient = "".join(generate(f"{text}    return {line}\n").split())
    assert "".join(written.split()) in gradient


def test_a_change_in_a_new_array_is_read() -> None:
    text = """\
import jax.numpy as jnp


def f(x, y, i):
    z = jnp.exp(x).at[i].add(y)
    return jnp.sum(z * z.at[0].set(3.0))
"""
    written = generate(text, wrt="x, y")
    assert "z = t1.at[i].add(y)" in written
    assert "grad_t2.at[0].set(0.0)" in written


def test_what_is_usual_in_the_library_is_not_said() -> None:
    text = "import jax.numpy as jnp\n\n\ndef f(x):\n    return jnp.sort(x, axis=0)\n"
    written = generate(text)
    assert "jnp.argsort(x, axis=0)" in written
    assert "kind=" not in written


@pytest.mark.parametrize(
    "imports", ["jax.numpy", "cupy", "array_api_strict"], ids=lambda imports: imports
)
def test_bounds_are_read_whatever_they_are_called(imports: str) -> None:
    text = generate(f"import {imports} as np\n\n\ndef f(x):\n    return np.clip(x, -1.0, 1.0)\n")
    assert "np.logical_and(x > -1.0, x < 1.0)" in text


def test_what_is_read_twice_is_added_twice() -> None:
    text = "import jax.numpy as jnp\n\n\ndef f(x, i):\n    return jnp.sum(x[i] * jnp.exp(x[i]))\n"
    assert ".at[i].add(" in generate(text, wrt="x")
    assert ".at[i] +=" not in generate(text, wrt="x")


@pytest.mark.parametrize(
    ("imports", "written"),
    [
        ("import jax.numpy as J", "import jax.numpy as J"),
        ("from jax import numpy as J", "import jax.numpy as J"),
        ("import cupy as J", "import cupy as J"),
        ("import dask.array as J", "import dask.array as J"),
        ("from dask import array as J", "import dask.array as J"),
    ],
)
def test_the_library_keeps_its_name(imports: str, written: str) -> None:
    text = generate(f"{imports}\n\n\ndef f(x, y):\n    return J.sin(x) * J.exp(y) + x\n")
    assert text.startswith(written + "\n")
    assert "J.cos(x)" in text
    assert "numpy" not in text.replace("jax.numpy", "")


@pytest.mark.parametrize(
    ("imports", "call", "written"),
    [
        ("from jax.numpy import tanh", "tanh(x)", "from jax.numpy import tanh"),
        ("import jax", "jax.numpy.sin(x)", "import jax.numpy as jnp"),
        ("import jax.numpy", "jax.numpy.sin(x)", "import jax.numpy as jnp"),
        ("from jax.scipy import special", "special.erf(x)", "import jax.numpy as jnp"),
        (
            "from cupyx.scipy.special import gammaln",
            "gammaln(x)",
            "from cupyx.scipy import special",
        ),
        ("import cupy", "cupy.sin(x)", "import cupy"),
        ("import jax.numpy as jnp", "sigmoid(x)", "import jax.numpy as jnp"),
    ],
)
def test_what_a_gradient_needs_is_imported(imports: str, call: str, written: str) -> None:
    text = generate(f"{imports}\n\n\ndef f(x):\n    return {call}\n")
    assert written in text.splitlines()
    assert "import numpy" not in text


def test_only_what_a_function_reads_says_whose_arrays_it_works_on() -> None:
    text = """\
import jax.numpy as jnp
import numpy as np


def f(x):
    return jnp.sum(x * x)


def g(x):
    return np.sum(x * x)
"""
    assert "np.ones_like" in generate(text, function="g")
    assert "jnp.ones_like" in generate(text, function="f")
    with pytest.raises(GradgenError, match="`np` is of another library"):
        generate(text)


def test_other_libraries_in_a_function_are_refused() -> None:
    for imports in ("import numpy as other", "import cupy as other"):
        text = f"import jax.numpy as jnp\n\n\ndef f(x):\n    {imports}\n    return jnp.sin(x)\n"
        with pytest.raises(GradgenError) as raised:
            generate(text)
        assert {d.slug for d in raised.value.diagnostics} == {"other-library"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import dask.array as da\ndef f(x, i): return da.sum(x[i])", "Dask has no `da.add.at`"),
        ("import dask.array as da\ndef f(x): return da.sum(da.take(x, 0))", "another default"),
        ("import dask.array as d\ndef f(x): return d.percentile(x, 50)", "only about right"),
        ("import jax.numpy as jnp\ndef f(x): return jnp.sum(jnp.busday(x))", "does not know"),
        ("import jax.numpy as jnp\ndef f(x): return jnp.median(x)", "a value between elements"),
        ("from jax.scipy.special import jv\ndef f(x): return jv(2, x)", "JAX has no `special.jv`"),
    ],
)
def test_what_the_library_lacks_is_refused(text: str, message: str) -> None:
    with pytest.raises(GradgenError) as raised:
        generate(text, wrt=text[text.index("(") + 1])
    assert any(message in d.message for d in raised.value.diagnostics), raised.value


@pytest.mark.parametrize("options", [{"target": "numba"}, {"wrap": "torch"}, {"optimize": True}])
def test_what_is_for_numpy_only_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(GradgenError, match="JAX"):
        generate(SPRINGS, **options)


@pytest.mark.parametrize("mode", ["vjp", "jvp", "hvp"])
def test_all_modes_speak_of_the_library(mode: str) -> None:
    text = generate(SPRINGS, mode=mode, wrt="x")
    assert "import jax.numpy as jnp" in text
    assert "np." not in text.replace("jnp.", "")
    assert "] += " not in text
    assert generate(text, function=f"energy_{'backward' if mode == 'vjp' else mode}")


def test_a_definition_is_known_again() -> None:
    text = generate("import jax.numpy as jnp\ndef f(x, y): return jnp.exp(x * y)")
    assert "def unbroadcast" in text
    assert "def unbroadcast" in generate(text, function="f_backward", wrt="x")


@EACH
@SAID
def test_nothing_is_written_that_the_library_lacks(dialect: Dialect, case: Case) -> None:
    """Each name of the library in the text stands in its table; nothing else is imported."""
    speaker = Speaker(dialect.name, dialect.own("numpy"), np.asarray, np.asarray)
    values = {n: draw(spec, np.random.default_rng(3)) for n, spec in case.inputs.items()}
    text = spoken(source(case, values, annotated=False), speaker)
    try:
        wrt = [n for n, value in values.items() if n not in case.fixed and is_real(value)]
        tree = ast.parse(generate(text, wrt=wrt))
    except GradgenError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
            assert module in ("math", "jaxtyping") or dialect.in_numpy(str(module)), module
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("np", "np.linalg"):
            whole = ast.unparse(node).replace("np.", "numpy.", 1)
            assert dialect.has(whole) or dialect.in_numpy(whole) or node.attr in _UFUNCS, whole
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            assert not dialect.functional


_UFUNCS = ("add", "multiply", "maximum", "minimum", "linalg")


@EACH
def test_every_signature_of_a_table_can_be_read(dialect: Dialect) -> None:
    for name in names_of("numpy"):
        if dialect.has(f"numpy.{name}"):
            assert isinstance(dialect.signature(f"numpy.{name}"), tuple)


@EACH
def test_own_definitions_ask_for_nothing_that_is_not_there(dialect: Dialect) -> None:
    for name in ("unbroadcast", "spread_like", "sigmoid", "softplus", "relu", "softmax"):
        definition = definition_named(name, dialect.name)
        assert definition is not None
        assert lacks_of(definition, dialect) == ()


@pytest.mark.skipif(not has("jax"), reason="JAX is not installed")
@RUN
def test_jax_computes_what_numpy_computes(case: Case) -> None:
    for annotated in (True, False):
        told(case, jax(), annotated=annotated)


@pytest.mark.skipif(not has("jax"), reason="JAX is not installed")
@pytest.mark.parametrize(
    "body",
    [
        "jnp.sum(jnp.tanh(x @ w)[1:] ** 2)",
        "jnp.sum(jnp.exp(x[i]) * x[i]) + jnp.mean(w)",
        "jnp.max(x * w[0, 0]) - jnp.sum(jnp.where(x > 0, x, jnp.sin(w[0])))",
        "jnp.sum(jnp.concatenate([x, x * w[1]])[::2] / (1 + w[2] ** 2))",
        "jnp.sum(x.at[i].add(w[0]).at[0].set(w[1]) ** 3)",
        "jnp.linalg.norm(x - w) + jnp.prod(x[0]) * jnp.trace(w)",
    ],
)
def test_jax_computes_its_own_gradients(body: str) -> None:
    module = importlib.import_module("jax")
    module.config.update("jax_enable_x64", True)
    text = f"import jax.numpy as jnp\n\n\ndef f(x, w, i):\n    return {body}\n"
    backward = space_of(generate(text, wrt="x, w"))["f_backward"]
    chance = np.random.default_rng(11)
    x, w = (module.numpy.asarray(chance.normal(size=(3, 3))) for _ in "xw")
    i = module.numpy.asarray([0, 2, 2])
    f = space_of(text)["f"]
    for compute in (backward, module.jit(backward)):
        found = compute(x, w, i, 1.7)
        for mine, own in zip(found, module.grad(f, (0, 1))(x, w, i), strict=True):
            np.testing.assert_allclose(mine, 1.7 * own, rtol=1e-9, atol=1e-12)


@pytest.mark.skipif(not has("dask"), reason="Dask is not installed")
@RUN
def test_dask_computes_what_numpy_computes(case: Case) -> None:
    for annotated in (True, False):
        told(case, dask(), annotated=annotated)


@pytest.mark.parametrize("mode", ["hvp", "hessian"])
def test_a_gradient_that_imports_nothing_is_still_for_the_library(mode: str) -> None:
    """It is what the second pass reads: `grad_x = y`, and no import."""
    text = """\
import jax.numpy as jnp
from jaxtyping import Array, Float


def f(x: Float[Array, "N"], y: Float[Array, "N"]):
    return jnp.vdot(x, y)
"""
    written = generate(text, mode=mode)
    assert written.startswith("import jax.numpy as jnp\n")
    assert not re.search(r"\bnp\b", written)
