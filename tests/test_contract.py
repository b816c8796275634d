"""The output contract, promise by promise, on inputs that make it hard to keep."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import array_promises
import gradgen
import promises
from agreement import check_gradient, check_value, trials
from cases import Case, Point, Sample, samples
from elsewhere import here, with_other_hashes, without_gradgen
from nasty_arrays import NASTY_ARRAYS
from nasty_inputs import NASTY
from outputs import outputs
from promises import PROMISES
from running import generated

ALL_NASTY = (*NASTY, *NASTY_ARRAYS)
EACH = pytest.mark.parametrize("case", ALL_NASTY, ids=lambda case: case.name)
EACH_SAMPLE = pytest.mark.parametrize("sample", tuple(samples()), ids=lambda sample: sample.name)


@EACH
@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_promise(case: Case, promise: Callable[[Case], None]) -> None:
    promise(case)


# Standalone, and the same bytes.


@pytest.fixture(scope="module")
def nasty_alone() -> Mapping[str, list[Any]]:
    return without_gradgen(ALL_NASTY)


@EACH
def test_it_runs_without_gradgen(case: Case, nasty_alone: Mapping[str, list[Any]]) -> None:
    assert nasty_alone[case.name] == here(case)


@pytest.fixture(scope="module")
def nasty_again() -> Mapping[str, str]:
    return with_other_hashes(ALL_NASTY)


@EACH
def test_another_process_gives_the_same_bytes(case: Case, nasty_again: Mapping[str, str]) -> None:
    assert nasty_again[case.name] == case.result.source


@EACH
def test_line_ends_and_marks_are_not_part_of_the_output(case: Case) -> None:
    assert not {"\r", "\ufeff", "\f"} & set(case.result.source)


@EACH
def test_a_call_needs_no_more_arguments_than_before(case: Case) -> None:
    """Defaults stay, and a lone upstream gradient has one."""
    functions = generated(case.result.source, case.result.functions)
    for output in outputs(case):
        given = output.node.args
        needed = len(given.posonlyargs) + len(given.args) - len(given.defaults)
        trial = next(t for t in trials(case) if t.function == output.original)
        named = {a.arg for a, d in zip(given.kwonlyargs, given.kw_defaults, strict=True) if not d}
        positional = [a.arg for a in (*given.posonlyargs, *given.args)][:needed]
        functions[output.original](
            *(trial.arguments[name] for name in positional),
            **{name: trial.arguments[name] for name in named},
        )


# Names.

CLASHES = {
    "def f(x, grad_x):\n    return x * grad_x": (
        "x, grad_x, grad_out=1.0",
        "grad_x_1, grad_grad_x",
    ),
    "def f(x, grad_x, grad_x_1):\n    return x * grad_x * grad_x_1": (
        "x, grad_x, grad_x_1, grad_out=1.0",
        "grad_x_2, grad_grad_x, grad_grad_x_1",
    ),
    "def f(x, y):\n    grad_y = x * y\n    return grad_y": (
        "x, y, grad_grad_y=1.0",
        "grad_x, grad_y_1",
    ),
    "def f(x, y):\n    x = x * y\n    x = x * y\n    return x": (
        "x, y, grad_x_2=1.0",
        "grad_x, grad_y",
    ),
    "def f(x, y):\n    return x": ("x, y, grad_x=1.0", "grad_x, grad_y"),
    "grad_x = 2.0\ndef f(x):\n    return x * grad_x": ("x, grad_out=1.0", "grad_x_1"),
    "def f(x):\n    L = x * x\n    return L": ("x, grad_L=1.0", "grad_x"),
    "def f(x):\n    L = x * x": ("x, grad_L=1.0", "grad_x"),
    "def f(x):\n    return x * x": ("x, grad_out=1.0", "grad_x"),
    "def f(x):\n    a = x * x\n    return a, a * x": ("x, *, grad_a, grad_out2", "grad_x"),
    "def f(x, /, *, y=2.0):\n    return x * y": ("x, /, *, y=2.0, grad_out=1.0", "grad_x, grad_y"),
    "def f(x: float, n: int):\n    return x ** n": ("x: float, n: int, grad_out=1.0", "grad_x"),
}


@pytest.mark.parametrize("source", CLASHES)
def test_signature_and_result(source: str) -> None:
    (output,) = outputs(Case("clash", source.encode()))
    returned = output.returned.removeprefix("(").removesuffix(")")
    assert (ast.unparse(output.node.args), returned) == CLASHES[source]


BOUND = {
    "return a + b * (a - b)": ["t1", "t2", "out"],
    "t2 = a * b\n    return t2 + a * b": ["t2", "t1", "out"],
    "x = a * b\n    x = x * a\n    x = x * b\n    return x": ["x", "x_1", "x_2"],
    "a = a * b\n    a_1 = a * b\n    return a * a_1": ["a_2", "a_1", "out"],
    "a, b = b, a * b\n    return a - b": ["a_1", "b_1", "out"],
    "a += b\n    b *= a\n    return b": ["a_1", "b_1"],
    "unused = a * b\n    return a * b": ["unused", "out"],
}


@pytest.mark.parametrize("body", BOUND)
def test_names_of_the_forward_half(body: str) -> None:
    (output,) = outputs(Case("names", f"def f(a, b):\n    {body}\n".encode()))
    assert output.bound_forward == BOUND[body]


# With the value.

VALUED = {
    "def f(x):\n    L = x * x\n    return L": "(L, grad_x)",
    "def f(x, y):\n    L = x * y\n    return L": "(L, (grad_x, grad_y))",
    "def f(x):\n    a = x * x\n    return a, x * a": "((a, out2), grad_x)",
    "def f(x, y):\n    return x": "(x, (grad_x, grad_y))",
}


@pytest.mark.parametrize("source", VALUED)
def test_the_value_comes_first(source: str) -> None:
    text = gradgen.generate(source, with_value=True)
    (output,) = outputs(Case("valued", source.encode()), text)
    assert output.returned == VALUED[source]


# What travels.


def test_only_what_is_used_travels() -> None:
    text = gradgen.generate(dedent("""
        import os
        from math import cos, exp, sin

        USED = 2.0  # twice
        UNUSED = 3.0

        def helper(x):
            return x

        def f(x):
            return sin(helper(x)) * USED
        """))
    head = text[: text.index("def ")]
    assert head == "from math import cos\n\nUSED = 2.0  # twice\n\n\n"


def test_what_the_output_calls_it_defines_once() -> None:
    text = gradgen.generate("def f(x):\n    return silu(x)\ndef g(x):\n    return swish(x)\n")
    for name in ("sigmoid", "silu", "swish"):
        assert text.count(f"def {name}(") == 1


# Going back.

BACKWARD = {
    "z = x + y": ["grad_x = grad_z  # gradient copier", "grad_y = grad_z  # gradient copier"],
    "z = x * y": [
        "grad_x = grad_z * y  # gradient multiplier",
        "grad_y = grad_z * x  # gradient multiplier",
    ],
    "z = max(x, y)": [
        "grad_x = 0.0 if y > x else grad_z  # gradient router: x takes all unless y > x",
        "grad_y = grad_z if y > x else 0.0  # gradient router: y takes all if y > x",
    ],
    "z = x * x + y": [
        "grad_t1 = grad_z  # gradient copier",
        "grad_y = grad_z  # gradient copier",
        "grad_x = grad_t1 * x  # gradient multiplier",
        "grad_x = grad_x + grad_t1 * x  # gradient adder: x forks; gradient multiplier",
    ],
    "z = x": [
        "grad_x = grad_z  # gradient copier",
        "grad_y = 0.0  # zero gradient: z does not depend on y",
    ],
}


@pytest.mark.parametrize("statement", BACKWARD)
def test_backward_lines(statement: str) -> None:
    text = gradgen.generate(f"def f(x, y):\n    {statement}\n")
    _, _, backward = text.partition("    # backward\n")
    lines = [line.strip() for line in backward.splitlines()]
    assert lines[: lines.index("")] == BACKWARD[statement]


def test_upstream_gradients_are_left_as_they_are() -> None:
    """A list is no number, but shows whether anything is written to it."""
    text = gradgen.generate("def f(x, y):\n    return x + y\n")
    upstream = [1.0]
    found = generated(text, ("f",))["f"](1.0, 2.0, upstream)
    assert found == (upstream, upstream)
    assert upstream == [1.0]


# Nothing runs.

TRAP = """
import antigravity_that_does_not_exist
from nowhere.at_all import anything

