"""Matches expressions with the patterns of rules and spellings.

A pattern is an expression whose names are holes. `alternatives` finds every way of filling them
and gives, with each, the *frame*: the expression as the user wrote it, with the holes back in the
places of what fills them. `1.0 / (math.exp(-k * x) + 1)` matches `1 / (1 + exp(-x))` with `k * x`
for `x` in the frame `1.0 / (math.exp(-x) + 1)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from gradgen.ir.expression import (
    Apply,
    Expression,
    Literal,
    Name,
    Sequence,
    Slice,
    Symbol,
    children,
    operator,
    substitute,
)
from gradgen.ir.numerals import is_number, number
from gradgen.rules.book import rule_named, rules_for, spellings
from gradgen.rules.reader import Rule, Spelling
from gradgen.rules.signs import with_argument, without_sign
from gradgen.targets.signatures import HARMLESS, Misfit, bind, qualified_name, signature
from gradgen.targets.types import is_whole

Bindings = Mapping[str, Expression]
_ZERO = Literal("0.0")
# A default that the signature does not tell: what the rule's pattern says counts.
_UNTOLD = Literal("...")


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


def match_operands(rule: Rule, call: Apply) -> Bindings | None:
    """The operands of an array gate, by the signature of the function that is called.

    `None` where it is given something that the rule knows nothing of.
    """
    pattern = rule.pattern
    assert isinstance(pattern, Apply)
    wanted = {**{_hole(p): p for p in pattern.arguments}, **dict(pattern.keywords)}
    given = _given(rule, call)
    if given is None or not given.keys() <= wanted.keys():
        return None
    found: dict[str, Expression] = {}
    for name, hole in wanted.items():
        value = given[name] if name in given else _left_out(name, hole, rule, call)
        if value is None or not _is_hole(hole):
            if value != hole:
                return None
        elif not _is_starred(hole):
            found[_hole(hole)] = value
        elif not isinstance(value, Sequence):
            return None
        elif _is_row_of_one(hole):
            if len(value.items) != 1:
                return None
            found[_hole(hole)] = value.items[0]
        elif _is_nested(hole):
            found[nested(_hole(hole))] = value
            found[f"*{_hole(hole)}"] = Sequence(tuple(_flat(value)))
        else:
            found[f"*{_hole(hole)}"] = value
    makes_whole = is_whole(found.get("dtype", Literal("None")))
    return None if makes_whole and rule.kind.name != "flat" else found


def _left_out(name: str, hole: Expression, rule: Rule, call: Apply) -> Expression | None:
    """What an operand is that a call leaves out; `None` where the rule is about something else."""
    usual, own = _defaults(call).get(name), rule.defaults.get(name)
    if usual == _UNTOLD:
        return own if _is_hole(hole) else hole
    if _is_hole(hole) and own is not None and usual not in (None, own):
        return None
    return own or usual


def nested(name: str) -> str:
    """The binding that keeps how the lists of a row in double brackets were nested."""
    return f"{name}[]"


def _flat(value: Expression) -> Iterator[Expression]:
    """What stands in lists inside of lists, in order."""
    if not isinstance(value, Sequence):
        yield value
        return
    for item in value.items:
        yield from _flat(item)


def rule_of(call: Apply) -> Rule | None:
    """The rule of a call of an array function, whatever its arguments still have to compute."""
    rules = (rule for rule in rules_for(call.function.name) if rule.shape)
    takers = (rule for rule in rules if match_operands(rule, call) is not None)
    return next(takers, None)


def output_count(call: Apply) -> int | None:
    """How many values a gate gives that gives several; `None` for one, 0 where nobody can tell."""
    rule = rule_of(call)
    if rule is None or rule.is_single:
        return None
    if not rule.outputs[0].startswith("*"):
        return len(rule.outputs)
    operands = match_operands(rule, call) or {}
    rows = [value for name, value in operands.items() if name.startswith("*")]
    if rows and isinstance(rows[0], Sequence):
        return len(rows[0].items)
    sections = operands.get("indices_or_sections")
    if isinstance(sections, Sequence):
        return len(sections.items) + 1
    return int((sections and number(sections)) or 0)


def field_names(call: Apply) -> tuple[str, ...]:
    """What the outputs of a call are called in the named tuple that it gives, if that is one."""
    rule = rule_of(call) if call.function.module == "numpy.linalg" else None
    return rule.outputs if rule else ()


def _given(rule: Rule, call: Apply) -> dict[str, Expression] | None:
    """The arguments of a call by the names of the rule's operands."""
    bound = bind(call)
    if bound is None:
        if len(call.arguments) > len(rule.operands):
            return None
        return dict(zip(rule.operands, call.arguments, strict=False)) | dict(call.keywords)
    if isinstance(bound, Misfit):
        return None
    unnamed = dict(zip(_by_place_only(call), rule.operands, strict=False))
    names = {name: unnamed.get(name, name) for name in bound if name not in rule.operands}
    given = {name: v for name, v in bound.items() if name not in HARMLESS or _is_hole(v)}
    return {names.get(name, name): value for name, value in given.items()}


