"""The ways in from Python: text to text, function to text, function to function."""

from __future__ import annotations

import dataclasses
import functools
import importlib.util
import inspect
import linecache
import math
import subprocess
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent
from types import FunctionType, ModuleType
from typing import Any

import pytest

import gradgen
from gradgen import GradgenError
from gradgen.recursion import deep_recursion

SOURCE = """\
def f(x, y):
    L = x * y
    return L


def g(x, y):
    return x + y, x - y
"""

MODULE = """\
import functools
import math
from math import cos as tanh

RATE = 2.0


def scaled(x):
    return x * RATE


def squashed(z):
    return 1 / (1 + math.exp(-z))


def wave(x, y=0.5):
    s = scaled(x)
    return squashed(s) * math.sin(y)


def reciprocal(x):
    return 1 / x


def refused(x):
    return x[0]


def plain():
    def product(x, y):
        return x * y

    return product


def closure(k):
    def scaled_by_k(x):
        return x * k

    return scaled_by_k


def hiding_a_built_in(max):
    def larger(x, y):
        return max(x, y)

    return larger


def using_the_module():
    def curve(x):
        return tanh(x)

    return curve


def doubled(function):
    @functools.wraps(function)
    def wrapped(*args):
        return 2 * function(*args)

    return wrapped


twice_reciprocal = doubled(reciprocal)
square = lambda x: x * x


class Box:
    def area(self, width):
        return width * self.height

    @staticmethod
    def half(x):
        return x / 2
"""


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """A module in a real file, imported."""
    path = tmp_path_factory.mktemp("user") / "user_module.py"
    path.write_text(MODULE)
    return imported(path)


class Number:
    """An object that can be called."""

    def __call__(self, x: float) -> float:
        return x


def imported(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = found
    spec.loader.exec_module(found)
    return found


def names_of(source: str) -> list[str]:
    """The functions that a text defines, as their signatures."""
    return [line for line in source.splitlines() if line.startswith("def ")]


# Text to text.


def test_generate_is_the_source_of_build() -> None:
    assert gradgen.generate(SOURCE) == gradgen.build(SOURCE).source


@pytest.mark.parametrize(
    ("function", "wrt", "signatures"),
    [
        (None, None, ["f_backward(x, y, grad_L=1.0)", "g_backward(x, y, *, grad_out1, grad_out2)"]),
        ("f", None, ["f_backward(x, y, grad_L=1.0)"]),
        (
            "f, g",
            None,
            ["f_backward(x, y, grad_L=1.0)", "g_backward(x, y, *, grad_out1, grad_out2)"],
        ),
        (
            ["g", "f"],
            None,
            ["g_backward(x, y, *, grad_out1, grad_out2)", "f_backward(x, y, grad_L=1.0)"],
        ),
        (("f", "f"), None, ["f_backward(x, y, grad_L=1.0)"]),
        ([], None, ["f_backward(x, y, grad_L=1.0)", "g_backward(x, y, *, grad_out1, grad_out2)"]),
    ],
)
def test_which_functions(function: Any, wrt: Any, signatures: list[str]) -> None:
    source = gradgen.generate(SOURCE, function=function, wrt=wrt)
    assert names_of(source) == [f"def {signature}:" for signature in signatures]


@pytest.mark.parametrize(
    ("wrt", "returned"),
    [
        (None, "grad_x, grad_y"),
        ("y", "grad_y"),
        ("y,x", "grad_x, grad_y"),
        (" x , y ", "grad_x, grad_y"),
        (["y"], "grad_y"),
        (("y", "x"), "grad_x, grad_y"),
    ],
)
def test_which_parameters(wrt: Any, returned: str) -> None:
    source = gradgen.generate(SOURCE, function="f", wrt=wrt)
    assert source.endswith(f"    return {returned}\n")


@pytest.mark.parametrize(
    ("function", "wrt", "returned"),
    [
        ("f", None, "L, (grad_x, grad_y)"),
        ("f", "x", "L, grad_x"),
        ("g", None, "(out1, out2), (grad_x, grad_y)"),
    ],
)
def test_with_value(function: str, wrt: str | None, returned: str) -> None:
    source = gradgen.generate(SOURCE, function=function, wrt=wrt, with_value=True)
    assert source.endswith(f"    return {returned}\n")


def test_line_length_is_blacks() -> None:
    source = "def f(a_long_name, another_long_name):\n    return a_long_name - another_long_name\n"
    signature = "def f_backward(a_long_name, another_long_name, grad_out=1.0):"
    assert signature in gradgen.generate(source).splitlines()
    assert names_of(gradgen.generate(source, line_length=40)) == ["def f_backward("]


def test_options_are_given_by_name() -> None:
    for function in (gradgen.generate, gradgen.build, gradgen.generate_from):
        kinds = [p.kind for p in inspect.signature(function).parameters.values()]
        assert set(kinds[1:]) <= {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}


def test_a_misspelt_option_is_no_option() -> None:
    with pytest.raises(TypeError, match="with_values"):
        gradgen.generate("def f(x):\n    return x\n", with_values=True)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("option", "choices"),
    [
        ("mode", {"mode": "vpj"}),
        ("by", {"mode": "jacobian", "by": "row"}),
        ("by", {"mode": "vjp", "by": "rows"}),
        ("split", {"mode": "jvp", "split": True}),
    ],
)
def test_choices_that_do_not_go_together(option: str, choices: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"^{option}: "):
        gradgen.generate("def f(x):\n    return x\n", **choices)


