"""The split form of the gradient: two functions, and what goes from one to the other."""

from __future__ import annotations

import ast
import copy
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import array_promises
import gradgen
import promises
from agreement import Trial, parameters, trials
from cases import Case, Sample, samples, samples_in_modes
from gradgen.cli import command
from nasty_arrays import NASTY_ARRAYS
from nasty_inputs import NASTY
from outputs import names_in
from rejoined import Halves, halves, in_split_form, rejoined
from running import as_tuple, call, generated, namespace
from shape_notes import sizes_of

SPLIT_SAMPLES = tuple(sample for sample in samples_in_modes() if sample.mode == "split")
CASES = (*samples(), *NASTY, *NASTY_ARRAYS)
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
EACH_SAMPLE = pytest.mark.parametrize("sample", SPLIT_SAMPLES, ids=lambda sample: sample.name)


# The samples: `test_samples` compares the texts.


def test_it_runs_without_anything() -> None:
    (neuron,) = (sample for sample in SPLIT_SAMPLES if sample.name == "neuron_split")
    run = "L, residuals = f_forward(2, -1, -3, -2, -3)\nprint(L, f_backward(residuals))"
    text = f"{neuron.result.source}\n{run}\n"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-"], input=text, capture_output=True, text=True, check=True
    )
    known = generated(gradgen.generate(neuron.source, with_value=True), ("f",))["f"]
    assert done.stdout == "{} {}\n".format(*known(2, -1, -3, -2, -3))


# The values: those of the gradient in one piece, to the last bit.


@EACH
def test_value_and_gradients_are_those_of_the_joint_form(case: Case) -> None:
    module = namespace(compile(in_split_form(case).result.source, "split", "exec"))
    joint = generated(case.valued.source, case.result.functions)
    for trial in trials(case):
        value, gradients = call(joint[trial.function], trial.arguments)
        found, residuals = call(module[f"{trial.function}_forward"], trial.values)
        assert isinstance(residuals, tuple)
        kept = copy.deepcopy(residuals)
        back = module[f"{trial.function}_backward"]
        for _ in range(2):
            once = back(residuals, **trial.seeds)
            _check_same(once, gradients)
            _check_same(residuals, kept)
        _check_same(found, value)


def _check_same(found: Any, expected: Any) -> None:
    assert isinstance(found, tuple) == isinstance(expected, tuple)
    for one, other in zip(as_tuple(found), as_tuple(expected), strict=True):
        assert type(one) is type(other)
        if isinstance(one, np.ndarray):
            assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)
        assert np.array_equal(np.signbit(one), np.signbit(other)) or not _is_real(one)


def _is_real(value: Any) -> bool:
    return isinstance(value, float) or getattr(value, "dtype", np.dtype(int)).kind == "f"


# The text.


@EACH
@pytest.mark.parametrize(
    "promise",
    [
        promises.black_leaves_it,
        promises.pyflakes_is_silent,
        promises.it_imports_what_the_source_does,
    ],
    ids=lambda promise: promise.__name__,
)
def test_promise_of_the_module(case: Case, promise: Callable[[Case], None]) -> None:
    promise(in_split_form(case))


# What is checked above, and more strictly, or is said in another way by two functions.
CHECKED = (
    promises.black_leaves_it,
    promises.the_value_is_the_originals,
    promises.the_gradient_is_right,
    promises.the_gradient_is_right_beside_the_value,
    array_promises.single_precision_stays,
    array_promises.the_upstream_gradient_is_one_unless_given,
)


@EACH
@pytest.mark.parametrize(
    "promise",
    [promise for promise in promises.PROMISES if promise not in CHECKED],
    ids=lambda promise: promise.__name__,
)
def test_promise_of_the_two_together(case: Case, promise: Callable[[Case], None]) -> None:
    if promise is not array_promises.the_shapes_in_the_notes_are_true or "numpy" in case.text:
        promise(rejoined(case))


