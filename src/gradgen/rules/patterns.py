"""Patterns: every way of filling the holes of one from an expression, and the frame of each.

A pattern is an expression whose names are holes. `alternatives` gives, with the values of the
holes, the *frame*: the expression as the user wrote it, with the holes back in the places of what
fills them. `1.0 / (math.exp(-k * x) + 1)` matches `1 / (1 + exp(-x))` with `k * x` for `x`, in the
frame `1.0 / (math.exp(-x) + 1)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from gradgen.ir.expression import (
    Apply,
    Expression,
    Literal,
    Name,
    Sequence,
    Symbol,
    operator,
)
from gradgen.ir.numerals import is_number, number
from gradgen.rules.signs import with_argument, without_sign

Bindings = Mapping[str, Expression]


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