# The result.


def test_the_fields_of_a_result() -> None:
    source = "import math\r\n\r\ndef f(x):\r\n    print(x)\r\n    return math.sin(x)\r\n"
    result = gradgen.build(source.encode(), filename="waves.py")
    assert result.functions == ("f",)
    assert result.newline == "\r\n"
    assert "\r" not in result.source
    assert [warning.slug for warning in result.warnings] == ["print-left-out"]
    assert [circuit.name for circuit in result.program.circuits] == ["f"]
    assert [circuit.name for circuit in result.circuits] == ["f_backward"]
    assert [entry.target for entry in result.source_map] == ["grad_x"]
    assert result.source_map is result.source_map


def test_a_result_is_frozen() -> None:
    result = gradgen.build("def f(x):\n    return x\n")
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.source = ""  # type: ignore[misc]


# What is raised.


def test_the_error_holds_all_findings_and_says_them() -> None:
    source = "def f(x):\n    a = x[0]\n    return unknown(x)\n"
    with pytest.raises(GradgenError) as caught:
        gradgen.build(source, filename="wrong.py")
    assert [d.slug for d in caught.value.diagnostics] == ["unsupported-subscript", "unknown-name"]
    assert str(caught.value).splitlines() == [
        "wrong.py:2:9: error[unsupported-subscript]: "
        "a subscript in a file that imports no array library",
        "wrong.py:3:12: error[unknown-name]: `unknown` is not defined",
    ]


def test_the_file_is_called_string_where_it_has_no_name() -> None:
    with pytest.raises(GradgenError, match=r"^<string>:1:"):
        gradgen.generate("def f(:")


# Function to text.


def test_a_function_with_helpers_and_constants(module: ModuleType) -> None:
    """The same as naming it in the text of its file."""
    assert gradgen.generate_from(module.wave) == gradgen.generate(MODULE, function="wave")


def test_options_of_generate_from(module: ModuleType) -> None:
    source = gradgen.generate_from(module.wave, wrt="x", with_value=True, line_length=70)
    assert source.endswith("    return out, grad_x\n")
    assert max(map(len, source.splitlines())) <= 70


@pytest.mark.parametrize(
    "function",
    [
        lambda module: module.square,
        lambda module: module.plain(),
        lambda module: module.closure(2.0),
        lambda module: module.hiding_a_built_in(min),
        lambda module: module.using_the_module(),
        lambda module: module.twice_reciprocal,
        lambda module: module.Box.area,
        lambda module: module.Box.half,
    ],
    ids=["lambda", "inner", "closure", "hiding", "using", "wrapped", "method", "static"],
)
def test_functions_that_are_no_plain_definitions(
    module: ModuleType, function: Callable[[ModuleType], Any]
) -> None:
    """What their names mean, or what a wrapper adds, cannot be told from the text."""
    for attempt in (gradgen.generate_from, gradgen.compile_gradient):
        with pytest.raises(GradgenError) as caught:
            attempt(function(module))
        (finding,) = caught.value.diagnostics
        assert finding.slug == "not-top-level"
        assert finding.place[0] == module.__file__


def test_the_place_of_a_function_that_is_no_plain_definition(module: ModuleType) -> None:
    with pytest.raises(GradgenError) as caught:
        gradgen.generate_from(module.plain())
    assert (
        MODULE.splitlines()[caught.value.diagnostics[0].place[1] - 1]
        .strip()
        .startswith("def product(")
    )


def test_a_function_that_was_renamed_is_found_by_its_place(module: ModuleType) -> None:
    """`__name__` and `__qualname__` are only labels."""
    renamed = FunctionType(module.reciprocal.__code__, vars(module), "wave")
    assert gradgen.generate_from(renamed) == gradgen.generate_from(module.reciprocal)


def test_findings_in_the_file_of_a_function(module: ModuleType) -> None:
    with pytest.raises(GradgenError) as caught:
        gradgen.generate_from(module.refused)
    (finding,) = caught.value.diagnostics
    assert finding.slug == "unsupported-subscript"
    assert MODULE.splitlines()[finding.place[1] - 1] == "    return x[0]"


@pytest.mark.parametrize("function", [math.sin, abs, functools.partial(math.pow, 2.0), Number()])
def test_what_is_no_python_function_has_no_source(function: Callable[..., Any]) -> None:
    with pytest.raises(TypeError):
        gradgen.generate_from(function)


