"""The book: finds rules by the gate that an expression applies, and spellings by their gate."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from gradgen.rules.at_hand import own
from gradgen.rules.reader import Example, Rule, Spelling, cut, read_rule, read_spellings


@cache
def _examples() -> tuple[Example, ...]:
    modules = sorted(Path(__file__).with_name("families").glob("*.py"))
    texts = ((module.stem, module.read_text("utf-8")) for module in modules)
    return tuple(example for family, text in texts for example in cut(family, text))


def rules_for(gate: str) -> tuple[Rule, ...]:
    """The rules whose pattern applies `gate`; in this order, the first that matches counts.

    Those of the user's project have gates that no rule of the book has.
    """
    return _rules_for(gate) or own().of(gate)


@cache
def _rules_for(gate: str) -> tuple[Rule, ...]:
    return tuple(read_rule(e) for e in _examples() if e.is_rule and e.callee == gate)


def rule_named(name: str) -> Rule | None:
    """The rule of that name."""
    return _rule_named(name) or next((r for r in own().rules if r.name == name), None)


@cache
def _rule_named(name: str) -> Rule | None:
    return next((read_rule(e) for e in _examples() if e.is_rule and e.name == name), None)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, family by family."""
    return tuple(read_rule(example) for example in _examples() if example.is_rule)


@cache
def spellings() -> tuple[Spelling, ...]:
    """Every other way of writing a gate, in the book's order; a pattern is read when asked for."""
    examples = (e for e in _examples() if not e.is_rule)
    return tuple(spelling for example in examples for spelling in read_spellings(example))
