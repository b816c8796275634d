"""Misspelt names: what was probably meant, and that it is found in time."""

from __future__ import annotations

from typing import Any

import pytest

import gradgen
from gradgen.cli import run
from gradgen.diagnostics.suggestion import nearest


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("los", ["loss", "f"], "loss"),
        ("LOSS", ["lost", "loss"], "loss"),
        ("sotr", ["str_", "sort"], "sort"),
        ("wo", ["w", "x"], "w"),
        ("sigmod", ["sign", "sigmoid"], "sigmoid"),
        ("zebra", ["loss", "f"], ""),
        ("", ["loss"], ""),
        ("x", [], ""),
        ("x" * 10**6, ["x" * 10**6], ""),
        ("lost", [f"last{n}" for n in range(10**5)], "last9"),
    ],
)
def test_nearest(name: str, known: list[str], meant: str) -> None:
    assert nearest(name, known) == meant


HEAD = "import math\nimport numpy as np\nimport scipy.special\n\nSIZE = 2.0\n\n\n"
HELPER = "def line(x, slope=1.0):\n    return x * slope\n\n\n"

IN_A_BODY = {
    "np.sotfmax(x)": "special.softmax",
    "np.sotr(x)": "np.sort",
    "np.exq(x)": "np.exp",
    "np.linalg.slove(x, x)": "np.linalg.solve",
    "np.linlag.inv(x)": "np.linalg.inv",
    "scipy.special.expti(x)": "special.expit",
    "math.sqr(x)": "math.sqrt",
    "math.exo(x)": "math.exp",
    "math.pie * x": "math.pi",
    "np.pii * x": "np.pi",
    "sigmod(x)": "sigmoid",
    "sofplus(x)": "softplus",
    "abss(x)": "abs",
    "mth.sqrt(x)": "math",
    "lime(x)": "line",
    "lenght_ * x": "length",
    "Size * x": "SIZE",
    "xx * x": "x",
    "np.sum(x, axs=0)": "axis",
    "x.smu()": "sum",
    "x.shap": "shape",
}


@pytest.mark.parametrize("code", IN_A_BODY)
def test_a_misspelt_name_in_a_function(code: str) -> None:
    source = f"{HEAD}{HELPER}def f(x):\n    length = 3.0\n    return {code} + length\n"
    assert f"did you mean `{IN_A_BODY[code]}`?" in helps(source, function="f")


@pytest.mark.parametrize("line", ["import nump", "import nump as np", "from nump import exp"])
def test_a_misspelt_library(line: str) -> None:
    used = {"import nump": "nump.exp", "import nump as np": "np.exp"}.get(line, "exp")
    assert helps(f"{line}\ndef f(x):\n    return {used}(x)\n") == ["did you mean `numpy.exp`?"]


@pytest.mark.parametrize(
    ("choices", "meant"),
    [
        ({"function": "los"}, "loss"),
        ({"function": "LOSS"}, "loss"),
        ({"wrt": "wo"}, "w"),
        ({"wrt": "w,bais"}, "bias"),
        ({"shape": {"bais": "N"}}, "bias"),
    ],
)
def test_a_misspelt_choice(choices: dict[str, Any], meant: str) -> None:
    source = "import numpy as np\n\n\ndef loss(w, bias):\n    return np.sum(w * bias)\n"
    assert helps(source, **choices) == [f"did you mean `{meant}`?"]


def helps(source: str, **choices: Any) -> list[str]:
    with pytest.raises(gradgen.GradgenError) as caught:
        gradgen.build(source, **choices)
    return [diagnostic.help for diagnostic in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ("--mdoe jvp", "--mode"),
        ("--wtr x", "--wrt"),
        ("--mode jpv", "'jvp'"),
        ("--mode jacobian --by row", "'rows'"),
        ("--output-format jsn", "'json'"),
        ("--color alway", "'always'"),
        ("--explain unknwon-name", "unknown-name"),
        ("--explain sigmod", "sigmoid"),
    ],
)
def test_a_misspelt_option(arguments: str, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*arguments.split(), "file.py"]) == 2
    assert word in capsys.readouterr().err


def test_a_misspelt_value_in_the_api() -> None:
    with pytest.raises(ValueError, match="'jpv' is none of vjp, jvp"):
        gradgen.generate("def f(x): return x\n", mode="jpv")
