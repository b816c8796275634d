"""The definitions that are copied into outputs, against SciPy over wide ranges."""

from __future__ import annotations

import ast
import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import special, stats  # type: ignore[import-untyped]

from gradgen.ir.parser import from_ast
from gradgen.rules.book import rules_for, spellings
from gradgen.rules.matcher import match_spelling
from gradgen.targets.definitions import numpy as array_definitions
from gradgen.targets.python import PYTHON, WELL_KNOWN
from rule_values import DEFINITIONS as MODULE
from rule_values import REAL, evaluate

DEFINITIONS = {name: REAL[name] for name in REAL if inspect.isfunction(REAL[name])}
DEFINITIONS = {n: f for n, f in DEFINITIONS.items() if f.__module__ == MODULE.__name__}

EXTREMES = (1e-300, 1e-9, 30.0, 40.0, 700.0, 750.0, 1e5, 1e154, 1e300)
ANYWHERE = [0.0, *np.linspace(-30, 30, 1201).tolist(), *EXTREMES, *(-x for x in EXTREMES)]

SMOOTH: dict[str, Callable[..., Any]] = {
    "sigmoid": special.expit,
    "relu": lambda x: np.maximum(x, 0),
    "softplus": lambda x: np.logaddexp(0, x),
    "silu": lambda x: x * special.expit(x),
    "gelu": lambda x: x * stats.norm.cdf(x),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.01 * x),
    "elu": lambda x: np.where(x > 0, x, special.expm1(np.minimum(x, 0))),
}


@pytest.mark.parametrize("name", SMOOTH)
def test_well_known_gates_anywhere(name: str) -> None:
    for x in ANYWHERE:
        # `sigmoid` is exact to the rounding of 1, not of its own smallest values.
        assert REAL[name](x) == pytest.approx(float(SMOOTH[name](x)), rel=1e-12, abs=1e-14), x


@pytest.mark.parametrize("name", SMOOTH)
def test_well_known_gates_of_arrays(name: str) -> None:
    points = np.array(ANYWHERE)
    with np.errstate(over="ignore"):
        found = getattr(array_definitions, name)(points)
        wanted = SMOOTH[name](points)
    assert found == pytest.approx(wanted, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("name", SMOOTH)
def test_well_known_gates_of_arrays_keep_shape_and_precision(name: str) -> None:
    for shape in ((), (0,), (2, 3)):
        points = np.linspace(-3, 3, math.prod(shape)).reshape(shape).astype(np.float32)
        found = getattr(array_definitions, name)(points)
        assert (np.shape(found), found.dtype) == (shape, np.float32)
        assert found == pytest.approx(SMOOTH[name](points.astype(float)), rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("parameter", [-1.5, 0.0, 0.3, 1.0, 4.0])
def test_parameters(parameter: float) -> None:
    for x in ANYWHERE:
        leaky = max(x, 0) + parameter * min(x, 0)
        smooth = max(x, 0) + parameter * float(special.expm1(min(x, 0)))
        assert REAL["leaky_relu"](x, parameter) == pytest.approx(leaky, rel=1e-14)
        assert REAL["elu"](x, parameter) == pytest.approx(smooth, rel=1e-13)


def test_gelu_keeps_its_digits_on_the_left() -> None:
    for x in np.linspace(-37, -1, 200).tolist():
        assert REAL["gelu"](x) == pytest.approx(x * float(stats.norm.cdf(x)), rel=1e-11), x


def test_softplus_keeps_its_digits_on_the_left() -> None:
    for x in (-1.0, -30.0, -100.0, -700.0):
        assert REAL["softplus"](x) == pytest.approx(math.exp(x), rel=0.5)
        assert REAL["softplus"](x) == pytest.approx(float(np.logaddexp(0, x)), rel=1e-13)


GAMMA_POINTS = [
    *np.geomspace(1e-9, 1e9, 400).tolist(),
    *np.linspace(0.05, 40, 400).tolist(),
    *(-np.geomspace(1e-9, 0.9, 100)).tolist(),
    *(-np.linspace(0.07, 19.93, 300)).tolist(),
]


def test_digamma() -> None:
    for x in GAMMA_POINTS:
        if x > 0 or abs(math.remainder(x, 1)) > 1e-6:
            # Near its zeros digamma has no more digits than the difference of its terms.
            wanted = _digamma_by_recurrence(x)
            assert REAL["digamma"](x) == pytest.approx(wanted, rel=1e-13, abs=2e-15), x


def _digamma_by_recurrence(x: float) -> float:
    """From the right of zero, where SciPy keeps all digits (DLMF 5.5.2)."""
    steps = max(0, math.ceil(-x))
    return math.fsum([*(-1 / (x + k) for k in range(steps)), float(special.digamma(x + steps))])


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 8, 12])
def test_polygamma_right_of_zero(n: int) -> None:
    for x in GAMMA_POINTS:
        if x > 1e-6:
            wanted = float(special.polygamma(n, x))
            assert REAL["polygamma"](n, x) == pytest.approx(wanted, rel=1e-13, abs=1e-300), x