@pytest.mark.parametrize("path", ["Box", "Box.area"])
def test_classes_and_bound_methods_are_no_functions(module: ModuleType, path: str) -> None:
    found = module.Box if path == "Box" else module.Box().area
    with pytest.raises(TypeError, match="a function is needed"):
        gradgen.generate_from(found)


def test_a_function_from_nowhere_has_no_source() -> None:
    """From Python 3.13 on there is one, and it is not that of a file."""
    with pytest.raises((OSError, gradgen.GradgenError), match=r"source|top level"):
        gradgen.generate_from(eval("lambda x: x"))


# Function to function.


def test_a_compiled_gradient(module: ModuleType) -> None:
    gradient = gradgen.compile_gradient(module.wave)
    x, y = 0.3, 0.8
    squashed = module.squashed(2 * x)
    assert gradient.__name__ == "wave_backward"
    assert gradient(x, y) == pytest.approx(
        (2 * squashed * (1 - squashed) * math.sin(y), squashed * math.cos(y))
    )
    assert gradient(x) == gradient(x, 0.5)
    assert gradient(x, y, grad_out=0.0) == (0.0, 0.0)


def test_a_compiled_gradient_beside_the_value(module: ModuleType) -> None:
    both = gradgen.compile_gradient(module.wave, wrt=["y"], with_value=True)
    value, gradient = both(0.3, 0.8)
    assert value == module.wave(0.3, 0.8)
    assert gradient == gradgen.compile_gradient(module.wave)(0.3, 0.8)[1]


def test_inspect_shows_the_source_of_a_compiled_gradient(module: ModuleType) -> None:
    gradient = gradgen.compile_gradient(module.wave)
    whole = gradgen.generate_from(module.wave)
    assert whole.endswith(inspect.getsource(gradient))
    linecache.checkcache()
    assert whole.endswith(inspect.getsource(gradient))


def test_a_traceback_shows_the_generated_line(module: ModuleType) -> None:
    gradient = gradgen.compile_gradient(module.reciprocal)
    with pytest.raises(ZeroDivisionError) as caught:
        gradient(0.0)
    last = traceback.extract_tb(caught.tb)[-1]
    assert last.filename.startswith("<gradgen user_module.reciprocal_backward ")
    assert last.line == "out = 1 / x"


def test_gradients_of_one_name_keep_their_own_sources(module: ModuleType) -> None:
    by_x = gradgen.compile_gradient(module.wave, wrt="x")
    by_y = gradgen.compile_gradient(module.wave, wrt="y")
    assert inspect.getsource(by_x).endswith("return grad_x\n")
    assert inspect.getsource(by_y).endswith("return grad_y\n")


def test_a_compiled_gradient_can_be_differentiated_again() -> None:
    source = dedent("""\
        def cube(x):
            return x**3
        """)
    first = gradgen.generate(source)
    second = gradgen.generate(first, wrt="x")
    namespace: dict[str, Any] = {}
    exec(second, namespace)
    assert namespace["cube_backward_backward"](2.0) == pytest.approx(12.0)


# What it does to the process that calls it.


def test_importing_gradgen_loads_no_parser_and_no_formatter() -> None:
    code = "import gradgen, sys; print(*sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert not {"libcst", "black", "click", "gradgen.api"} & loaded


def test_the_public_names() -> None:
    assert set(gradgen.__all__) <= set(dir(gradgen))
    assert all(getattr(gradgen, name) is not None for name in gradgen.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        gradgen.nothing  # noqa: B018


def test_the_recursion_limit_is_what_it_was() -> None:
    limit = sys.getrecursionlimit()
    gradgen.build(SOURCE)
    with pytest.raises(GradgenError):
        gradgen.build("def f(x):\n    return x[0]\n")
    with pytest.raises(GradgenError):
        gradgen.build("def f(:")
    assert sys.getrecursionlimit() == limit


def test_the_recursion_limit_stays_until_the_last_has_left() -> None:
    limit = sys.getrecursionlimit()
    first, second = deep_recursion(), deep_recursion()
    try:
        first.__enter__()
        raised = sys.getrecursionlimit()
        second.__enter__()
        first.__exit__(None, None, None)
        between = sys.getrecursionlimit()
        second.__exit__(None, None, None)
        after = sys.getrecursionlimit()
    finally:
        sys.setrecursionlimit(limit)
    assert (between, after) == (raised, limit)


def test_threads_get_the_same_text() -> None:
    sources = [SOURCE, MODULE] * 2
    options = [None, "wave"] * 2

    def generated(source: str, function: str | None) -> str:
        return gradgen.generate(source, function=function)

    limit = sys.getrecursionlimit()
    try:
        with ThreadPoolExecutor(len(sources)) as pool:
            together = list(pool.map(generated, sources, options))
    finally:
        sys.setrecursionlimit(limit)
    assert together == [generated(*pair) for pair in zip(sources, options, strict=True)]