def _defaults(call: Apply) -> dict[str, Expression]:
    """What the parameters of a function are that a call leaves out, by their real names."""
    parameters = signature(qualified_name(call.function)) or ()
    return {p.name: p.default for p in parameters if p.default is not None}


def _by_place_only(call: Apply) -> list[str]:
    """The parameters whose names do not matter: the first, and those that callers cannot name."""
    parameters = signature(qualified_name(call.function)) or ()
    unnamed = list(takewhile(lambda p: p.kind == "/", parameters))
    return [p.name for p in unnamed or parameters[:1]]


def _hole(pattern: Expression) -> str:
    """The operand that a pattern's argument stands for."""
    while isinstance(pattern, Sequence):
        (pattern,) = pattern.items
    assert isinstance(pattern, Name)
    return pattern.id.removeprefix("*")


def _is_row_of_one(pattern: Expression) -> bool:
    """Whether a pattern is `[x]`, which takes a row of just one."""
    items = pattern.items if isinstance(pattern, Sequence) else ()
    return len(items) == 1 and isinstance(items[0], Name) and not items[0].id.startswith("*")


def _is_nested(pattern: Expression) -> bool:
    """Whether a pattern is `[[*rows]]`, which takes lists inside of lists."""
    return isinstance(pattern, Sequence) and isinstance(pattern.items[0], Sequence)


def _is_hole(pattern: Expression) -> bool:
    return isinstance(pattern, Name | Sequence)


def _is_starred(pattern: Expression) -> bool:
    return isinstance(pattern, Sequence) or (
        isinstance(pattern, Name) and pattern.id.startswith("*")
    )


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
    return not isinstance(expression, Apply) or is_size(expression)


# What is known of an array without looking at its elements.
_SIZES = frozenset(("shape", "size", "ndim", "len", "dtype"))


def is_size(expression: Apply) -> bool:
    """Whether an expression only asks for a size: `x.shape`, `x.shape[0]`, `len(x)`."""
    if expression.function.name == "index":
        value, index = expression.arguments
        return isinstance(value, Apply) and is_size(value) and is_leaf(index)
    lone = len(expression.arguments) == 1 and not expression.keywords
    return expression.function.name in _SIZES and lone and isinstance(expression.arguments[0], Name)


def alternatives(
    pattern: Expression, expression: Expression, found: Bindings
) -> Iterator[tuple[Bindings, Expression]]:
    """Each way in which `pattern` matches, as the holes' values and the frame."""
    match pattern:
        case Name(id=hole):
            if found.get(hole, expression) == expression:
                yield {**found, hole: expression}, pattern
        case Literal():
            if _same_literal(pattern, expression):
                yield found, expression
        case Symbol(function=constant):
            if isinstance(expression, Symbol) and expression.function.name == constant.name:
                yield found, expression
        case Sequence():
            yield from _sequence(pattern, expression, found)
        case Apply():
            yield from _apply(pattern, expression, found)


def _same_literal(pattern: Literal, expression: Expression) -> bool:
    value = number(pattern)
    return expression == pattern if value is None else is_number(expression, value)


def _sequence(
    pattern: Sequence, expression: Expression, found: Bindings
) -> Iterator[tuple[Bindings, Expression]]:
    if not isinstance(expression, Sequence):
        return
    for bindings, items in _items(pattern.items, expression.items, found):
        yield bindings, replace(expression, items=items)


