"""Every rule of the book, found by itself: what holds for all, and scalar gradients against slopes.

The rules of scalar gates are held against differences and complex steps here, those of arrays in
`tests/test_array_rules.py`.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from gradgen.ir.expression import (
    Apply,
    Expression,
    Literal,
    Symbol,
    functions_in,
    names_in,
    substitute,
    walk,
)
from gradgen.ir.numerals import is_number
from gradgen.ir.printer import show
from gradgen.rules.absent import ABSENT, without_absent
from gradgen.rules.book import all_rules, rule_named, rules_for, spellings
from gradgen.rules.forms import forms
from gradgen.rules.kinds import KINDS
from gradgen.rules.reader import Line, Rule, Spelling
from gradgen.rules.tangents import flow
from gradgen.targets.definitions import definition_named
from gradgen.targets.numpy import ATTRIBUTES, numpy_target
from gradgen.targets.python import WELL_KNOWN
from gradgen.targets.signatures import signature
from rule_values import (
    GRADIENT_FREE,
    REAL,
    Operands,
    derivative,
    directions,
    draws,
    evaluate,
    is_analytic,
    scalar_rules,
)

ALL_RULES = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
SCALAR_RULES = pytest.mark.parametrize("rule", scalar_rules(), ids=lambda rule: rule.name)
SPELLINGS = pytest.mark.parametrize(
    "spelling",
    [s for s in spellings() if rule_named(s.of) in scalar_rules()],
    ids=lambda s: show(s.pattern),
)


@SCALAR_RULES
def test_the_gradient_lines_give_the_gradient(rule: Rule) -> None:
    chance = random.Random(rule.name)
    for operands in draws(rule, chance):
        upstream = chance.choice((-1, 1)) * chance.uniform(0.5, 2)
        out = evaluate(rule.pattern, operands, REAL)
        for line in rule.lines:
            for found, wanted in _compared(rule, line, operands, out, upstream):
                assert found == pytest.approx(wanted, rel=1e-8, abs=1e-9), (operands, show_(line))


def _compared(
    rule: Rule, line: Line, operands: Operands, out: Any, upstream: float
) -> Iterator[tuple[float, float]]:
    """What a line gives, beside what it should: once for each operand that it stands for."""
    for here, along in directions(rule, line.operand, operands):
        values = {**operands, **here, "out": out, "grad_out": upstream}
        found = evaluate(line.expression, values, REAL)
        yield float(found), upstream * derivative(rule, along, here[line.operand])


STATED = [rule for rule in scalar_rules() if rule.tangents]


@pytest.mark.parametrize("rule", STATED, ids=lambda rule: rule.name)
def test_the_tangent_lines_give_the_tangent(rule: Rule) -> None:
    """All operands move, and then each by itself: the terms of the others are absent."""
    chance = random.Random(rule.name)
    for operands in draws(rule, chance):
        moving = [line.operand for line in rule.lines if not is_number(line.expression, 0)]
        for moved in (moving, *([name] for name in moving)):
            along = {name: chance.uniform(-2, 2) for name in moved}
            wanted = sum(_slope(rule, operands, name) * along[name] for name in moved)
            found = evaluate(_tangent(rule, moved), _values(rule, operands, along), REAL)
            assert float(found) == pytest.approx(wanted, rel=1e-8, abs=1e-9), (operands, moved)


def _tangent(rule: Rule, moved: list[str]) -> Expression:
    """What a rule states of the tangent, where only some of the operands move."""
    (line,) = rule.tangents
    still: dict[str, Expression] = {f"dot_{n}": ABSENT for n in rule.operands if n not in moved}
    expression = without_absent(substitute(line.expression, still))
    assert expression is not None
    return expression


def _values(rule: Rule, operands: Operands, along: Mapping[str, float]) -> Operands:
    tangents = {f"dot_{name}": value for name, value in along.items()}
    return {**operands, **tangents, "out": evaluate(rule.pattern, operands, REAL)}


def _slope(rule: Rule, operands: Operands, name: str) -> float:
    ((here, along),) = directions(rule, name, operands)
    return derivative(rule, along, here[name])


def show_(line: Line) -> str:
    return f"grad_{line.operand} = {show(line.expression)}"


def test_the_analytic_rules_are_checked_by_complex_step() -> None:
    assert sum(map(is_analytic, all_rules())) >= 40


@SCALAR_RULES
def test_every_operand_has_a_line_or_is_known_to_carry_no_gradient(rule: Rule) -> None:
    without = {name for name in rule.operands if rule.line(name) is None}
    assert without == {name for key, name in GRADIENT_FREE if key == rule.name}


@ALL_RULES
def test_lines_come_in_the_order_of_the_operands(rule: Rule) -> None:
    with_a_line = [name for name in rule.operands if rule.line(name)]
    assert [line.operand for line in rule.lines] == with_a_line
    assert set(rule.operands) == {name.removeprefix("*") for name in names_in(rule.pattern)}


@ALL_RULES
def test_lines_read_only_what_the_gate_has(rule: Rule) -> None:
    outputs = [name.removeprefix("*") for name in rule.outputs]
    known = {*rule.operands, *outputs, *(f"grad_{name}" for name in outputs)}
    moved = {f"dot_{name}" for name in rule.operands}  # that of steps of tangents
    for step in rule.steps:
        assert _names(step) <= known | moved
        assert step.operand not in known
        known.add(step.operand)
    for line in rule.lines:
        assert _names(line) <= known


@ALL_RULES
def test_tangents_read_only_what_the_gate_has(rule: Rule) -> None:
    outputs = {name.removeprefix("*") for name in rule.outputs}
    upstream = {f"grad_{name}" for name in outputs}
    known = {*rule.operands, *outputs, *(f"dot_{name}" for name in rule.operands)}
    known |= {step.operand for step in rule.steps if not upstream & _reads(rule, step)}
    for line in rule.tangents:
        assert line.operand in outputs
        assert _names(line) <= known
        assert any(name.startswith("dot_") for name in _reads(rule, line))


@ALL_RULES
def test_gradients_read_no_tangents(rule: Rule) -> None:
    moved = {f"dot_{name}" for name in rule.operands}
    for line in rule.lines:
        assert not moved & _reads(rule, line)


def _names(line: Line) -> set[str]:
    """The names that a line reads; one that the reader knows nothing of is a constant to it."""
    symbols = (node.function.name for node in walk(line.expression) if isinstance(node, Symbol))
    unknown = {name for name in symbols if name not in ("pi", "e", "inf", "nan", "euler_gamma")}
    return {name.removeprefix("*") for name in names_in(line.expression)} | unknown


def _reads(rule: Rule, line: Line) -> set[str]:
    """What a line reads, be it by way of steps."""
    found = _names(line)
    for step in reversed(rule.steps):
        found |= _names(step) if step.operand in found else set()
    return found


@ALL_RULES
def test_every_step_is_read(rule: Rule) -> None:
    read = {name for line in (*rule.lines, *rule.tangents) for name in _reads(rule, line)}
    assert {step.operand for step in rule.steps} <= read


@ALL_RULES
def test_the_book_is_closed(rule: Rule) -> None:
    for line in (*rule.steps, *rule.lines, *rule.tangents):
        for node in walk(line.expression):
            if isinstance(node, Apply) and node.function.name not in forms():
                assert _has_a_rule(node), f"{node.function.name} has no rule"


@ALL_RULES
def test_every_rule_says_how_tangents_go_on(rule: Rule) -> None:
    open_operands = [line for line in rule.lines if not is_number(line.expression, 0)]
    assert flow(rule) or not open_operands


def _has_a_rule(call: Apply) -> bool:
    name, module = call.function.name, call.function.module
    if module == "attribute":
        name = ATTRIBUTES[name]
    return bool(rules_for(name)) and (module != "method" or name in numpy_target().functions)


@SCALAR_RULES
def test_plain_python_has_all_that_the_lines_of_scalar_gates_need(rule: Rule) -> None:
    known = {name for name, value in REAL.items() if callable(value)} - {"fma", "sumprod"}
    for line in (*rule.lines, *rule.tangents):
        for node in walk(line.expression):
            if isinstance(node, Apply) and node.function.module != "operator":
                assert node.function.name in known, "unknown, or newer than the oldest Python"


@ALL_RULES
def test_what_flows_back_depends_on_what_came(rule: Rule) -> None:
    for line in rule.lines:
        from_above = any(name.startswith("grad_") for name in _reads(rule, line))
        assert from_above != is_number(line.expression, 0)


@SCALAR_RULES
def test_the_upstream_gradient_comes_first(rule: Rule) -> None:
    for line in rule.lines:
        text = show(line.expression)
        if not any(
            f.name in ("where", "ldexp", rule.callee) for f in functions_in(line.expression)
        ):
            assert text.startswith(("grad_out", "-grad_out", "0"))


@ALL_RULES
def test_a_rule_is_found_by_its_callee_and_has_a_kind(rule: Rule) -> None:
    assert rule in rules_for(rule.callee)
    assert KINDS[rule.kind.name] is rule.kind
    assert rule.kind.is_closed == all(is_number(e.expression, 0) for e in rule.lines)


@ALL_RULES
def test_what_may_be_left_out_is_what_the_library_takes_then(rule: Rule) -> None:
    usual = _usual(rule.callee)
    for name, value in rule.defaults.items():
        assert show(usual.get(name, value)) == show(value), name


def _usual(gate: str) -> Mapping[str, Expression]:
    """The defaults of a function's parameters, as far as its own signature tells them."""
    definition = definition_named(gate, "numpy")
    if definition is not None:
        return {name: value for name, value in definition.parameters if value is not None}
    told = signature(numpy_target().functions.get(gate, "")) or ()
    return {p.name: p.default for p in told if p.default not in (None, _UNTOLD)}


