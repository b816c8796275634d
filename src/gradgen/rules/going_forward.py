"""What a gate does going forward, told from its rule: the manual's counterpart of its notes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from gradgen.ir.expression import Apply, Expression, Name, operator, substitute
from gradgen.ir.numerals import is_number
from gradgen.ir.printer import show
from gradgen.rules.absent import ABSENT, without_absent
from gradgen.rules.reader import Line, Rule, is_starred
from gradgen.rules.signs import without_sign
from gradgen.rules.simplify import simplify
from gradgen.rules.tangents import flow

_OF_MANY = "the sum of the lines, with the tangents in the place of grad_out"
_LINEAR = "the gate itself, of the tangents"
_MULTILINEAR = "the gate with each factor in turn replaced by its tangent, added up"


def going_forward(rule: Rule) -> str:
    """In a line: the words that the notes of a gate's tangents begin with, and the tangent.

    `tangent multiplier: dot_out = dot_x * y + dot_y * x`. A tangent that the rule states stands in
    its text already.
    """
    if rule.kind.is_closed:
        return rule.kind.forward
    told = "; ".join(_tangents(rule))
    return f"{rule.forward_head}: {told}" if told else rule.forward_head


def _tangents(rule: Rule) -> Iterator[str]:
    way = flow(rule)
    if way == "stated":
        yield from (f"dot_{line.operand} as stated" for line in rule.tangents)
    elif way == "linear" or (way and is_starred(rule)):
        yield _LINEAR if way == "linear" else _MULTILINEAR if way == "multilinear" else _OF_MANY
    elif way:
        derive = _product_rule if way == "multilinear" else _from_gradients
        for output in rule.outputs:
            parts = list(derive(rule, output))
            if parts:
                yield f"dot_{output} = {show(reduce(_plus, parts))}"


def _from_gradients(rule: Rule, output: str) -> Iterator[Expression]:
    """The lines of the gradients, each with the operand's tangent for the upstream gradient."""
    for line in _open(rule):
        values: dict[str, Expression] = {f"grad_{name}": ABSENT for name in rule.outputs}
        values[f"grad_{output}"] = Name(f"dot_{line.operand}")
        value = without_absent(substitute(line.expression, values))
        if value is not None:
            yield simplify(value, {})


def _product_rule(rule: Rule, output: str) -> Iterator[Expression]:
    """The gate itself, once for each factor that has a gradient."""
    for line in _open(rule):
        yield substitute(rule.pattern, {line.operand: Name(f"dot_{line.operand}")})


def _open(rule: Rule) -> list[Line]:
    return [line for line in rule.lines if not is_number(line.expression, 0)]


def _plus(left: Expression, right: Expression) -> Expression:
    is_difference = isinstance(right, Apply) and right.function.name == "subtract"
    opposite = None if is_difference else without_sign(right)
    if opposite is not None:
        return operator("subtract", "-", left, opposite)
    return operator("add", "+", left, right)