def _items(
    patterns: tuple[Expression, ...], items: tuple[Expression, ...], found: Bindings
) -> Iterator[tuple[Bindings, tuple[Expression, ...]]]:
    """The ways in which a row of patterns matches a row of items."""
    match patterns:
        case (Name(id=name),) if name.startswith("*"):
            row = Sequence(items)
            if found.get(name, row) == row:
                yield {**found, name: row}, patterns
        case () if not items:
            yield found, ()
        case (first, *rest) if items:
            for bindings, frame in alternatives(first, items[0], found):
                for final, frames in _items(tuple(rest), items[1:], bindings):
                    yield final, (frame, *frames)


def _apply(
    pattern: Apply, expression: Expression, found: Bindings
) -> Iterator[tuple[Bindings, Expression]]:
    name = pattern.function.name
    if isinstance(expression, Apply) and expression.function.name == name:
        if pattern.keywords or expression.keywords:
            yield from _by_name(pattern, expression, found)
            return
        yield from _arguments(pattern.arguments, expression, found)
        if name in ("add", "multiply"):
            yield from _swapped(pattern.arguments, expression, found)
    yield from _other_forms(pattern, expression, found)


def _arguments(
    patterns: tuple[Expression, ...], expression: Apply, found: Bindings
) -> Iterator[tuple[Bindings, Expression]]:
    for bindings, frames in _items(patterns, expression.arguments, found):
        yield bindings, replace(expression, arguments=frames)


def _by_name(
    pattern: Apply, expression: Apply, found: Bindings
) -> Iterator[tuple[Bindings, Expression]]:
    """A call with keyword arguments, whose order does not matter."""
    wanted, given = dict(pattern.keywords), dict(expression.keywords)
    if wanted.keys() != given.keys():
        return
    patterns = (*pattern.arguments, *(wanted[key] for key in given))
    for bindings, frames in _items(patterns, (*expression.arguments, *given.values()), found):
        count = len(expression.arguments)
        keywords = tuple(zip(given, frames[count:], strict=True))
        yield bindings, replace(expression, arguments=frames[:count], keywords=keywords)


def _swapped(
    patterns: tuple[Expression, ...], expression: Apply, found: Bindings
) -> Iterator[tuple[Bindings, Expression]]:
    yield from _arguments(patterns[::-1], expression, found)


def _other_forms(
    pattern: Apply, expression: Expression, found: Bindings
) -> Iterator[tuple[Bindings, Expression]]:
    """Equal values in other clothes: signs, reciprocals, halves, powers of e."""
    match pattern.function.name, pattern.arguments, expression:
        case "negative", (inner,), _ if not _is_negative(expression):
            opposite = without_sign(expression)
            if opposite is not None:
                for bindings, frame in alternatives(inner, opposite, found):
                    yield bindings, operator("negative", "-", frame)
        case "exp", (inner,), Apply(arguments=(Symbol(function=base), exponent)) if (
            expression.function.name == "power" and base.name == "e"
        ):
            for bindings, frame in alternatives(inner, exponent, found):
                yield bindings, with_argument(expression, 1, frame)
        case "divide", (one, inner), Apply(arguments=(base, exponent)) if (
            is_number(one, 1) and expression.function.name == "power" and is_number(exponent, -1)
        ):
            for bindings, frame in alternatives(inner, base, found):
                yield bindings, with_argument(expression, 0, frame)
        case "divide", (inner, Literal() as divisor), Apply() if (
            expression.function.name == "multiply"
        ):
            yield from _scaled(inner, divisor, expression, found)


def _is_negative(expression: Expression) -> bool:
    return isinstance(expression, Apply) and expression.function.name == "negative"


def _scaled(
    inner: Expression, divisor: Literal, product: Apply, found: Bindings
) -> Iterator[tuple[Bindings, Expression]]:
    """`x / 2` written as `0.5 * x` or `x * 0.5`."""
    value = number(divisor)
    for index in (0, 1):
        if value and is_number(product.arguments[1 - index], 1 / value):
            for bindings, frame in alternatives(inner, product.arguments[index], found):
                yield bindings, with_argument(product, index, frame)
