"""Every scalar rule from end to end: a function of one gate, its gradient, and that one's."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from inspect import signature
from typing import Any

import pytest

import gradgen
from gradgen.ir.expression import Function, names_in
from gradgen.ir.printer import show
from gradgen.rules.book import rule_named, spellings
from gradgen.rules.reader import Rule
from gradgen.targets.definitions import definition_named
from gradgen.targets.python import PYTHON
from rule_values import (
    GRADIENT_FREE,
    REAL,
    Operands,
    derivative,
    directions,
    draws,
    scalar_rules,
    slope,
)

RULES = pytest.mark.parametrize(
    "rule", [rule for rule in scalar_rules() if rule.lines], ids=lambda rule: rule.name
)


def program(rule: Rule) -> str:
    """A file that applies the gate of `rule` once; `x0, x1, x2` stand for a starred operand."""
    templates = {"sign": "(x > 0) - (x < 0)", "where": "y if x else z"}
    call = templates.get(rule.callee) or show(rule.pattern, _spell)
    call = re.sub(r"(?<!\*)\*([a-z]\w*)", r"\g<1>0, \g<1>1, \g<1>2", call)
    parameters = ", ".join(name for name, _ in _parameters(rule))
    return f"import math\n\n\n{_own(rule)}def f({parameters}):\n    return {call}\n"


def _spell(function: Function) -> str:
    qualified = "math.pow" if function.name == "power" else PYTHON.functions.get(function.name)
    return function.attribute or (qualified or function.name).removeprefix("builtins.")


def _own(rule: Rule) -> str:
    """The definition of a gate that has no name of its own without one."""
    if rule.callee == "gelu_tanh":
        first = next(s for s in spellings() if s.of == "gelu_tanh")
        return f"def gelu_tanh(x):\n    return {show(first.pattern, _spell)}\n\n\n"
    definition = definition_named(rule.callee) if rule.callee.endswith("gamma") else None
    return f"{definition.text}\n\n\n" if definition else ""


def _parameters(rule: Rule) -> Iterator[tuple[str, str]]:
    """The parameters of the program, and the operand that each stands for."""
    for name in rule.operands:
        starred = f"*{name}" in names_in(rule.pattern)
        yield from ((f"{name}{i}", name) for i in range(3)) if starred else ((name, name),)


def _wanted(rule: Rule) -> str:
    return ",".join(p for p, operand in _parameters(rule) if rule.line(operand))


def _arguments(rule: Rule, operands: Operands) -> Operands:
    rows = {name: row for name, row in operands.items() if isinstance(row, list)}
    items = {f"{name}{i}": value for name, row in rows.items() for i, value in enumerate(row)}
    return items | {name: value for name, value in operands.items() if name not in rows}


@pytest.fixture(autouse=True)
def _newest_math(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("fma", "sumprod"):
        monkeypatch.setattr(math, name, REAL[name], raising=False)


def load(source: str, name: str) -> Callable[..., Any]:
    namespace: dict[str, Any] = {}
    exec(compile(source, name, "exec"), namespace)
    function: Callable[..., Any] = namespace[name]
    return function


@RULES
def test_a_program_of_one_gate(rule: Rule) -> None:
    backward = load(gradgen.generate(program(rule), wrt=_wanted(rule)), "f_backward")
    chance = random.Random(rule.name)
    for operands in draws(rule, chance):
        upstream = chance.uniform(0.5, 2)
        found = backward(**_arguments(rule, operands), grad_out=upstream)
        wanted = [
            upstream * derivative(rule, along, here[line.operand])
            for line in rule.lines
            for here, along in directions(rule, line.operand, operands)
        ]
        assert _as_list(found) == pytest.approx(wanted, rel=1e-8, abs=1e-9), operands


@pytest.mark.parametrize(("name", "operand"), [key for key in GRADIENT_FREE if key[0] != "where"])
def test_an_operand_that_carries_no_gradient_is_refused(name: str, operand: str) -> None:
    rule = rule_named(name)
    assert rule is not None
    with pytest.raises(gradgen.GradgenError):
        gradgen.generate(program(rule), wrt=operand)


@RULES
def test_the_gradient_can_be_differentiated_again(rule: Rule) -> None:
    wrt = _wanted(rule)
    first = gradgen.generate(program(rule), wrt=wrt)
    second = gradgen.generate(first, wrt=wrt)
    once, twice = load(first, "f_backward"), load(second, "f_backward_backward")
    chance = random.Random(rule.name)
    for operands in draws(rule, chance):
        arguments = {**_arguments(rule, operands), "grad_out": chance.uniform(0.5, 2)}
        seeds = [chance.uniform(-2, 2) for _ in wrt.split(",")]
        found = _as_list(twice(**arguments, **dict(zip(_seeds(twice), seeds, strict=True))))

        along = [partial(_weighted, once, arguments, seeds, name) for name in wrt.split(",")]
        wanted = [slope(f, arguments[name]) for f, name in zip(along, wrt.split(","), strict=True)]
        assert found == pytest.approx(wanted, rel=1e-7, abs=1e-8), arguments


def _weighted(
    gradient: Callable[..., Any], arguments: Operands, seeds: list[float], name: str, value: float
) -> float:
    """What the second gradient is the gradient of, as one parameter is moved."""
    gradients = _as_list(gradient(**{**arguments, name: value}))
    return float(sum(s * g for s, g in zip(seeds, gradients, strict=True)))


def _seeds(function: Callable[..., Any]) -> list[str]:
    return [name for name in signature(function).parameters if name.startswith("grad_grad_")]


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, tuple) else [value]


def test_a_power_with_the_exponent_0_can_be_differentiated_again() -> None:
    first = gradgen.generate("def f(x, y):\n    return x ** y\n")
    twice = load(gradgen.generate(first, wrt="x,y"), "f_backward_backward")
    # The gradient of x is y * x ** (y - 1), whose slope in y at 0 is 1 / x; that of y is log(x).
    assert twice(2.0, 0.0, grad_grad_x=1.0, grad_grad_y=0.0) == pytest.approx((0.0, 0.5))
    wanted = (0.5, math.log(2) ** 2)
    assert twice(2.0, 0.0, grad_grad_x=0.0, grad_grad_y=1.0) == pytest.approx(wanted)


def test_gamma_functions_go_on_to_the_fourth_derivative() -> None:
    source, name = "import math\n\n\ndef f(x):\n    return math.lgamma(x)\n", "f"
    for order in (1, 2, 3, 4):
        source, name = gradgen.generate(source, wrt="x"), f"{name}_backward"
        wanted = REAL["polygamma"](order - 1, 2.5) if order > 1 else REAL["digamma"](2.5)
        assert load(source, name)(2.5) == pytest.approx(wanted)