_UNTOLD = Literal("...")


@ALL_RULES
def test_a_function_gate_says_its_local_gradient(rule: Rule) -> None:
    if rule.kind.name == "function":
        assert all(line.detail for line in rule.lines)


@ALL_RULES
def test_no_operand_is_called_like_a_word_of_a_detail(rule: Rule) -> None:
    """In the detail names of operands and outputs are replaced: `laid out` becomes `laid y`."""
    names = "|".join((*rule.operands, *rule.outputs)).replace("*", "")
    in_prose = re.compile(rf"\b(the|an?|laid|left|sent|shared|spread|taken|worked) ({names})\b")
    for line in (*rule.steps, *rule.lines, *rule.tangents):
        assert not in_prose.search(line.detail)


def test_rule_names_are_unique() -> None:
    names = [rule.name for rule in all_rules()]
    assert [name for name in set(names) if names.count(name) > 1] == []


@SPELLINGS
def test_a_spelling_has_the_value_of_its_gate(spelling: Spelling) -> None:
    rule = rule_named(spelling.of)
    assert rule is not None
    assert set(names_in(spelling.pattern)) == set(rule.operands)
    for operands in _everywhere(rule):
        wanted = evaluate(rule.pattern, operands, REAL)
        found = evaluate(spelling.pattern, operands, REAL)
        assert found == pytest.approx(wanted, rel=1e-12, abs=1e-13), operands