@EACH
def test_the_parameters_are_as_written(case: Case) -> None:
    split = in_split_form(case)
    module = namespace(compile(split.result.source, "split", "exec"))
    joint = generated(case.result.source, case.result.functions)
    for name in case.result.functions:
        before = inspect.signature(module[f"{name}_forward"]).parameters
        seeds = [p for p in parameters(joint[name]).values() if p.name not in before]
        first, *others = inspect.signature(module[f"{name}_backward"]).parameters.values()
        assert re.fullmatch(r"residuals(_\d+)?", first.name)
        assert [(p.name, p.default) for p in others] == [(p.name, p.default) for p in seeds]
        assert all(p.kind is p.KEYWORD_ONLY for p in others) == (len(seeds) > 1)
        own = [p for p in parameters(joint[name]).values() if p.name in before]
        assert [str(p) for p in before.values()] == [str(p) for p in own]


@EACH
def test_the_residuals_are_what_the_backward_function_reads(case: Case) -> None:
    for both in halves(in_split_form(case)).values():
        assert both.residuals == both.unpacked
        assert len(both.residuals) == len({*both.residuals})
        read = {name for statement in both.rest for name in names_in(statement)}
        assert read >= {*both.residuals}
        said = " ".join((ast.get_docstring(both.forward) or "").split())
        assert f"residuals: {', '.join(both.residuals) or 'none'}." in said


@EACH
def test_the_docstrings_say_what_is_returned(case: Case) -> None:
    for circuit in case.result.program.circuits:
        name, values = circuit.name, [output.name for output in circuit.outputs]
        value = f"({', '.join(values)})" if len(values) > 1 else values[0]
        both = halves(in_split_form(case))[name]
        forward, backward = _said(both.forward), _said(both.backward)
        title = f"Value of `{name}`, and what its gradient needs."
        assert forward.startswith(f"{title} Returns {value}, residuals: ")
        assert backward.startswith(
            f"Gradient of `{name}` by reverse mode, from what `{name}_forward` stored. Returns "
        )


def _said(node: ast.FunctionDef) -> str:
    return " ".join((ast.get_docstring(node) or "").split())


# How much is stored.

ANNOTATED = [s for s in samples() if "jaxtyping" in s.text]


@pytest.mark.parametrize("sample", ANNOTATED, ids=lambda sample: sample.name)
def test_the_sizes_are_those_of_the_arrays(sample: Sample) -> None:
    case = in_split_form(sample)
    module = namespace(compile(case.result.source, "split", "exec"))
    for trial in trials(sample):
        both = halves(case)[trial.function]
        stored = call(module[f"{trial.function}_forward"], trial.values)[1]
        _check_sizes(both, trial, dict(zip(both.residuals, stored, strict=True)))


def _check_sizes(both: Halves, trial: Trial, stored: Mapping[str, Any]) -> None:
    said = _said(both.forward)
    outputs = names_in(both.returned[0])
    new = {n: v for n, v in stored.items() if n not in outputs and n not in trial.values}
    sizes = dict(sizes_of(both.forward, trial.values))
    found = re.search(r"([^ ]+(?: \+ [^ ]+)*) numbers?: ", said)
    if found:
        if min(eval(each, {}, sizes) for each in re.findall(r"\w+-\d", said) or ["0"]) < 0:
            return  # of one element, `x[2:]` leaves none
        assert eval(found[1], {}, sizes) == sum(np.size(value) for value in new.values())
        for name, value in new.items():
            shape = re.search(rf"\b{name} \[([^\]]*)\]", said)
            dims = eval(f"({shape[1]},)", {}, sizes) if shape else ()
            assert dims == np.shape(value)
    else:
        assert not new or "Stores" not in said


SAID = {
    "def f(x, w):\n    return np.sum(x @ w)": "",
    "def f(x, n: int):\n    y = x ** n\n    return y * y": (
        "Stores x, n, out, which the caller has, and 3*N numbers: y [N, 3]."
    ),
    "def f(x):\n    y = np.exp(x)\n    return y[1:] * y[:-1] * x[0]": (
        "Stores x, which the caller has, and 3*N + 9*(N-1) + 3 numbers: y [N, 3], t1 [N-1, 3], "
        "t2 [N-1, 3], t3 [N-1, 3], t4 [3]."
    ),
    "def f(x):\n    s = np.sum(x)\n    return s * s": (
        "Stores x, which the caller has, and 1 number: s."
    ),
    "def f(x):\n    return x * 2.0": "Stores out, which the caller has, and nothing new.",
}


