"""A rule applied: what the gate at hand sends back to each of its operands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from gradgen.ir.expression import Expression, Name, names_in, rebuild, substitute
from gradgen.ir.expression import Sequence as Row
from gradgen.ir.numerals import is_number
from gradgen.ir.parser import parse
from gradgen.ir.printer import show
from gradgen.rules.absent import ABSENT, without_absent
from gradgen.rules.forms import ShapeOf, Surroundings, expand, fill
from gradgen.rules.matcher import Match
from gradgen.rules.reader import Line, Rule
from gradgen.rules.simplify import Known, simplify


class Place(NamedTuple):
    """One operand of a gate: what stands there, and the rule's line for it, if there is one.

    `name` is what the rule calls the operand. A condition is only asked whether it holds: nothing
    flows back to it, whatever it is.
    """

    name: str
    operand: Expression
    line: Line | None
    bindings: Mapping[str, Expression]
    is_condition: bool = False
    index: int = 0  # type: ignore[assignment]  # a place, not the method of tuples

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
            yield Place(name, bindings[name], line, bindings, is_condition)
            continue
        for index, operand in enumerate(_items(rows[name])):
            each = {key: _items(row)[index] for key, row in rows.items()}
            yield Place(name, operand, line, {**bindings, **each}, index=index)


def _items(row: Expression) -> tuple[Expression, ...]:
    assert isinstance(row, Row)
    return row.items


class Site(NamedTuple):
    """A gate at which a rule is applied: its outputs, what has come back to them, what is known.

    `values` are expressions by the names that the rule's lines use for the outputs (`out`), their
    upstream gradients (`grad_out`) and the steps that have been written so far.
    """

    values: Mapping[str, Expression]
    known: Known
    shape_of: ShapeOf
    is_solid: Callable[[Expression], bool]
    is_float: Callable[[Expression], bool]


def outputs_at(
    rule: Rule, targets: Sequence[str], gradients: Mapping[str, Expression]
) -> dict[str, Expression]:
    """The outputs of a gate and their upstream gradients, by the names in the lines of its rule.

    An output that nothing has flowed back to has none; among a starred row, a zero of its shape.
    """
    names = tuple(map(Name, targets))
    if rule.outputs[0].startswith("*"):
        row = rule.outputs[0]
        back = (gradients.get(n.id) or fill("zeros_like(x)", x=n) for n in names)
        return {row: Row(names), f"*grad_{row[1:]}": Row(tuple(back))}
    values: dict[str, Expression] = dict(zip(rule.outputs, names, strict=True))
    for output, name in zip(rule.outputs, names, strict=True):
        values[f"grad_{output}"] = gradients.get(name.id, ABSENT)
    return values


def filled_in(expression: Expression, values: Mapping[str, Expression]) -> Expression:
    """`expression` with what its names stand for; a row `*parts` is spread where it stands."""
    if isinstance(expression, Name):
        return values.get(expression.id, expression)
    if isinstance(expression, Row):
        items: list[Expression] = []
        for item in expression.items:
            value = filled_in(item, values)
            is_row = isinstance(item, Name) and item.id.startswith("*") and isinstance(value, Row)
            items += value.items if is_row and isinstance(value, Row) else [value]
        return Row(tuple(items), expression.brackets)
    return rebuild(expression, lambda inner: filled_in(inner, values))


def lines_needed(rule: Rule, line: Line, site: Site) -> tuple[Line, ...]:
    """The steps that a line of `rule` reads, in order, and the line: without what is absent.

    Empty where all that would flow back is absent.
    """
    absent: dict[str, Expression] = {n: v for n, v in site.values.items() if v == ABSENT}
    present: list[Line] = []
    for each in (*rule.steps, line):
        expression = without_absent(substitute(each.expression, absent))
        if expression is None:
            absent[each.operand] = ABSENT
        else:
            present.append(each._replace(expression=expression))
    if not present or present[-1].operand != line.operand:
        return ()
    needed = [present.pop()]
    wanted = set(names_in(needed[0].expression))
    for step in reversed(present):
        if step.operand in wanted:
            wanted.update(names_in(step.expression))
            needed.append(step)
    return tuple(reversed(needed))


def written(line: Line, place: Place, site: Site) -> Expression:
    """A line of a rule, or a step, with the names at hand.

    Raises NeedsShapeError where it depends on a shape that is not known.
    """
    filled = filled_in(line.expression, {**place.bindings, **site.values})
    out = site.values.get("out", place.operand)
    surroundings = Surroundings(place.operand, place.bindings, place.index, out, *site[2:])
    return simplify(expand(filled, surroundings), site.known)


def detail(line: Line | None, place: Place, site: Site) -> str:
    """The detail of the line's note, with the names at hand."""
    if line is None:
        return ""
    values, known = {**place.bindings, **site.values}, site.known
    text = line.detail
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