open("touched", "w").write("module")
__import__("os").mkdir("made")

@open("touched", "w").write("decorator")
def other(x: open("touched", "w").write("annotation") = open("touched", "w").write("default")):
    return x

class Trap:
    open("touched", "w").write("class")

def f(x):
    return x * x

assert False, exit(3)
1 / 0
"""


def test_nothing_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    gradgen.generate("def f(x):\n    return x * x\n")  # whatever loads late has loaded now

    def refuse(*_: Any, **__: Any) -> Any:
        pytest.fail("the user's code was run")

    for name in ("exec", "eval"):
        monkeypatch.setattr(builtins, name, refuse)
    text = gradgen.generate(TRAP, function="f")
    monkeypatch.undo()
    assert "grad_x = grad_out * x  # gradient multiplier" in text
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_comes_without_code() -> None:
    source = (
        "def f(x):\n    return x[0]\ndef g(x):\n    return unknown(x)\ndef h(x):\n    return x\n"
    )
    with pytest.raises(gradgen.GradgenError) as raised:
        gradgen.generate(source)
    assert len(raised.value.diagnostics) == 2


# gradgen reads what it writes.


@cache
def again(sample: Sample) -> Case:
    """The output of a sample as an input, at the same points with some upstream gradient."""
    text = gradgen.generate(sample.source, **{**sample.options, "with_value": False})
    known = [trial for trial in trials(sample) if not trial.gives and not trial.is_near]
    by_function = [[t for t in known if t.function == f] for f in sample.result.functions]
    points = (
        Point({name: value for trial in together for name, value in trial.arguments.items()})
        for together in zip(*by_function, strict=True)
    )
    return Case(f"{sample.name}_again", text.encode(), sample.told, tuple(points))


@EACH_SAMPLE
def test_the_gradient_has_a_gradient(sample: Sample) -> None:
    second = again(sample)
    check_value(second)
    check_gradient(second, second.result.source)


@EACH_SAMPLE
@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_promise_for_the_second_derivative(sample: Sample, promise: Callable[[Case], None]) -> None:
    promise(again(sample))


# The checks themselves.

BROKEN = (
    (promises.black_leaves_it, "t1 = x * x", "t1 = x*x"),
    (promises.pyflakes_is_silent, "import math", "import math, os"),
    (promises.pyflakes_is_silent, "math.cos(x)", "math_1.cos(x)"),
    (promises.it_imports_what_the_source_does, "import math", "import gradgen, math"),
    (promises.the_gradient_is_right, "grad_t1 * x", "grad_t1 * t1"),
    (promises.the_parameters_are_the_originals_and_the_seeds, "grad_L=1.0", "grad_L"),
    (promises.it_returns_the_gradients_in_order, "return grad_x", "return (grad_x,)"),
    (promises.each_forward_line_is_one_gate, "t1 = x * x", "t1 = x * x * 1"),
    (promises.every_name_is_bound_once, "t2 = math", "x = math"),
    (promises.there_is_nothing_but_assignments, "grad_x = grad_x +", "grad_x +="),
    (promises.there_is_nothing_but_assignments, "    # backward", "    print()  # backward"),
    (promises.each_backward_line_says_its_gate, "# gradient multiplier", "# multiplier"),
    (promises.forks_add, "grad_x = grad_x + grad_t1 * x", "grad_x = grad_t1 * x"),
    (promises.forks_add, "# gradient adder: x forks; ", "# "),
    (promises.nothing_is_computed_in_vain, "    # backward", "    t9 = x\n    # backward"),
    (promises.new_names_are_numbered, "t2", "t7"),
    (promises.names_are_the_users_or_numbered, "t2", "v7"),
    (promises.comments_travel, "  # squared", ""),
)


BROKEN_ARRAYS = (
    (promises.pyflakes_is_silent, "import numpy as np", "import numpy as np, os"),
    (promises.it_imports_what_the_source_does, "from jaxtyping", "import scipy\nfrom jaxtyping"),
    (promises.the_gradient_is_right, "+= grad_rest", "+= 2 * grad_rest"),
    (promises.the_gradient_is_right, "grad_x[0] +=", "grad_x[-1] +="),
    (promises.each_forward_line_is_one_gate, "rest = x[1:]", "rest = (x + 0)[1:]"),
    (promises.there_is_nothing_but_assignments, "grad_x[0] +=", "grad_x[0] -="),
    (promises.there_is_nothing_but_assignments, "    t1 = rest", "    del x[0]\n    t1 = rest"),
    (promises.there_is_nothing_but_assignments, "t1 = rest", "x[0] += 0.0\n    t1 = rest"),
    (promises.what_is_written_to_is_the_functions_own, "np.zeros_like(x)", "x * 0"),
    (promises.what_is_written_to_is_the_functions_own, "grad_x[0] +=", "x[0] +="),
    (promises.what_is_written_to_is_the_functions_own, "grad_x[1:] +=", "grad_t1[:] +="),
    (promises.each_backward_line_says_its_gate, "# gradient adder: x", "# zeros: x"),
    (promises.forks_add, "# gradient adder: x forks; ", "# "),
    (promises.nothing_is_computed_in_vain, "grad_x[0] +=", "grad_y = grad_t4\n    grad_y[0] +="),
    (
        array_promises.the_arguments_stay_as_they_are,
        "    # backward",
        "    x[0] *= 2\n    # backward",
    ),
    (array_promises.the_arguments_stay_as_they_are, "    # backward", "    w += 1\n    # backward"),
    (
        array_promises.the_gradients_have_memory_of_their_own,
        "return grad_x, grad_w",
        "return x, grad_w",
    ),
    (
        array_promises.the_gradients_have_memory_of_their_own,
        "return grad_x, grad_w",
        "return x[:], grad_w",
    ),
    (array_promises.single_precision_stays, "return grad_x,", "return grad_x * np.ones(1),"),
    (array_promises.nothing_is_warned_of, "    # backward", "    1 / np.zeros(1)\n    # backward"),
    (array_promises.the_upstream_gradient_is_one_unless_given, "grad_out=1.0", "grad_out=2.0"),
    (array_promises.the_shapes_in_the_notes_are_true, "# [N-1]", "# [N]"),
    (array_promises.the_shapes_in_the_notes_are_true, "-> [N-1]", "-> [N, 1]"),
)


@pytest.mark.parametrize(
    ("source", "promise", "kept", "broken"),
    [
        *(("whole", *broken) for broken in BROKEN),
        *(("arrays", *broken) for broken in BROKEN_ARRAYS),
    ],
)
def test_a_broken_promise_is_noticed(
    source: str, promise: Callable[[Case], None], kept: str, broken: str
) -> None:
    case = Case(source, {"whole": WHOLE, "arrays": PARTS}[source].encode())
    promise(case)
    assert kept in case.result.source
    text = case.result.source.replace(kept, broken)
    vars(case)["result"] = replace(case.result, source=text)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        promise(case)


WHOLE = """
import math

def f(x):
    t = x * x  # squared
    L = (x * x) * math.sin(x) * t
    return L
"""

PARTS = """
# at: N=4
import numpy as np
from jaxtyping import Float

def f(x: Float[np.ndarray, "N"], w: Float[np.ndarray, "N-1"]):
    rest = x[1:]
    return np.sum(rest * w * w) * x[0]
"""
