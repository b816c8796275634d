"""Real signatures: what a call of NumPy's or SciPy's gives each parameter."""

from __future__ import annotations

import inspect
from importlib import import_module

import numpy as np
import pytest

import gradgen
import update_signatures
from gradgen.ir.expression import Apply, Expression, Function, Literal
from gradgen.ir.parser import parse
from gradgen.ir.printer import show
from gradgen.targets.signatures import (
    Misfit,
    Parameter,
    bind,
    names_of,
    qualified_name,
    signature,
    spelled,
)


def call(text: str, module: str = "numpy") -> Apply:
    """A call as it comes from the source: of a method, or of a function of `module`."""
    expression = parse(text)
    assert isinstance(expression, Apply)
    if expression.function.module == "method":
        return expression
    name = expression.function.name
    function = Function(name, module, name)
    return Apply(function, expression.arguments, expression.keywords)


def bound(text: str, module: str = "numpy") -> dict[str, str]:
    found = bind(call(text, module))
    assert isinstance(found, dict)
    return {name: show(value) for name, value in found.items()}


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("sum(x)", {"a": "x"}),
        ("sum(x, 0)", {"a": "x", "axis": "0"}),
        ("sum(x, axis=0)", {"a": "x", "axis": "0"}),
        ("sum(axis=0, a=x)", {"a": "x", "axis": "0"}),
        ("sum(x, 0, None, None, True)", {"a": "x", "axis": "0", "keepdims": "True"}),
        ("sum(x, axis=(0, -1), keepdims=k)", {"a": "x", "axis": "(0, -1)", "keepdims": "k"}),
        ("exp(x)", {"x": "x"}),
        ("exp(x, out=y)", {"x": "x", "out": "y"}),
        ("exp(x, y)", {"x": "x", "out": "y"}),
        ("where(c, x, y)", {"condition": "c", "x": "x", "y": "y"}),
        ("maximum(x, 0)", {"x1": "x", "x2": "0"}),
        ("arange(3)", {"start_or_stop": "3"}),
        ("arange(1, 3, 2)", {"start_or_stop": "1", "stop": "3", "step": "2"}),
        # Methods: what stands before the dot comes first.
        ("x.sum()", {"a": "x"}),
        ("x.sum(0)", {"a": "x", "axis": "0"}),
        ("x.sum(axis=-1, keepdims=True)", {"a": "x", "axis": "-1", "keepdims": "True"}),
        ("x.dot(y)", {"a": "x", "b": "y"}),
        ("x.T.sum()", {"a": "x.T"}),
    ],
)
def test_what_a_call_gives_each_parameter(text: str, given: dict[str, str]) -> None:
    assert bound(text) == given


@pytest.mark.parametrize(
    ("module", "text", "given"),
    [
        ("numpy.linalg", "norm(x, 1)", {"x": "x", "ord": "1"}),
        ("numpy.linalg", "solve(a, y)", {"a": "a", "b": "y"}),
        ("scipy.special", "logsumexp(x, axis=0)", {"a": "x", "axis": "0"}),
        ("scipy.linalg", "inv(x)", {"a": "x"}),
    ],
)
def test_functions_of_other_modules(module: str, text: str, given: dict[str, str]) -> None:
    assert bound(text, module) == given


@pytest.mark.parametrize(
    ("text", "given"),
    [
        # One by one, or as one: a shape.
        ("x.reshape(2, 3)", {"a": "x", "shape": "(2, 3)"}),
        ("x.reshape((2, 3))", {"a": "x", "shape": "(2, 3)"}),
        ("x.reshape(n)", {"a": "x", "shape": "n"}),
        ("x.reshape(-1)", {"a": "x", "shape": "-1"}),
        ("x.transpose()", {"a": "x"}),
        ("x.transpose(1, 0)", {"a": "x", "axes": "(1, 0)"}),
        ("x.transpose((1, 0))", {"a": "x", "axes": "(1, 0)"}),
        # A row of operands stays a row, be it of one.
        ("einsum('ij,j', x, y)", {"operands": '("ij,j", x, y)'}),
        ("einsum(x)", {"operands": "(x,)"}),
        ("meshgrid(x, y, indexing='ij')", {"xi": "(x, y)", "indexing": '"ij"'}),
    ],
)
def test_starred_parameters(text: str, given: dict[str, str]) -> None:
    assert bound(text) == given


@pytest.mark.parametrize(
    "text",
    [
        "sum(x, axis=None)",
        "sum(x, None, None)",
        "norm(x, ord=None, axis=None, keepdims=False)",
        "exp(x, where=True, casting='same_kind')",
        "x.reshape(2, order='C')",
        "arange(3, None, 1)",
    ],
)
def test_what_would_be_anyway_is_left_out(text: str) -> None:
    module = "numpy.linalg" if text.startswith("norm") else "numpy"
    given = bound(text, module)
    assert given.keys() <= {"a", "x", "shape", "start_or_stop"}


