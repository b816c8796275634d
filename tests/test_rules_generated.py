"""Every rule from end to end: a function of one gate, its gradient, and the gradient of that."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rule_values import (
    GRADIENT_FREE,
    REAL,
    Operands,
    derivative,
    directions,
    draws,
    slope,
)

import gradgen
from gradgen.ir.expression import Function
from gradgen.ir.printer import show
from gradgen.rules.book import all_rules, spellings
from gradgen.rules.reader import Rule
from gradgen.targets.definitions import definition_named
from gradgen.targets.python import PYTHON

RULES = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)


def program(rule: Rule) -> str:
    """A file that applies the gate of `rule` once; `x0, x1, x2` stand for a starred operand."""
    templates = {"sign": "(x > 0) - (x < 0)", "where": "y if x else z"}
    call = templates.get(rule.callee) or show(rule.pattern, _spell)
    call = re.sub(r"\*(\w+)", r"\g<1>0, \g<1>1, \g<1>2", call)
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
    needed = {"digamma": ("cotpi", "digamma"), "polygamma": ("cotpi", "polygamma")}
    definitions = map(definition_named, needed.get(rule.callee, ()))
    return "".join(f"{definition.text}\n\n\n" for definition in definitions if definition)


def _parameters(rule: Rule) -> Iterator[tuple[str, str]]:
    """The parameters of the program, and the operand that each stands for."""
    for name in rule.operands:
        starred = f"*{name}" in show(rule.pattern)
        yield from ((f"{name}{i}", name) for i in range(3)) if starred else ((name, name),)


def _wanted(rule: Rule) -> str:
    return ",".join(p for p, operand in _parameters(rule) if rule.line(operand))


def _arguments(rule: Rule, operands: Operands) -> Operands:
    rows = {f"{n}{i}": v for n, row in operands.items() if isinstance(row, list) for i, v in enumerate(row)}
    return rows | {n: v for n, v in operands.items() if not isinstance(v, list)}


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
    if not rule.lines:
        return
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
        found = list(found) if isinstance(found, tuple) else [found]
        assert found == pytest.approx(wanted, rel=1e-8, abs=1e-9), operands


@RULES
def test_an_operand_that_carries_no_gradient_is_refused(rule: Rule) -> None:
    for name in rule.operands:
        if (rule.name, name) in GRADIENT_FREE and rule.name != "where":
            with pytest.raises(gradgen.GradgenError):
                gradgen.generate(program(rule), wrt=name)


@RULES
def test_the_gradient_can_be_differentiated_again(rule: Rule) -> None:
    if not rule.lines:
        return
    wrt = _wanted(rule)
    first = gradgen.generate(program(rule), wrt=wrt)
    second = gradgen.generate(first, wrt=wrt)
    once, twice = load(first, "f_backward"), load(second, "f_backward_backward")
    seeds = [name for name in twice.__code__.co_varnames if name.startswith("grad_grad_")]
    assert seeds
