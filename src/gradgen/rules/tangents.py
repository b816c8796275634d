"""Forward mode: the terms of a gate's tangent, from the lines of its rule.

A rule that treats every element alike needs nothing more: its gradient line is the local gradient
times what comes in, and going forward the tangent of the operand comes in. A gate that is linear is
applied to the tangents themselves: `dot_s = np.sum(dot_x)`; one that is linear in each operand is a
sum of itself: `dot_y = dot_x @ w + x @ dot_w`. All others state their tangent in the rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from gradgen.ir.expression import Apply, Expression, Literal, Name, rebuild
from gradgen.ir.expression import Sequence as Row
from gradgen.rules.absent import ABSENT
from gradgen.rules.forms import fill
from gradgen.rules.instance import Place, Site, lines_needed, outputs_at, places, written
from gradgen.rules.linearity import is_linear
from gradgen.rules.matcher import Match, match_gate
from gradgen.rules.reader import Line, Rule, is_starred

Tangents = Mapping[str, Expression]
_ZERO = Literal("0.0")


class Term(NamedTuple):
    """A summand of the tangent of an output: what `lines` of the rule give at `place`.

    Without lines it is `value` as it stands. `moved` is the tangent of the operand that the term
    comes from; `ABSENT` where it comes from several.
    """

    place: Place
    moved: Expression
    site: Site
    lines: tuple[Line, ...] = ()
    value: Expression = ABSENT


class NoTangentError(ValueError):
    """A rule does not say how its gate is differentiated in forward mode."""


def flow(rule: Rule) -> str:
    """How the tangent of a gate is found: `stated`, `elementwise`, `linear` or `multilinear`.

    Empty where nobody knows: a rule that is none of these has to state its tangent.
    """
    if rule.tangents:
        return "stated"
    if rule.is_own:  # of a user's rule the kind is a word, and no promise that a gate is linear
        return "elementwise" if rule.is_elementwise and is_linear(rule) else ""
    if rule.kind.linear == "each" and not (rule.is_elementwise and is_starred(rule)):
        return "multilinear"
    if rule.is_elementwise:
        return "elementwise"
    return "linear" if rule.kind.linear == "together" else ""


class Application(NamedTuple):
    """A rule applied in forward mode: at which gate, to which tangents.

    `expression` is what the gate computes, as it stands in the function, without its guard;
    `targets` are the names of its outputs; `moved` the tangents by the names of the values that
    vary; `site` what is known, without any values.
    """

    match: Match
    expression: Expression
    targets: Sequence[str]
    moved: Tangents
    site: Site

    @property
    def ways(self) -> list[Place]:
        """The operands of the gate through which a tangent flows on."""
        return [p for p in places(self.match) if self._varies(p.operand) and _is_open(p)]

    def _varies(self, operand: Expression) -> bool:
        return isinstance(operand, Name) and operand.id in self.moved

    def tangent(self, place: Place) -> Expression:
        """The tangent of the operand at `place`."""
        assert isinstance(place.operand, Name)
        return self.moved[place.operand.id]

    @property
    def lone(self) -> Expression:
        """The only tangent that flows into the gate; `ABSENT` where there are several."""
        first, *others = self.ways
        return ABSENT if others else self.tangent(first)


def _is_open(place: Place) -> bool:
    return place.line is not None and not place.is_flat


def terms(at: Application, target: str) -> list[Term]:
    """The terms of the tangent of `target`, one of the outputs of a gate.

    Raises NoTangentError, and NeedsShapeError and UnsupportedUseError as the lines of rules do.
    """
    match flow(at.match.rule):
        case "stated":
            return _stated(at, target)
        case "elementwise":
            return list(_elementwise(at, target))
        case "linear":
            return [_linear(at)]
        case "multilinear":
            return list(_multilinear(at))
        case _:
            raise NoTangentError(at.match.rule.name)


def _stated(at: Application, target: str) -> list[Term]:
    rule = at.match.rule
    line = rule.tangent(rule.outputs[list(at.targets).index(target)])
    if line is None:
        return []
    values: dict[str, Expression] = dict(zip(rule.outputs, map(Name, at.targets), strict=True))
    values |= {f"dot_{name}": ABSENT for name in rule.operands}
    values |= {f"dot_{way.name}": at.tangent(way) for way in at.ways}
    values |= {f"*dot_{name}": _row(at, name) for name in rule.operands if _is_row(at, name)}
    site = at.site._replace(values=values)
    lines = lines_needed(rule, line, site)
    return [Term(at.ways[0], at.lone, site, lines)] if lines else []


def _is_row(at: Application, name: str) -> bool:
    return f"*{name}" in at.match.bindings


def _row(at: Application, name: str) -> Expression:
    """The tangents of a row of operands, zeros where one does not vary."""
    row = [place for place in places(at.match) if place.name == name]
    moving = [way.index for way in at.ways if way.name == name]
    tangents = (at.tangent(p) if p.index in moving else _zero(p.operand, at) for p in row)
    return Row(tuple(tangents), "[]")


def _elementwise(at: Application, target: str) -> Iterator[Term]:
    for way in at.ways:
        assert way.line is not None
        tangent = at.tangent(way)
        values = outputs_at(at.match.rule, at.targets, {target: tangent})
        site = at.site._replace(values=values)
        lines = lines_needed(at.match.rule, way.line, site)
        if lines and written(lines[-1], way, site) != ABSENT:
            yield Term(way, tangent, site, lines)


def _linear(at: Application) -> Term:
    """The gate, of the tangents: what does not vary is zero there."""
    ways = at.ways
    still = [p for p in places(at.match) if _is_open(p) and p not in ways]
    changes = {_seat(p): _zero(p.operand, at) for p in still}
    changes |= {_seat(p): at.tangent(p) for p in ways}
    return Term(ways[0], at.lone, at.site, value=_replaced(at.expression, changes))


def _multilinear(at: Application) -> Iterator[Term]:
    """The gate with each factor in turn replaced by its tangent: the product rule."""
    for way in at.ways:
        tangent = at.tangent(way)
        value = _replaced(at.expression, {_seat(way): tangent})
        yield Term(way, tangent, at.site, value=value)


def _zero(operand: Expression, at: Application) -> Expression:
    """A zero for what does not vary; among arrays it has a type, which must not be wider."""
    among_numbers = all(at.site.shape_of(p.operand).is_scalar for p in places(at.match))
    return (
        _ZERO if isinstance(operand, Literal) or among_numbers else fill("zeros_like(x)", x=operand)
    )


def _seat(place: Place) -> tuple[str, int]:
    """An operand of a gate, whatever stands there."""
    return place.name, place.index


def _replaced(expression: Expression, changes: Mapping[tuple[str, int], Expression]) -> Expression:
    """A gate as the user wrote it, with other operands in some of its seats.

    A name may stand in several seats of a gate, and elsewhere in it. What the matcher finds in a
    seat is the very object that stands in the expression, so that each place needs one of its own.
    """
    apart = _apart(expression)
    match = match_gate(apart)
    assert match is not None
    seats = {id(p.operand): changes[_seat(p)] for p in places(match) if _seat(p) in changes}

    def put(node: Expression) -> Expression:
        return seats[id(node)] if id(node) in seats else rebuild(node, put)

    return put(apart)


def _apart(expression: Expression) -> Expression:
    """An equal expression in which no object stands twice."""
    copy = rebuild(expression, _apart)
    return copy if copy is not expression else replace(expression)


def computed(expression: Expression, match: Match) -> Expression:
    """What a gate computes where its guard lets it: `log(x)` of `log(x) if c else 0.0`."""
    if match.guard is None:
        return expression
    assert isinstance(expression, Apply)
    return expression.arguments[1 if match.guard.holds else 2]