def test_another_value_than_the_default_is_kept() -> None:
    assert bound("norm(x, keepdims=True)", "numpy.linalg") == {"x": "x", "keepdims": "True"}
    assert bound("exp(x, where=m)") == {"x": "x", "where": "m"}
    # A default that is no literal is none that could be left out.
    assert bound("sum(x, initial=0)") == {"a": "x", "initial": "0"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("exp()", "`x` is missing"),
        ("maximum(x)", "`x2` is missing"),
        ("maximum(x1=x, x2=y)", "it has no parameter `x1`"),
        ("sum(x, axes=0)", "it has no parameter `axes`"),
        ("sum(x, a=y)", "`a` is given twice"),
        ("sum(x, 0, axis=1)", "`axis` is given twice"),
        ("where(c, x, y, z)", "it takes 3 by position, and gets 4"),
        ("x.dot()", "`b` is missing"),
        ("x.sum(0, None, None, True, 0, True, 2)", "it takes 7 by position, and gets 8"),
    ],
)
def test_what_does_not_fit(text: str, why: str) -> None:
    assert bind(call(text)) == Misfit(why)


def test_what_nobody_knows() -> None:
    assert bind(call("f(x)", "numpy")) is None
    assert bind(call("exp(x)", "torch")) is None
    assert signature("numpy.no_such_function") is None
    assert names_of("torch") == ()


def test_kinds_and_defaults_of_parameters() -> None:
    def literal(text: str) -> Expression:
        return Literal(text)

    assert signature("numpy.linalg.norm") == (
        Parameter("x", "", None),
        Parameter("ord", "", literal("None")),
        Parameter("axis", "", literal("None")),
        Parameter("keepdims", "", literal("False")),
    )
    by_kind = {p.name: p.kind for p in signature("numpy.exp") or ()}
    assert (by_kind["x"], by_kind["out"], by_kind["where"]) == ("/", "", "*")
    assert next(p.kind for p in signature("numpy.einsum") or ()) == "*args"


@pytest.mark.parametrize(
    ("function", "qualified", "usual"),
    [
        (Function("sum", "numpy", "sum"), "numpy.sum", "np.sum"),
        (Function("norm", "numpy.linalg", "norm"), "numpy.linalg.norm", "np.linalg.norm"),
        (Function("sum", "method", "sum"), "ndarray.sum", "x.sum"),
        (Function("erf", "scipy.special", "erf"), "scipy.special.erf", "special.erf"),
        (Function("abs", "builtins", "abs"), "builtins.abs", "abs"),
    ],
)
def test_names_of_functions(function: Function, qualified: str, usual: str) -> None:
    assert qualified_name(function) == qualified
    assert spelled(function) == usual


# The table.


def test_names_are_those_of_the_modules() -> None:
    assert {"sum", "exp", "einsum"} <= set(names_of("numpy"))
    assert list(names_of("numpy")) == sorted(names_of("numpy"))
    assert "reshape" in names_of("ndarray")


EVERY = [
    f"{module}.{name}"
    for module in ("numpy", "numpy.linalg", "scipy.special", "scipy.linalg", "ndarray")
    for name in names_of(module)
]


def test_every_signature_can_be_read() -> None:
    assert len(EVERY) > 1000
    for qualified in EVERY:
        parameters = signature(qualified)
        assert parameters is not None
        names = [parameter.name for parameter in parameters]
        assert len(set(names)) == len(names)


def test_the_table_is_that_of_the_libraries_that_are_installed() -> None:
    """Names and order of parameters; where a library is newer or older, what both have."""
    compared = 0
    for line in update_signatures.lines():
        qualified, _, _ = line.partition("(")
        known = signature(qualified)
        if known is None or "*arguments" in line:
            continue
        text = f"({line.partition('(')[2]}"
        names = [p.name for p in known]
        installed = list(_parameters(text))
        shared = [name for name in names if name in installed]
        assert shared == [name for name in installed if name in names], qualified
        compared += 1
    assert compared > 1000


def _parameters(text: str) -> list[str]:
    namespace: dict[str, object] = {}
    exec(f"def f{text}: pass", namespace)
    function = namespace["f"]
    assert callable(function)
    found = inspect.signature(function).parameters.values()
    return [p.name for p in found if p.kind is not inspect.Parameter.VAR_KEYWORD]


@pytest.mark.skipif(
    np.lib.NumpyVersion(np.__version__) < "2.4.0", reason="the table has what is newer"
)
def test_the_names_of_the_table_exist() -> None:
    gone = {"numpy.row_stack"}  # from NumPy 2.5 on
    for qualified in set(EVERY) - gone:
        module, _, name = qualified.rpartition(".")
        holder = np.ndarray if module == "ndarray" else import_module(module)
        assert hasattr(holder, name), qualified


# From the source: quotes and the order of keywords do not matter.


@pytest.mark.parametrize(
    ("expression", "line"),
    [
        ("np.mean(axis=0, a=x)", "x.shape[0]"),
        ("x.mean(0)", "x.shape[0]"),
        ("x.reshape(6, order='C')", "reshape"),
    ],
)
def test_calls_in_a_file(expression: str, line: str) -> None:
    header = "import numpy as np\nfrom jaxtyping import Float\n\n\n"
    function = f'def f(x: Float[np.ndarray, "2 3"]):\n    return {expression}\n'
    assert line in gradgen.generate(header + function)