@pytest.mark.parametrize("n", [1, 2, 3, 4, 7])
def test_polygamma_left_of_zero_follows_the_recurrence(n: int) -> None:
    # DLMF 5.15.5, from the right of zero, where it is checked against SciPy.
    for x in GAMMA_POINTS:
        if -20 < x < -1e-3 and abs(math.remainder(x, 1)) > 1e-3:
            steps = math.ceil(-x)
            terms = [-((-1.0) ** n) * math.factorial(n) / (x + k) ** (n + 1) for k in range(steps)]
            terms.append(float(special.polygamma(n, x + steps)))
            scale = max(map(abs, terms))
            found = REAL["polygamma"](n, x)
            assert found == pytest.approx(math.fsum(terms), rel=1e-11, abs=1e-13 * scale), x


@pytest.mark.parametrize("x", [-0.5, -1.5, -7.5, -1000.5])
def test_polygamma_keeps_its_digits_between_the_poles(x: float) -> None:
    # There the derivatives of the cotangent of even order are 0 (DLMF 5.15.6).
    for n in (2, 4, 6):
        wanted = float(special.polygamma(n, 1 - x))
        assert REAL["polygamma"](n, x) == pytest.approx(wanted, rel=1e-10), n


@pytest.mark.parametrize("x", [0.0, -1.0, -2.0, -1e6, -math.inf])
def test_poles_raise_as_the_gamma_function_does(x: float) -> None:
    for function in (REAL["gamma"], REAL["digamma"], lambda v: REAL["polygamma"](1, v)):
        with pytest.raises(ValueError, match=r"math domain error|expected a noninteger"):
            function(x)


def test_far_out() -> None:
    assert REAL["digamma"](1e300) == pytest.approx(math.log(1e300))
    assert REAL["digamma"](-1e6 - 0.5) == pytest.approx(math.log(1e6 + 1), rel=1e-6)
    assert REAL["polygamma"](1, 1e300) == pytest.approx(1e-300)
    assert REAL["polygamma"](3, 1e300) == 0
    assert REAL["polygamma"](1, -1e6 - 0.5) == pytest.approx(math.pi**2, rel=1e-6)


def test_whole_numbers_do_as_well_as_floats() -> None:
    for name, function in DEFINITIONS.items():
        if name != "polygamma":
            assert function(3) == function(3.0), name
    assert REAL["polygamma"](2, 3) == REAL["polygamma"](2, 3.0)


def test_every_definition_of_one_line_is_recognised_when_it_is_read_back() -> None:
    for name, function in DEFINITIONS.items():
        body = ast.parse(inspect.getsource(function)).body[0].body  # type: ignore[attr-defined]
        if len(body) == 1 and isinstance(body[0], ast.Return):
            assert _is_spelling(name, body[0].value), name


def _is_spelling(name: str, value: ast.expr | None) -> bool:
    assert value is not None
    bare = ast.parse(ast.unparse(value).replace("math.", ""), mode="eval").body
    match = match_spelling(from_ast(bare), inline=False)
    return match is not None and match.rule.name == name


def test_every_definition_is_a_gate() -> None:
    assert [name for name in DEFINITIONS if not rules_for(name)] == []
    known = {gate for gate in WELL_KNOWN.values() if gate not in PYTHON.functions}
    assert known <= set(DEFINITIONS)


def test_definitions_use_nothing_but_math_and_each_other() -> None:
    for name, function in DEFINITIONS.items():
        reads = set(inspect.getclosurevars(function).globals)
        assert reads <= {"math", *DEFINITIONS}, name


def test_spellings_are_of_gates() -> None:
    assert all(rules_for(spelling.of) for spelling in spellings())
    assert evaluate(spellings()[0].pattern, {"x": 0.0}, REAL) is not None
