"""`--emit test` for code of other libraries than NumPy: the tests run there, green and red."""

from __future__ import annotations

from pathlib import Path

import black
import pytest

from gradgen.targets.dialects import DIALECTS
from gradgen.verify.child.libraries import BORDERS
from gradgen.verify.emitted_library import LIBRARIES
from test_emitted_test import commit, emitted, flaws, gradgen_, results_in
from test_verify_libraries import EACH, FAULTS, GIVEN, MODEL, SQUARES
from verifying import Gradgen

__all__ = ["gradgen_"]

GREEN = {
    "gradient": (MODEL, []),
    "tangent": (MODEL, ["--mode", "jvp", "--with-value"]),
    "split": (MODEL, ["--split"]),
    "product": (SQUARES, ["--mode", "hvp"]),
    "single": (MODEL.replace("Float", "Float32"), []),
    "namespace": (GIVEN, ["--shape", "x=N,D"]),
    "number": (
        "import MODULE as xp\n\n\ndef f(x, /, y=0.5):\n    return xp.exp(x) * xp.sin(x) * y\n",
        ["--mode", "jvp", "--at", "x=2"],
    ),
    "asked": (
        "def f(x, y):\n    xp = x.__array_namespace__()\n    return xp.exp(x) * xp.sum(y**2)\n",
        ["--mode", "jvp", "--shape", "y=N", "--at", "x=2"],
    ),
    "unbroadcast": (
        "def f(x, y, *, xp):\n    return xp.sum(xp.exp(x) * y)\n",
        ["--at", "x=[1],y=2"],
    ),
}
START = "    # forward\n"
RED = [
    *(FAULTS[name][:2] for name in ("a small factor", "a shape", "another order")),
    (START, f"{START}    x_0 = x\n    x = 1.0 * x\n    x_0[0, :] = 7.0\n"),
]


@EACH
def test_what_is_right_is_green_and_what_is_wrong_is_red(
    module: str, gradgen_: Gradgen, tmp_path: Path
) -> None:
    """One folder for each; pytest runs once, in a process that has no gradgen."""
    for name, (source, options) in GREEN.items():
        commit(gradgen_, f"green_{name}", source.replace("MODULE", module), options)
    for number, (old, new) in enumerate(RED):
        folder = commit(gradgen_, f"red_{number}", MODEL.replace("MODULE", module), [])
        text = (folder / "model_backward.py").read_text("utf-8")
        assert old in text
        (folder / "model_backward.py").write_text(text.replace(old, new, 1), "utf-8")
    found = results_in(tmp_path)
    assert len(found) == len(GREEN) + len(RED)
    wrong = [name for name, failures in found.items() if name.startswith("red") == (not failures)]
    assert wrong == []


@pytest.mark.parametrize("module", ["jax.numpy", "cupy", "dask.array", "array_api_strict", "torch"])
@pytest.mark.parametrize("options", ["--mode hvp", "--split"])
def test_it_reads_as_if_written_by_hand(module: str, options: str, gradgen_: Gradgen) -> None:
    source = (SQUARES if "hvp" in options else MODEL).replace("MODULE", module)
    text = emitted(gradgen_, source, *options.split())
    assert black.format_str(text, mode=black.Mode()) == text
    assert flaws(text) == ""
    assert f"\nimport {module}" in text
    assert "gradgen" not in text.partition('"""\n\n')[2]


def test_arrays_enter_a_library_and_leave_it(gradgen_: Gradgen) -> None:
    text = emitted(gradgen_, MODEL.replace("MODULE", "jax.numpy"))
    assert text.count('jax.config.update("jax_enable_x64", True)\n') == 1
    assert text.index("jax.config") < text.index("model = load")
    assert "    return leave(model.f(**enter(at)))\n" in text
    assert """\
    inputs, seeds = enter(at), enter(new)
    results = derivative.f_backward(**inputs, grad_out1=seeds[0], grad_h=seeds[1])
    found = [*flat(leave(results))]
    at, new = leave(inputs), leave(seeds)
    assert_unchanged([*new, *at.values()], [*weights, *before.values()])
""" in text


def test_a_namespace_is_numpys_whatever_is_installed(gradgen_: Gradgen) -> None:
    text = emitted(gradgen_, GIVEN, "--shape", "x=N,D")
    assert "model.spread(**at, xp=np)" in text
    assert "array_api_strict" not in text
    assert "enter" not in text


def test_each_dialect_is_run_and_has_a_test() -> None:
    modules = {dialect.own("numpy") for dialect in DIALECTS}
    assert modules <= BORDERS.keys()
    assert modules <= LIBRARIES.keys()
