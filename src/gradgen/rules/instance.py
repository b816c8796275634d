"""A rule applied: what the gate at hand sends back to each of its operands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from gradgen.ir.expression import Expression, Sequence, names_in, substitute
from gradgen.ir.numerals import is_number
from gradgen.ir.parser import parse
from gradgen.ir.printer import show
from gradgen.rules.forms import ShapeOf, Surroundings, expand
from gradgen.rules.matcher import Match
from gradgen.rules.reader import Line
from gradgen.rules.simplify import Known, simplify


class Place(NamedTuple):
    """One operand of a gate: what stands there, and the rule's line for it, if there is one.

    A condition is only asked whether it holds: nothing flows back to it, whatever it is.
    """

    operand: Expression
    line: Line | None
    bindings: Mapping[str, Expression]
    is_condition: bool = False
    index: int = 0

    @property
    def is_flat(self) -> bool:
        """Whether the rule says that nothing flows back to this operand."""
        return self.is_condition or (self.line is not None and is_number(self.line.expression, 0))


def places(match: Match) -> Iterator[Place]:
    """The operands of a gate in the rule's order; a starred operand once for each that it holds."""
    rule, bindings = match.rule, match.bindings
    rows = {name[1:]: value for name, value in bindings.items() if name.startswith("*")}
    for name in rule.operands:
        line = rule.line(name)
        if name not in rows:
            is_condition = rule.callee == "where" and line is None
            yield Place(bindings[name], line, bindings, is_condition)
            continue
        for index, operand in enumerate(_items(rows[name])):
            each = {key: _items(row)[index] for key, row in rows.items()}
            yield Place(operand, line, {**bindings, **each}, index=index)


def _items(row: Expression) -> tuple[Expression, ...]:
    assert isinstance(row, Sequence)
    return row.items


def contribution(
    place: Place, out: Expression, upstream: Expression, known: Known, shape_of: ShapeOf
) -> Expression:
    """The gradient that flows back to `place`, given the gate's output and upstream gradient.

    Raises NeedsShapeError where that depends on a shape that is not known.
    """
    assert place.line is not None
    values = {**place.bindings, "out": out, "grad_out": upstream}
    surroundings = Surroundings(place.operand, place.bindings, place.index, out, shape_of)
    filled = expand(substitute(place.line.expression, values), surroundings)
    return simplify(filled, known)


def detail(place: Place, out: Expression, upstream: Expression, known: Known) -> str:
    """The detail of the line's note, with the names at hand."""
    if place.line is None:
        return ""
    values = {**place.bindings, "out": out, "grad_out": upstream}
    text = place.line.detail
    formula, comma, rest = text.removeprefix(_LOCAL).partition(", ")
    if text.startswith(_LOCAL) and (expression := _parsed(formula)) is not None:
        tidy = show(simplify(substitute(expression, values), known))
        return f"{_LOCAL}{tidy}{comma}{_with_names(rest, values)}"
    return _with_names(text, values)


_LOCAL = "local gradient "


@cache
def _parsed(text: str) -> Expression | None:
    try:
        return parse(text)
    except (SyntaxError, ValueError, KeyError):
        return None


def _with_names(text: str, values: Mapping[str, Expression]) -> str:
    return _WORD.sub(lambda word: _renamed(word[0], values), text)


_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*(?![\w(])")


def _renamed(word: str, values: Mapping[str, Expression]) -> str:
    value = values.get(word)
    if value is None:
        return word
    text = show(value)
    return f"({text})" if text.startswith("-") else text


def reads(line: Line) -> tuple[str, ...]:
    """The operands, `out` and `grad_out` that a rule's line needs: its residuals among them."""
    return names_in(line.expression)