def _everywhere(rule: Rule) -> Iterator[Operands]:
    points = [i / 8 for i in range(-200, 201)] + [5e-324, 1e-300, 1e-9, -1e-9, -1e-300, -5e-324]
    for x in points:
        if len(rule.operands) == 1:
            yield {"x": x}
        else:
            other = rule.operands[1]
            yield from ({"x": x, other: value} for value in (-0.5, 0.0, 0.01, 1.0, 2.5))


def test_only_what_is_the_same_everywhere_is_recognised_inside_expressions() -> None:
    assert {s.of for s in spellings() if s.inline} == {"sigmoid", "relu"}


def test_well_known_names_are_gates() -> None:
    for name, gate in WELL_KNOWN.items():
        assert rules_for(gate), name


PAGE = (Path(__file__).parent.parent / "docs" / "add_a_rule.md").read_text("utf-8")
SHOWN = re.findall(r"```python\n(@gate.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("text", SHOWN)
def test_the_rules_shown_in_the_manual_stand_in_the_book(text: str) -> None:
    assert text in {rule.text for rule in all_rules()}


# Where a derivative has a choice, or its formula a hole: rule, operands, gradients of operands.
@pytest.mark.parametrize(
    ("name", "operands", "gradients"),
    [
        ("relu", {"x": 0.0}, {"x": 0}),
        ("abs", {"x": 0.0}, {"x": 0}),
        ("max", {"x": 1.0, "y": 1.0}, {"x": 3, "y": 0}),
        ("min", {"x": 1.0, "y": 1.0}, {"x": 3, "y": 0}),
        ("power", {"x": 0.0, "y": 0.0}, {"x": 0, "y": 0}),
        ("power", {"x": 0.0, "y": 1.0}, {"x": 3, "y": 0}),
        ("power", {"x": 0.0, "y": 2.0}, {"x": 0, "y": 0}),
        ("power", {"x": 2.0, "y": 0.0}, {"x": 0, "y": 3 * math.log(2)}),
        ("power", {"x": -2.0, "y": 0.0}, {"x": 0, "y": 0}),
        ("power", {"x": -2.0, "y": 3.0}, {"x": 36, "y": 0}),
        ("leaky_relu", {"x": 0.0, "slope": 0.25}, {"x": 0.75, "slope": 0}),
        ("elu", {"x": 0.0, "alpha": 2.0}, {"x": 6, "alpha": 0}),
        ("elu", {"x": 1e6, "alpha": 2.0}, {"x": 3, "alpha": 0}),
        ("copysign", {"x": 0.0, "y": -1.0}, {"x": 0, "y": 0}),
        ("atan", {"x": 1e200}, {"x": 0}),
        ("asinh", {"x": 1e200}, {"x": 3e-200}),
        ("erf", {"x": 1e200}, {"x": 0}),
        ("gelu", {"x": 1e200}, {"x": 3}),
        ("gelu", {"x": -1e200}, {"x": 0}),
        ("silu", {"x": -1e5}, {"x": 0}),
        ("silu", {"x": 1e5}, {"x": 3}),
        ("softplus", {"x": 1e5}, {"x": 3}),
        ("cbrt", {"x": 1e-300}, {"x": 1e200}),
        ("hypot", {"x": [3e200, 4e200]}, {"x": 1.8}),
        ("tan", {"x": 0.0}, {"x": 3}),
    ],
)
def test_edges(name: str, operands: Operands, gradients: dict[str, float]) -> None:
    rule = rule_named(name)
    assert rule is not None
    values = {**operands, "out": evaluate(rule.pattern, operands, REAL), "grad_out": 3.0}
    values |= {key: row[0] for key, row in operands.items() if isinstance(row, list)}
    for line in rule.lines:
        wanted = pytest.approx(gradients[line.operand], rel=1e-12, abs=0)
        assert evaluate(line.expression, values, REAL) == wanted, show_(line)
