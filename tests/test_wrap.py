"""Wrappers as text: whole modules, names that are taken, files with a header."""

from __future__ import annotations

import ast
from pathlib import Path

import black
import pytest

import gradgen
import wrapped
from test_freshness import said

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
WRAPPERS = ("torch", "jax")
EACH_WRAPPER = pytest.mark.parametrize("wrap", WRAPPERS)


@EACH_WRAPPER
@pytest.mark.parametrize("name", ["neuron", "mlp", "two_outputs", "linear_layer", "with_value"])
@pytest.mark.parametrize("line_length", [50, 88])
def test_a_whole_module(wrap: str, name: str, line_length: int) -> None:
    source = (SAMPLES / f"{name}.py").read_text("utf-8")
    text = gradgen.generate(source, wrap=wrap, line_length=line_length)
    assert text == gradgen.generate(source, wrap=wrap, line_length=line_length)
    assert text == black.format_str(text, mode=black.Mode(line_length=line_length))
    split = gradgen.generate(source, split=True, line_length=line_length)
    body = [ast.unparse(statement) for statement in ast.parse(text).body]
    assert set(map(ast.unparse, ast.parse(split).body)) <= set(body)
    kinds = [line.startswith(("import ", "from ")) for line in body]
    assert kinds == sorted(kinds, reverse=True)


@EACH_WRAPPER
def test_the_source_map_is_that_of_the_split_form(wrap: str) -> None:
    whole = gradgen.build(wrapped.LAYER, wrap=wrap)
    lines = whole.source.splitlines()
    assert [lines[line.first - 1].split()[0].rstrip(",") for line in whole.source_map] == [
        line.target or line.rule for line in whole.source_map
    ]


@pytest.mark.parametrize(
    ("wrap", "name"),
    [
        ("torch", "as_array"),
        ("torch", "torch"),
        ("jax", "on_host"),
        ("jax", "jnp"),
        ("jax", "like"),
        ("jax itself", "Known"),
        ("jax itself", "in_types"),
        ("torch itself", "keep"),
    ],
)
def test_names_that_are_taken(wrap: str, name: str) -> None:
    parameter = f"import numpy as np\n\n\ndef f(x, {name}):\n    return np.sum(x) * {name}\n"
    constant = f"import numpy as np\n\n{name} = 2.0\n\n\ndef f(x):\n    return np.sum(x) * {name}\n"
    library = {"jax itself": "jax.numpy", "torch itself": "torch"}.get(wrap, "numpy")
    for source in (parameter, constant):
        with pytest.raises(gradgen.GradgenError) as caught:
            gradgen.generate(source.replace("numpy", library), wrap=wrap.split()[0])
        assert {d.slug for d in caught.value.diagnostics} == {"taken-name"}


@pytest.mark.parametrize(
    ("wrap", "library"), [("torch", ""), ("jax", ""), ("jax", "jax.numpy"), ("torch", "torch")]
)
def test_a_file_with_a_header(
    wrap: str, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").touch()
    source = wrapped.NEURON.replace("math", library) if library else wrapped.NEURON
    Path("model.py").write_text(source)
    assert said("model.py", "-o", ".", "--wrap", wrap)[2] == f"wrote model_{wrap}.py\n"
    check = ("model.py", "-o", ".", "--wrap", wrap, "--check")
    assert said(*check)[0] == 0
    file = Path(f"model_{wrap}.py")
    text = file.read_text()
    assert "import math" in text or library
    for old, new, code in (("on_backward(", "on_backwards(", 1), ("import ", "import  ", 0)):
        assert old in text
        file.write_text(text.replace(old, new))
        assert said(*check)[0] == code


JAX_ITSELF = wrapped.spoken(wrapped.LOSS, "jax.numpy", "jnp")


def test_code_of_jax_is_wrapped_by_jax_alone() -> None:
    text = gradgen.generate(JAX_ITSELF, wrap="jax", wrt="scores")
    assert text == black.format_str(text, mode=black.Mode())
    assert "numpy" not in text.replace("jax.numpy", "")
    assert "pure_callback" not in text
    assert text.endswith("""\
@partial(jax.custom_vjp, nondiff_argnums=(2,))
def loss_jax(scores, labels, power=2, scale=0.5):
    \"""`loss` for JAX, with the gradient of `loss_backward`.\"""
    return loss_forward(scores, labels, power=power, scale=scale)[0]


def loss_jax_forward(scores, labels, power, scale):
    \"""The value, and what the gradient needs.\"""
    value, (scores, labels, _, *others) = loss_forward(
        scores, labels, power=power, scale=scale
    )
    residuals = scores, labels, *others
    return with_types((value, residuals), scores)


def loss_jax_backward(power, saved, upstream):
    \"""The gradients; None for what has none.\"""
    (scores, labels, *others), types = saved
    residuals = scores, labels, power, *others
    (grad_scores,) = in_types([loss_backward(residuals, upstream)], types)
    return grad_scores, None, None


loss_jax.defvjp(loss_jax_forward, loss_jax_backward)
""")


def test_code_of_pytorch_is_wrapped_by_pytorch_alone() -> None:
    source = (
        "import torch\n\n\ndef scaled(x, *, by: int, w):\n    return torch.sum(x * w, dim=0) * by\n"
    )
    text = gradgen.generate(source, wrap="torch", wrt="w")
    assert text == black.format_str(text, mode=black.Mode())
    assert "numpy" not in text
    assert text.endswith("""\
class ScaledFunction(torch.autograd.Function):
    \"""`scaled` as an operation of PyTorch, with the gradient of `scaled_backward`.\"""

    generate_vmap_rule = True

    @staticmethod
    def forward(x, by, w):
        \"""The value, and what the gradient needs.\"""
        return scaled_forward(x, by=by, w=w)

    @staticmethod
    def setup_context(ctx, inputs, output):
        \"""Stores what the gradient needs.\"""
        keep(ctx, inputs, output[-1])

    @staticmethod
    def backward(ctx, grad_out, _):
        \"""The gradients; None for what has none.\"""
        x, by, w, *residuals = kept(ctx)
        if torch.is_grad_enabled():  # the gradient is to be differentiated again
            _, residuals = scaled_forward(x, by=by, w=w)
        grad_w = scaled_backward(residuals, grad_out)
        gradients = (None, None, grad_w)
        wanted = zip(gradients, ctx.needs_input_grad, strict=True)
        return tuple(grad if needed else None for grad, needed in wanted)


def scaled_torch(x, *, by, w):
    \"""`scaled`, with the gradient of `scaled_backward`.\"""
    out, _ = ScaledFunction.apply(x, by, w)
    return out
""")


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("return x", "return out.view_as(out), residuals"),
        ("return torch.sum(x), x", "return out_1, out_2.view_as(out_2), residuals"),
        ("return torch.sum(x) * k", "torch.as_tensor(grad) if needed"),
        ("return torch.exp(x) * torch.erf(k)", "f_torch has a first derivative only"),
        ("return torch.sum(x), x * k", "return *outputs, residuals"),
    ],
)
def test_what_pytorch_asks_of_an_operation(line: str, written: str) -> None:
    source = f"import torch\n\n\ndef f(x, k: float):\n    {line}\n"
    assert written in gradgen.generate(source, wrap="torch")


