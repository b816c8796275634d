"""Gradients for numba: what is written, what is refused, and, where numba is, what it computes."""

from __future__ import annotations

import ast
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import black
import numpy as np
import pytest
from click.testing import CliRunner

import gradgen
from cases import Sample, samples
from gradgen.cli import command
from gradgen.targets.numba import known_calls
from numba_running import check_agreement, compiled, flat, for_numba, interpreted

SAMPLES = {sample.name: sample for sample in samples()}
EACH = pytest.mark.parametrize("sample", SAMPLES.values(), ids=lambda sample: sample.name)
NEEDS_NUMBA = pytest.mark.skipif(
    find_spec("numba") is None, reason="numba is not installed: pip install '.[numba]'"
)

# Without annotations nothing tells how many dimensions there are; these do not need to know.
RANK_NEEDED = {name for name in SAMPLES if name.endswith("_plain")} - {
    "relu_vector_plain",
    "rosenbrock_vector_plain",
    "svm_hinge_plain",
}
REFUSED = {*RANK_NEEDED, "convolution", "lstm_cell", "svm_hinge_plain"}


@EACH
def test_a_sample_is_written_whole_or_refused(sample: Sample) -> None:
    if sample.name not in REFUSED:
        text = for_numba(sample)
        assert black.format_str(text, mode=black.Mode()) == text
        assert text == for_numba(sample)
        assert not any(isinstance(node, ast.Delete) for node in ast.walk(ast.parse(text)))
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef):
                (decorator,) = node.decorator_list
                assert ast.unparse(decorator) in (
                    "njit(cache=True, error_model='numpy')",
                    "vectorize(cache=True)",
                )
        return
    with pytest.raises(gradgen.GradgenError) as caught:
        for_numba(sample)
    assert {d.slug for d in caught.value.diagnostics} == {"not-in-numba"}
    assert all(d.labels and d.help for d in caught.value.diagnostics)


@EACH
def test_auto_is_what_is_printed_anyway(sample: Sample) -> None:
    assert for_numba(sample, target="auto") == sample.result.source


@pytest.mark.parametrize("mode", ["jvp", "hvp", "hessian"])
def test_other_modes(mode: str) -> None:
    text = for_numba(SAMPLES["quadratic_loss"], mode=mode)
    assert text.count("@njit(") == text.count("\ndef ")
    assert f"_{mode}(" in text


def test_unknown_shapes_are_told_once() -> None:
    with pytest.raises(gradgen.GradgenError) as caught:
        for_numba(SAMPLES["linear_layer_plain"])
    (found,) = caught.value.diagnostics
    assert "`x`, `w`" in found.message
    assert "--shape" in found.help
    shapes = {"x": "N,D", "w": "D,M"}
    assert "grad_y @ w.T" in for_numba(SAMPLES["linear_layer_plain"], shape=shapes)


def test_places_that_may_be_named_twice_are_added_in_a_loop() -> None:
    source = """
import numpy as np
from jaxtyping import Float, Int

def f(table: Float[np.ndarray, "V D"], words: Int[np.ndarray, "N"]):
    return np.sum(table[words] ** 2)
"""
    text = gradgen.generate(source, target="numba")
    assert "grad_table = add_at(grad_table, words, grad_t1)" in text
    assert "np.add.at" not in text


def test_a_negative_exponent_is_no_whole_number() -> None:
    """numba has 0 for `3**-1`."""
    text = gradgen.generate("def f(x):\n    return x**-3\n", target="numba", with_value=True)
    assert "out = x**-3.0" in text
    assert "grad_x = grad_out * -3 * x**-4.0" in text
    text = gradgen.generate("def f(x, n):\n    return x**n\n", target="numba", with_value=True)
    assert "out = x ** (n * 1.0)" in text


@pytest.mark.parametrize(
    "line",
    [
        *("np.einsum('ij->i', x)", "np.pad(x, 1)", "np.linalg.matrix_power(x, 2)"),
        *(
            "np.tensordot(x, x, 2)",
            "np.gradient(x, axis=0)",
            "np.kron(x, x)",
            "np.median(x, axis=0)",
        ),
    ],
)
def test_what_is_not_in_the_table_is_refused(line: str) -> None:
    source = f"""
import numpy as np
from jaxtyping import Float

def f(x: Float[np.ndarray, "N N"]):
    return np.sum({line})
"""
    with pytest.raises(gradgen.GradgenError) as caught:
        gradgen.generate(source, target="numba", with_value=True)
    found = caught.value.diagnostics[0]
    assert found.slug == "not-in-numba"
    assert found.labels[0].span.start.line == 6


def test_a_definition_of_the_users_is_looked_into() -> None:
    source = """
import numpy as np

def softmax(x):
    powers = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)

def f(x):
    return np.sum(softmax(x) ** 2)
"""
    shape = {"x": "N,D"}
    if "def softmax(x):\n    powers" in gradgen.generate(source, function="f", shape=shape):
        with pytest.raises(gradgen.GradgenError, match="not-in-numba"):
            gradgen.generate(source, function="f", shape=shape, target="numba")


def test_a_name_of_the_users_is_left_alone() -> None:
    text = gradgen.generate("def f(njit, x):\n    return njit * x\n", target="numba")
    assert "from numba import njit as njit_1" in text
    assert "@njit_1(cache=True" in text


def test_no_target_of_that_name() -> None:
    with pytest.raises(ValueError, match="target: 'fortran' is none of auto, numba"):
        gradgen.generate("def f(x):\n    return x * x\n", target="fortran")


