"""The output contract in the modes that go forward, on samples and on inputs that make it hard."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

import pytest

from cases import Case, samples
from directions import has
from elsewhere import here, with_other_hashes, without_gradgen
from mode_promises import MODE_PROMISES
from nasty_arrays import NASTY_ARRAYS
from nasty_inputs import NASTY
from outputs import outputs

CASES = (*samples(), *NASTY, *NASTY_ARRAYS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("promise", MODE_PROMISES, ids=lambda promise: promise.__name__)
@pytest.mark.parametrize("mode", ["jvp", "hvp"])
def test_promise(case: Case, promise: Callable[[Case, str], None], mode: str) -> None:
    if has(case, mode):
        promise(case, mode)


# Names.

CLASHES = {
    ("jvp", "def f(x, dot_x):\n    return x * dot_x"): (
        "x, dot_x, dot_x_1, dot_dot_x",
        "dot_out",
    ),
    ("jvp", "def f(x, y):\n    dot_x = x * y\n    return dot_x"): (
        "x, y, dot_x_1, dot_y",
        "dot_dot_x",
    ),
    ("jvp", "dot_x = 2.0\ndef f(x):\n    return x * dot_x"): ("x, dot_x_1", "dot_out"),
    ("jvp", "def f(x):\n    return x * dot_out\ndot_out = 2.0\n"): ("x, dot_x", "dot_out_1"),
    ("jvp", "def f(x, f_jvp):\n    return x * f_jvp"): ("x, f_jvp, dot_x, dot_f_jvp", "dot_out"),
    ("jvp", "def f(x, y=2.0):\n    return x * y"): ("x, y=2.0, *, dot_x, dot_y", "dot_out"),
    ("jvp", "def f(x, /, *, y):\n    a = x * y\n    return a, a * y"): (
        "x, /, *, y, dot_x, dot_y",
        "dot_a, dot_out2",
    ),
    ("jvp", "def f(x: float, n: int):\n    return x ** n"): ("x: float, n: int, dot_x", "dot_out"),
    ("jvp", "def f(x):\n    return x"): ("x, dot_x", "dot_x"),
    ("hvp", "def f(x, v_x):\n    return x * v_x"): (
        "x, v_x, v_x_1, v_v_x",
        "dot_grad_x, dot_grad_v_x",
    ),
    ("hvp", "def f(x, grad_x):\n    dot_grad_x = x * grad_x\n    return dot_grad_x"): (
        "x, grad_x, v_x, v_grad_x",
        "dot_grad_x_1, dot_grad_grad_x",
    ),
    ("hvp", "def f(x, y=2.0):\n    return x * y"): (
        "x, y=2.0, *, v_x, v_y",
        "dot_grad_x, dot_grad_y",
    ),
}


@pytest.mark.parametrize(("mode", "source"), CLASHES)
def test_signature_and_result(mode: str, source: str) -> None:
    (output,) = outputs(Case("clash", source.encode(), mode=mode))
    returned = output.returned.removeprefix("(").removesuffix(")")
    assert (ast.unparse(output.node.args), returned) == CLASHES[mode, source]


# Standalone, and the same bytes.

IN_EACH_MODE = [
    replace(case, name=f"{case.name}_{mode}_{place}", mode=mode)
    for place, case in enumerate(CASES)
    for mode in ("jvp", "hvp")
]


def test_another_process_gives_the_same_bytes() -> None:
    made = [case for case in IN_EACH_MODE if has(case.in_mode["vjp"], case.mode)]
    again = with_other_hashes(made)
    for case in made:
        assert again[case.name] == case.result.source, case.name


def test_it_runs_without_gradgen() -> None:
    made = [case for case in IN_EACH_MODE if has(case.in_mode["vjp"], case.mode)]
    alone = without_gradgen(made)
    for case in made:
        assert alone[case.name] == here(case), case.name
