"""Functions that a rule of the user's is tried in: of the one call, and what shows its shape.

For `out = langevin(x)`, three times under other names, for which other inputs are drawn::

    from polymers import langevin


    def check_1(x: float, factor: float):
        return factor * langevin(x)

The factor has the shape that the output is said to have, so that a rule which is wrong about that
gives a wrong gradient.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from gradgen.ir.expression import Apply, Expression, Function, Literal, substitute
from gradgen.ir.numerals import is_number
from gradgen.ir.printer import show
from gradgen.rules.reader import Rule

TIMES: Final = 3
_WHOLE: Final = Literal("3")


class RuleSource(NamedTuple):
    """A file to try a rule in; `shapes` are those of arrays."""

    text: str
    shapes: Mapping[str, str]


def name_of(rule: Rule) -> str:
    """What a rule is called in its file."""
    return rule.name.rpartition(":")[2]


def function_of(rule: Rule) -> str:
    """The function that a rule is for: a qualified name, or a bare one."""
    return rule.callee.removeprefix("own.")


def operands_of(rule: Rule) -> list[str]:
    """The operands that a derivative is taken by."""
    return [line.operand for line in rule.lines]


def numbers(rule: Rule) -> RuleSource:
    """A rule tried on numbers."""
    return _source(rule, {}, is_array=False)


def arrays(rule: Rule, given: Mapping[str, str]) -> RuleSource:
    """A rule tried on arrays, in the shapes that are `given`, by the names of operands."""
    names = operands_of(rule)
    usual = dict.fromkeys(names, "3")
    if rule.is_elementwise and names:
        usual[names[0]] = "2,3"  # broadcast, where there is a second one
    shapes = {name: given.get(name, usual[name]) for name in names}
    of_output = {
        "scalar": "",
        "like_first": shapes.get(rule.operands[0], ""),
        "like_second": shapes.get(rule.operands[-1], ""),
        "unknown": "",
    }
    factor = of_output.get(rule.shape, shapes[names[0]] if names else "")
    return _source(rule, {**shapes, factor_of(rule): factor}, is_array=True)


def _source(rule: Rule, shapes: Mapping[str, str], *, is_array: bool) -> RuleSource:
    module, _, attribute = function_of(rule).rpartition(".")
    called, factor = attribute, factor_of(rule)
    while called in (*rule.operands, factor):
        called += "_"
    alias = f" as {called}" if called != attribute else ""
    names = operands_of(rule)
    values = {n: rule.defaults.get(n, _WHOLE) for n in rule.operands if n not in names}
    pattern = _called(substitute(rule.pattern, dict(values)), called)
    annotation = "" if is_array else ": float"
    parameters = ", ".join(f"{name}{annotation}" for name in (*names, factor))
    imports = [f"from {module} import {attribute}{alias}"]
    imports = ["import numpy", *imports] if is_array else imports
    functions = (
        f"\n\ndef check_{n}({parameters}):\n    return {factor} * {pattern}\n"
        for n in range(1, TIMES + 1)
    )
    text = "\n".join([*imports, *functions])
    return RuleSource(text, shapes)


def _called(pattern: Expression, name: str) -> str:
    assert isinstance(pattern, Apply)
    return show(pattern, lambda function: name if _is_own(function) else function.attribute)


def _is_own(function: Function) -> bool:
    return function.name.startswith("own.")


def factor_of(rule: Rule) -> str:
    """The name of the factor: none of the operands has it."""
    name = "factor"
    while name in rule.operands:
        name += "_"
    return name


def is_constant(rule: Rule) -> bool:
    """Whether a rule says that its output counts as a constant: no difference tells that."""
    is_zero = all(is_number(line.expression, 0) for line in rule.lines)
    return rule.kind.name == "stop" and is_zero