@pytest.mark.parametrize("word", ["--verify", "--emit=test"])
def test_verification_is_for_numpy(word: str, tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_text("def f(x):\n    return x * x\n")
    run = CliRunner().invoke(command, [str(file), "--target", "numba", word])
    assert run.exit_code == 2
    assert "without --target" in run.output


# What is written is Python too: it runs without numba, only slowly.


@EACH
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_gradients_are_those_for_numpy(sample: Sample) -> None:
    if sample.name not in REFUSED:
        check_agreement(sample, interpreted)


SHAPES = {
    "linear_layer_plain": {"x": "N,D", "w": "D,M"},
    "batch_norm_plain": {"x": "N,D", "gamma": "D", "beta": "D", "eps": ""},
    "black_scholes_vector_plain": {"S": "N", "K": "N", "T": "N", "r": "", "sigma": ""},
    "cosine_similarity_plain": {"a": "N,D", "b": "N,D"},
    "layer_norm_plain": {"x": "N,D", "gain": "D", "bias": "D", "eps": ""},
}


@pytest.mark.parametrize("name", SHAPES)
def test_shapes_may_be_said(name: str) -> None:
    check_agreement(SAMPLES[name], interpreted, shape=SHAPES[name])


def test_a_chain_is_one_loop() -> None:
    text = for_numba(SAMPLES["black_scholes_vector"])
    assert text.count("for i in range(") == 1
    assert text.count("np.empty(") == 3  # the gradients that are arrays
    assert "np.sum(" not in text


HARD = {
    "a name with an index of its own": (
        "x, i: x * np.exp(i * x)",
        {"x": "N", "i": ""},
    ),
    "sums on the way": ("x: x / np.sum(x) + x.mean() * np.var(x)", {"x": "N"}),
    "axes that are kept": (
        "x: x - x.mean(axis=1, keepdims=True) * np.exp(x.sum(axis=0, keepdims=True))",
        {"x": "N,M"},
    ),
    "rows and columns": (
        "a, b: np.tanh(a[:, None] * b[None, :] + a[:, None])",
        {"a": "N", "b": "M"},
    ),
    "parts": ("x: np.sin(x[1:]) * x[:-1] + x[1:] ** 2", {"x": "N"}),
    "choices": ("x, y: np.where((x > 0) & (y < 1), x * y, np.maximum(x, y))", {"x": "N", "y": "N"}),
    "one of something": ("x, c: c * np.exp(x) + c", {"x": "N,M", "c": "N,1"}),
    "a product between": ("x, w: np.exp(np.tanh(x @ w) * 2) @ w.T", {"x": "N,M", "w": "M,K"}),
    "the largest": ("x: np.exp(x - x.max(axis=1)[:, None])", {"x": "N,M"}),
}


@pytest.mark.parametrize("mode", ["vjp", "jvp"])
@pytest.mark.parametrize("what", HARD)
def test_loops_compute_what_arrays_do(what: str, mode: str) -> None:
    header, shapes = HARD[what]
    names, _, line = header.partition(": ")
    source = f"import numpy as np\n\ndef f({names}):\n    return {line}\n"
    text = gradgen.generate(source, shape=shapes, mode=mode, with_value=True, target="numba")
    assert "for " in text
    plain = gradgen.generate(source, shape=shapes, mode=mode, with_value=True)
    sizes = {"N": 4, "M": 3, "K": 2, "1": 1}
    chance = np.random.default_rng(7)
    arguments: list[Any] = []
    for shape in shapes.values():
        dims = tuple(sizes[dim] for dim in shape.split(",") if dim)
        arguments.append(chance.normal(size=dims) if dims else 0.7)
    if mode == "jvp":
        arguments += [np.cos(argument) for argument in arguments]
    ours, theirs = (
        run(each)[f"f_{'backward' if mode == 'vjp' else mode}"]
        for run, each in ((interpreted, text), (compiled, plain))
    )
    value, expected = ours(*arguments), theirs(*arguments)
    for one, other in zip(flat(value), flat(expected), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-12)


def test_an_array_that_is_too_short_is_noticed() -> None:
    source = "import numpy as np\n\ndef f(x, y):\n    return x * np.exp(y)\n"
    text = gradgen.generate(source, shape={"x": "N", "y": "N"}, target="numba")
    with pytest.raises(AssertionError, match=r"y is not \[N\]"):
        interpreted(text)["f_backward"](np.ones(3), np.ones(2))


# With numba.

FEW = ("neuron", "router_gates", "relu_vector")


@NEEDS_NUMBA
@pytest.mark.parametrize("name", FEW)
def test_what_numba_compiles_computes_the_same(name: str) -> None:
    check_agreement(SAMPLES[name], most=3)


@NEEDS_NUMBA
def test_repeated_places_count_each_time() -> None:
    source = """
import numpy as np
from jaxtyping import Float, Int

def f(table: Float[np.ndarray, "V"], words: Int[np.ndarray, "N"]):
    return np.sum(table[words] ** 2)
"""
    gradient = compiled(gradgen.generate(source, target="numba"))["f_backward"]
    table, words = np.array([1.0, 2.0, 3.0]), np.array([0, 2, 0])
    np.testing.assert_allclose(gradient(table, words), [4.0, 0.0, 6.0])


@NEEDS_NUMBA
def test_what_the_page_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parents[1]
    monkeypatch.syspath_prepend(str(root))
    page = (root / "docs" / "numba.md").read_text("utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    exec(compile(block, "docs/numba.md", "exec"), {})


def test_the_table_has_forms() -> None:
    assert len(known_calls()) > 150