def test_what_is_no_array_goes_back_as_it_is() -> None:
    source = wrapped.spoken(wrapped.COUNTED, "jax.numpy", "jnp")
    text = gradgen.generate(source, wrap="jax")
    assert "nondiff_argnums=(1, 2, 3)" in text
    assert "residuals = x, Known(rows), Known(width), *others" in text
    assert "residuals = x, axis, rows.value, width.value, *others" in text


def test_names_inside_of_a_wrapper_keep_clear_of_the_users() -> None:
    text = gradgen.generate(
        "import jax.numpy as jnp\n\n\ndef f(saved, n: int, types):\n"
        "    return jnp.sum(jnp.reshape(saved, (n, -1)), axis=n - 1) * types\n",
        wrap="jax",
    )
    assert "def f_jax_backward(n, saved_1, upstream):" in text
    assert "types_1 = saved_1" in text


def test_imports_in_order() -> None:
    annotated = "from __future__ import annotations\nimport jax\nimport jax.numpy as J\n\n\n"
    text = gradgen.generate(
        f"{annotated}def f(x: jax.Array, n: int):\n    return J.sum(x) ** n\n", wrap="jax"
    )
    head, _ = text.split("\n\n\n", 1)
    assert head.splitlines() == [
        "from __future__ import annotations",
        "",
        "from functools import partial",
        "from typing import NamedTuple",
        "import jax",
        "import jax.numpy as J",
    ]


def test_a_default_that_python_does_not_allow_in_a_row() -> None:
    for library in ("numpy", "jax.numpy"):
        source = (
            f"import {library} as np\n\n\ndef f(x: float = 1.0, *, y: float, z: float = 2.0):\n"
        )
        text = gradgen.generate(f"{source}    return np.sin(x) * y * z\n", wrap="jax")
        assert "def f_jax(x, y, z=2.0):" in text
        compile(text, "<wrapped>", "exec")


@pytest.mark.parametrize(
    ("library", "wrap", "message", "instead"),
    [
        ("jax.numpy", "torch", "NumPy and PyTorch, and not of JAX", "--wrap jax wraps code of JAX"),
        ("cupy", "torch", "NumPy and PyTorch, and not of CuPy", "leave out --wrap"),
        ("torch", "jax", "NumPy and JAX, and not of PyTorch", "--wrap torch wraps code of PyTorch"),
        ("dask.array", "jax", "NumPy and JAX, and not of Dask", "leave out --wrap"),
        ("array_api_strict", "jax", "not of the array API", "leave out --wrap"),
    ],
)
def test_which_wrapper_is_for_which_library(
    library: str, wrap: str, message: str, instead: str
) -> None:
    with pytest.raises(gradgen.GradgenError) as caught:
        gradgen.generate(f"import {library} as n\n\n\ndef f(x):\n    return n.sin(x)\n", wrap=wrap)
    (found,) = caught.value.diagnostics
    assert found.slug == "other-library"
    assert message in found.message
    assert found.help == instead


@pytest.mark.parametrize(
    "arguments",
    [
        "--wrap tensorflow",
        "--wrap torch --mode jvp",
        "--wrap jax --split",
        "--wrap jax --target numba",
        "--wrap jax --verify",
    ],
)
def test_wrong_usage(arguments: str) -> None:
    assert said(str(SAMPLES / "neuron.py"), *arguments.split())[0] == 2


def test_wrong_choices_in_the_api() -> None:
    for choices in ({"wrap": "x"}, {"wrap": "jax", "with_value": True}):
        with pytest.raises(ValueError, match="wrap"):
            gradgen.generate(wrapped.NEURON, **choices)
