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
    ],
)
def test_names_that_are_taken(wrap: str, name: str) -> None:
    parameter = f"import numpy as np\n\n\ndef f(x, {name}):\n    return np.sum(x) * {name}\n"
    constant = f"import numpy as np\n\n{name} = 2.0\n\n\ndef f(x):\n    return np.sum(x) * {name}\n"
    for source in (parameter, constant):
        with pytest.raises(gradgen.GradgenError) as caught:
            gradgen.generate(source, wrap=wrap)
        assert {d.slug for d in caught.value.diagnostics} == {"taken-name"}


@EACH_WRAPPER
def test_a_file_with_a_header(wrap: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").touch()
    Path("model.py").write_text(wrapped.NEURON)
    assert said("model.py", "-o", ".", "--wrap", wrap)[2] == f"wrote model_{wrap}.py\n"
    check = ("model.py", "-o", ".", "--wrap", wrap, "--check")
    assert said(*check)[0] == 0
    file = Path(f"model_{wrap}.py")
    text = file.read_text()
    for old, new in (
        ("neuron_backward(", "neuron_backwards("),
        ("import math\n", "import math \n"),
    ):
        file.write_text(text.replace(old, new))
        assert said(*check)[0] == (old != "import math\n")


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
