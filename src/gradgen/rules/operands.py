"""The operands of array gates: what a call gives them, by the real signature of its function."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from gradgen.ir.expression import (
    Apply,
    Expression,
    Literal,
    Name,
    Sequence,
)
from gradgen.ir.numerals import number
from gradgen.rules.book import rules_for
from gradgen.rules.patterns import Bindings
from gradgen.rules.reader import Rule
from gradgen.targets.signatures import HARMLESS, Misfit, bind, qualified_name, signature
from gradgen.targets.types import is_whole

# A default that the signature does not tell: what the rule's pattern says counts.
_UNTOLD = Literal("...")


def match_operands(rule: Rule, call: Apply) -> Bindings | None:
    """The operands of an array gate, by the signature of the function that is called.

    `None` where it is given something that the rule knows nothing of.
    """
    pattern = rule.pattern
    assert isinstance(pattern, Apply)
    if rule.is_own and not _is_called_so(pattern, call):
        return None
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


def _is_called_so(pattern: Apply, call: Apply) -> bool:
    """Whether a call has the form that a rule of the user's has: no signature tells of others."""
    known = dict(pattern.keywords).keys()
    return len(call.arguments) == len(pattern.arguments) and dict(call.keywords).keys() <= known


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


_PLACES = frozenset(
    (
        *("where_true", "nonzero", "unravel_index", "ix_", "diag_indices", "diag_indices_from"),
        *("tril_indices", "triu_indices", "tril_indices_from", "triu_indices_from"),
    )
)


def gives_places(call: Apply) -> bool:
    """Whether a call gives a tuple of places, one row for each axis, that carry no gradient."""
    rule = rule_of(call)
    return rule is not None and rule.name in _PLACES


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
