"""Matches expressions with the rules of the book, and with other ways of writing their gates."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import NamedTuple

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Sequence,
    Slice,
    Symbol,
    children,
    operator,
    substitute,
)
from gradgen.ir.numerals import is_number
from gradgen.rules.book import rule_named, rules_for, spellings
from gradgen.rules.operands import match_operands
from gradgen.rules.patterns import Bindings, alternatives
from gradgen.rules.reader import Rule, Spelling

_ZERO = Literal("0.0")


class Guard(NamedTuple):
    """A condition under which alone a gate is computed: that `condition` holds, or does not."""

    condition: Expression
    holds: bool

    def around(self, value: Expression, zero: Expression = _ZERO) -> Expression:
        """`value if condition else 0.0`, or the other way round."""
        sides = (value, zero) if self.holds else (zero, value)
        return operator("where", "if", self.condition, *sides)


class Match(NamedTuple):
    """A rule, and what its operands are at the gate at hand (a starred one: a Sequence).

    A gate such as `log(x) if c else 0.0` has the rule of `log`, under a guard.
    """

    rule: Rule
    bindings: Bindings
    frame: Expression
    guard: Guard | None = None


def match_gate(expression: Expression) -> Match | None:
    """The rule of a gate whose operands are names or literals; `None` if there is no rule."""
    if not isinstance(expression, Apply):
        return None
    spelled = match_spelling(expression, inline=True)
    if spelled and all(is_leaf(value) for value in spelled.bindings.values()):
        return spelled
    guard = _guard(expression)
    if guard is not None:
        inner = match_gate(expression.arguments[1 if guard.holds else 2])
        return inner and inner._replace(guard=guard)
    subject = _in_rule_order(expression)
    for rule in rules_for(expression.function.name):
        if rule.shape:
            operands = match_operands(rule, subject)
            if operands is not None and all(map(is_leaf, operands.values())):
                return Match(rule, operands, expression)
            continue
        for bindings, frame in alternatives(rule.pattern, subject, {}):
            if all(map(is_leaf, bindings.values())):
                return Match(rule, bindings, frame)
    return None


def _guard(expression: Apply) -> Guard | None:
    """The guard of a gate that is computed on a condition only."""
    if expression.function.name != "where" or expression.function.module != "operator":
        return None
    condition, yes, no = expression.arguments
    for side, other, holds in ((yes, no, True), (no, yes, False)):
        if not is_leaf(side) and is_number(other, 0):
            return Guard(condition, holds)
    return None


def _in_rule_order(call: Apply) -> Apply:
    """A call of a definition with the gate's operands for its arguments, in the rule's order."""
    if not call.function.operands:
        return call
    values = {f"#{index}": argument for index, argument in enumerate(call.arguments)}
    return replace(
        call, arguments=tuple(substitute(operand, values) for operand in call.function.operands)
    )


def match_spelling(expression: Expression, *, inline: bool) -> Match | None:
    """The gate that an expression is another way of writing.

    With `inline`, only spellings that may stand in the middle of an expression count.
    """
    if not isinstance(expression, Apply):
        return None
    is_flat = all(map(is_leaf, expression.arguments))
    for spelling in _spellings_like(expression.function.name, inline, is_flat):
        rule = rule_named(spelling.of)
        if rule is None:
            continue
        for bindings, frame in alternatives(spelling.pattern, expression, {}):
            return Match(rule, bindings, frame)
    return None


# An expression whose outermost gate is the key may match a pattern with one of these outermost.
_ALSO = {"power": ("divide", "exp"), "multiply": ("divide", "negative"), "divide": ("multiply",)}


@cache
def _spellings_like(outermost: str, inline: bool, is_flat: bool) -> tuple[Spelling, ...]:
    """The spellings that an expression could be, by its outermost function.

    A flat expression, whose arguments are leaves, is none of those with more in them.
    """
    similar = {outermost, *_ALSO.get(outermost, ())}
    return tuple(
        spelling
        for spelling in spellings()
        if (spelling.inline or not inline)
        and spelling.outermost in similar
        and (not is_flat or _is_flat(spelling.pattern))
    )


def _is_flat(pattern: Expression) -> bool:
    return isinstance(pattern, Apply) and all(map(is_leaf, pattern.arguments))


def is_leaf(expression: Expression) -> bool:
    """Whether an expression computes nothing: a name, a literal, a constant, or many of them."""
    if isinstance(expression, Sequence | Slice):
        return all(map(is_leaf, children(expression)))
    if not isinstance(expression, Apply):
        return True
    is_place = expression.function.name == "star"
    return is_place or is_size(expression) or is_constant(expression) or is_limit(expression)


def is_constant(expression: Expression) -> bool:
    """Whether an expression is a number of a library's, `math.pi`, or its opposite, `-np.inf`."""
    match expression:
        case Symbol(function=function):
            return function.module != ""
        case Apply(function=Function(name="negative"), arguments=(Symbol(function=function),)):
            return function.module != ""
        case _:
            return False


LIMITS = frozenset(
    (
        *("eps", "epsneg", "max", "min", "tiny", "resolution", "precision", "bits"),
        *("smallest_normal", "smallest_subnormal"),
    )
)
"""What types of numbers are asked for, as in `np.finfo(x.dtype).eps`."""


def is_limits(expression: Expression) -> bool:
    """Whether an expression gives the limits of a type of numbers: `np.finfo(x.dtype)`."""
    return isinstance(expression, Apply) and expression.function.name in ("finfo", "iinfo")


def is_limit(expression: Expression) -> bool:
    """Whether an expression is a limit of a type, which has nothing to do with any element."""
    if not isinstance(expression, Apply) or expression.function.name not in LIMITS:
        return False
    if expression.function.module != "attribute":
        return False
    (limits,) = expression.arguments
    return isinstance(limits, Name) or (is_limits(limits) and all(map(is_leaf, children(limits))))


# What is known of an array without looking at its elements.
_SIZES = frozenset(("shape", "size", "ndim", "len", "dtype"))


def is_size(expression: Apply) -> bool:
    """Whether an expression only asks for a size: `x.shape`, `x.shape[0]`, `len(x)`."""
    if expression.function.name == "index":
        value, index = expression.arguments
        return isinstance(value, Apply) and is_size(value) and is_leaf(index)
    lone = len(expression.arguments) == 1 and not expression.keywords
    return expression.function.name in _SIZES and lone and isinstance(expression.arguments[0], Name)
