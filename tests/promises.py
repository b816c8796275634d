"""The promises of the output that hold for every input: one check each, on one case."""

from __future__ import annotations

import ast
import io
import re
import struct
import tokenize
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import black
import pytest
from pyflakes.api import check as pyflakes_check
from pyflakes.reporter import Reporter

from cases import UNMARKED, Case, Point
from gradgen.rules.book import all_rules
from gradgen.rules.kinds import KINDS
from outputs import Output, outputs
from running import Function, as_tuple, call, generated, originals
from slopes import slope

_MARKED = ("int", "str", "bool")
_POINTS = 4


def black_leaves_it(case: Case) -> None:
    mode = black.Mode(line_length=case.options["line_length"])
    assert black.format_str(case.result.source, mode=mode) == case.result.source
    lines = case.result.source.split("\n")
    assert lines[-1] == ""
    assert [line for line in lines if line != line.rstrip()] == []


def pyflakes_is_silent(case: Case) -> None:
    said = io.StringIO()
    pyflakes_check(case.result.source, case.name, Reporter(said, said))
    assert said.getvalue() == ""


def only_known_imports(case: Case) -> None:
    """Imports are the source's own, or of `math`."""
    before = {ast.unparse(node) for node in _imports(case.text)}
    modules = {m.removeprefix("from ").split()[0] for m in before if m.startswith("from ")}
    for node in _imports(case.result.source):
        module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
        whole = {alias.name for n in _imports(case.text) for alias in n.names}
        assert module in {"math", *modules, *whole}


def _imports(text: str) -> Iterator[ast.Import | ast.ImportFrom]:
    return (n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Import | ast.ImportFrom))


# What it computes


def the_value_is_the_originals(case: Case) -> None:
    functions = generated(case.valued.source, case.result.functions)
    for name, function in originals(case).items():
        for point in points(case, name, function):
            expected = call(function, point.values)
            seeds = _seeds(functions[name], point, case)
            value, _ = call(functions[name], {**point.values, **seeds})
            assert [_bits(v) for v in as_tuple(value)] == [_bits(v) for v in as_tuple(expected)]


def _bits(value: Any) -> bytes | str:
    return struct.pack("<d", value) if isinstance(value, float) else repr(value)


def the_gradient_is_right(case: Case) -> None:
    check_gradient(case, case.result.source, case.options["with_value"])


def check_gradient(case: Case, source: str, with_value: bool = False) -> None:
    """The gradients that `source` computes are those of the case's functions."""
    functions = generated(source, case.result.functions)
    for name, function in originals(case).items():
        for point in points(case, name, function):
            seeds = _seeds(functions[name], point, case)
            found = call(functions[name], {**point.values, **seeds})
            gradients = as_tuple(found[1] if with_value else found)
            wanted = wrt(case, function)
            assert len(gradients) == len(wanted)
            for parameter, gradient in zip(wanted, gradients, strict=True):
                _check_slope(case, name, point, tuple(seeds.values()), parameter, gradient)
            _check_known(point, gradients)


def _check_slope(
    case: Case, name: str, point: Point, seeds: tuple[float, ...], parameter: str, found: float
) -> None:
    expected = _slope(case, name, tuple(point.values.items()), seeds, parameter)
    assert isinstance(found, int | float)
    assert found == pytest.approx(expected.value, rel=0, abs=expected.error), (
        f"{name}: gradient of {parameter} at {dict(point.values)}"
    )


@cache
def _slope(
    case: Case, name: str, values: tuple[tuple[str, Any], ...], seeds: tuple[float, ...], by: str
) -> Any:
    """The derivative of the outputs' sum, each times its seed."""

    def along(function: Function) -> Function:
        def moved(x: Any) -> Any:
            parts = as_tuple(call(function, {**dict(values), by: x}))
            return sum(seed * part for seed, part in zip(seeds, parts, strict=True))

        return moved

    real, analytic = (_originals(case, mode)[name] for mode in ("real", "complex"))
    return slope(along(real), along(analytic), float(dict(values)[by]))


@cache
def _originals(case: Case, mode: str) -> Mapping[str, Function]:
    return originals(case, mode)


def _check_known(point: Point, gradients: tuple[Any, ...]) -> None:
    """The gradients that the file names, to as many digits as it writes."""
    for gradient, text in zip(gradients, point.gives, strict=bool(point.gives)):
        half = 0.5 * 10.0 ** -len(text.partition(".")[2])
        assert gradient == pytest.approx(float(text), rel=0, abs=half * (1 + 1e-9))


def wrt(case: Case, function: Function) -> list[str]:
    """The parameters that gradients are wanted for."""
    chosen = case.options["wrt"]
    return [
        p.name
        for p in _parameters(function).values()
        if (p.name in chosen.split(",") if chosen else p.annotation not in _MARKED)
    ]


def _parameters(function: Function) -> Mapping[str, Any]:
    import inspect

    return inspect.signature(function, eval_str=False).parameters


def points(case: Case, name: str, function: Function) -> Iterator[Point]:
    """The points that the file names and others near them, or points from anywhere."""
    chance = case.chance(name)
    for point in case.points:
        yield point
        for _ in range(_POINTS - 1):
            yield Point({key: _near(v, chance.uniform(-0.05, 0.05)) for key, v in point.values.items()})
    if not case.points:
        for _ in range(_POINTS):
            yield Point({p: chance.uniform(*chance.choice(UNMARKED)) for p in _parameters(function)})


def _near(value: Any, by: float) -> Any:
    return value * (1.0 + by) if isinstance(value, float) else value


def _seeds(backward: Function, point: Point, case: Case) -> dict[str, float]:
    """Upstream gradients for the parameters that the original does not have."""
    chance = case.chance("seeds")
    given = {name for name in _parameters(backward) if name in point.values}
    return {
        name: point.values[name] if name in given else chance.uniform(0.5, 2.0)
        for name in _parameters(backward)
    }
