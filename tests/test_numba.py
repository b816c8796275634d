"""Gradients for numba: what is written, what is refused, and, where numba is, what it computes."""

from __future__ import annotations

import ast
import re
from importlib.util import find_spec
from pathlib import Path

import black
import numpy as np
import pytest
from click.testing import CliRunner

import gradgen
from cases import Sample, samples
from gradgen.cli import command
from gradgen.targets.numba import known_calls
from numba_running import check_agreement, compiled, for_numba

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


# With numba.

FEW = ("neuron", "router_gates", "logistic_regression", "linear_layer")


@NEEDS_NUMBA
@pytest.mark.parametrize("name", FEW)
def test_gradients_are_those_for_numpy(name: str) -> None:
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
def test_what_the_page_shows() -> None:
    page = (Path(__file__).parents[1] / "docs" / "numba.md").read_text("utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    exec(compile(block, "docs/numba.md", "exec"), {})


def test_the_table_has_forms() -> None:
    assert len(known_calls()) > 150