@pytest.mark.parametrize("source", SAID)
def test_what_is_said_of_sizes(source: str) -> None:
    text = gradgen.generate(
        f"import numpy as np\n{source}\n", split=True, wrt="x", shape={"x": "N,3"}
    )
    forward, *_ = (n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef))
    assert _said(forward).partition("Stores")[2] == SAID[source].partition("Stores")[2]


def test_numbers_alone_are_not_counted() -> None:
    assert "Stores" not in gradgen.generate("def f(x, y):\n    return x * y\n", split=True)


# What is stored for its shape alone.

STORED = {
    # A parameter has the shape, and is there anyway.
    "return np.sum(x + 1.0)": "x",
    "return np.sum(x * x + x)": "x",
    # Not if what was computed may be of another type.
    "return np.sum(x * b + x)": "x, b, t2",
    # The caller has the output.
    "return x @ w": "x, w, out",
    # There is no other way.
    "return np.sum(x @ w)": "x, w, t1",
    # Two values of one shape: one of them is enough.
    "return np.mean(x @ w) + np.sum(x @ w)": "x, w, t3",
}


@pytest.mark.parametrize("line", STORED)
def test_what_is_stored_for_its_shape(line: str) -> None:
    dims = {"x": "N D", "w": "D M", "b": "N D"}
    taken = ", ".join(f'{name}: Float[np.ndarray, "{of}"]' for name, of in dims.items())
    source = f"import numpy as np\nfrom jaxtyping import Float\ndef f({taken}):\n    {line}\n"
    wrt = [name for name in dims if re.search(rf"\b{name}\b", line)]
    case = Case("stored", source.encode())
    vars(case)["options"] = {"split": True, "wrt": wrt}
    (both,) = halves(case).values()
    assert ", ".join(both.residuals) == STORED[line]


def test_nothing_may_be_needed() -> None:
    text = gradgen.generate("def f(x):\n    return x + 1\n", split=True)
    assert "    return out, ()\n" in text
    module = namespace(compile(text, "split", "exec"))
    assert module["f_forward"](2.0) == (3.0, ())
    assert module["f_backward"]((), 5.0) == 5.0


def test_a_value_called_residuals_keeps_its_name() -> None:
    source = "def f(x, y):\n    residuals = x - y\n    return residuals * residuals\n"
    text = gradgen.generate(source, split=True)
    assert "def f_backward(residuals_1, grad_out=1.0):" in text
    assert "    (residuals,) = residuals_1\n" in text


def test_long_names_are_wrapped_and_shapes_are_not() -> None:
    name = "a_name_that_goes_on_and_on_and_on"
    rows = "\n".join(f"    v{i} = np.sin(x) * {i}.5 + np.cos(x)" for i in range(9))
    total = " * ".join(f"v{i}" for i in range(9))
    source = f"import numpy as np\ndef {name}(x):\n{rows}\n    return {total}\n"
    text = gradgen.generate(source, split=True, shape={"x": "N, D"})
    said = re.findall(r'"""(.*?)"""', text, re.DOTALL)
    assert max(len(line) for part in said for line in part.splitlines()) <= 88
    assert "[N,\n" not in text
    assert "\xa0" not in text


# The command, the API, and what is refused.


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "area.py").write_text("def area(w, h, n: int = 2):\n    return w * h * n\n")
    return tmp_path


def test_the_command_writes_a_file(folder: Path) -> None:
    done = CliRunner().invoke(command, ["--split", "-o", ".", "--wrt", "w", "area.py"])
    assert done.exit_code == 0
    text = (folder / "area_backward.py").read_text()
    bare = gradgen.generate((folder / "area.py").read_bytes(), split=True, wrt="w")
    assert text.endswith(f"DO NOT EDIT.\n{text.splitlines()[1]}\n\n\n{bare}")
    assert re.findall(r"def (\w+)", text) == ["area_forward", "area_backward"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--mode", "jvp"], "There is a split form of vjp only, not of jvp."),
        (["--mode", "hvp"], "There is a split form of vjp only, not of hvp."),
        (["--with-value"], "The forward function returns the value anyway"),
    ],
)
def test_wrong_usage(folder: Path, options: list[str], said: str) -> None:
    done = CliRunner().invoke(command, ["--split", *options, "area.py"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    named = {"with_value": True} if "--with-value" in options else {"mode": options[1]}
    with pytest.raises(ValueError, match=f"split: {said}"):
        gradgen.generate("def f(x):\n    return x\n", split=True, **named)


def test_compile_gradient_gives_both(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(folder))
    area = importlib.import_module("area").area
    forward, backward = gradgen.compile_gradient(area, split=True)
    joint = gradgen.compile_gradient(area, with_value=True)
    value, residuals = forward(2.0, h=-3.0)
    assert (value, backward(residuals)) == joint(2.0, -3.0)
    assert "def area_backward(residuals, grad_out=1.0):" in inspect.getsource(backward)


@pytest.mark.parametrize("name", ["f_forward", "f_backward"])
def test_a_name_that_is_taken_is_refused(name: str) -> None:
    source = f"{name} = 2.0\ndef f(x):\n    return {name} * x\n"
    with pytest.raises(gradgen.GradgenError, match=f"the name `{name}` is taken"):
        gradgen.generate(source, split=True)


def test_the_map_leads_back() -> None:
    result = gradgen.build("def f(x):\n    t = x * x\n    return t * x\n", split=True)
    lines = result.source.splitlines()
    for line in result.source_map:
        assert lines[line.first - 1].split(" = ")[0].strip("( ,)").split(",")[0] == line.target
    rules = [(line.function, line.rule) for line in result.source_map if line.rule]
    assert {function for function, _ in rules} == {"f_backward"}


# gradgen reads what it writes.


@EACH_SAMPLE
def test_a_half_has_no_gradient_of_its_own(sample: Sample) -> None:
    (name,) = sample.result.functions
    with pytest.raises(gradgen.GradgenError) as raised:
        gradgen.generate(sample.result.source)
    found = [(d.slug, d.message) for d in raised.value.diagnostics]
    assert found == [
        ("split-form", f"`{name}_{half}` is half of a split form")
        for half in ("forward", "backward")
    ]
    assert all(f"differentiate `{name}`" in d.help for d in raised.value.diagnostics)


def test_who_calls_both_halves_has_a_gradient() -> None:
    halved = gradgen.generate("def f(x, y):\n    return x * y * y\n", split=True)
    both = dedent("""

        def step(x, y):
            L, residuals = f_forward(x, y)
            grad_x, grad_y = f_backward(residuals)
            return L + grad_x * grad_y
    """)
    joint = "def step(x, y):\n    return x * y * y + y * y * (2 * x * y)\n"
    one, other = (
        generated(gradgen.generate(text), ("step",))["step"] for text in (halved + both, joint)
    )
    assert one(1.5, -0.5) == pytest.approx(other(1.5, -0.5))


@pytest.mark.parametrize(
    "source",
    [
        "def f_forward(x):\n    return x * x\ndef f_backward(p):\n    return p * p\n",
        "def g_backward(x, grad_L=1.0):\n    return x * grad_L\n",
    ],
)
def test_other_functions_of_such_names_are_no_halves(source: str) -> None:
    assert "_backward_backward(" in gradgen.generate(source)


# What is added in place.

IN_PLACE = """
import numpy as np

def f(x, y):
    out = np.zeros_like(x)
    out[1:] += y
    out[:-1] += y
    return np.sum(out * out)
"""


def test_a_buffer_has_one_name_in_both() -> None:
    case = Case("in_place", IN_PLACE.encode())
    vars(case)["options"] = {"split": True, "shape": {"x": "N", "y": "N-1"}}
    (both,) = halves(case).values()
    assert both.residuals == both.unpacked
    assert f"residuals: {', '.join(both.residuals)}." in _said(both.forward)
    module = namespace(compile(case.result.source, "split", "exec"))
    x, y = np.zeros(4), np.array([1.0, 2.0, 3.0])
    _, residuals = module["f_forward"](x, y)
    for _ in range(2):
        np.testing.assert_array_equal(module["f_backward"](residuals)[1], [8.0, 16.0, 16.0])
