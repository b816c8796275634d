"""The manual pages of the command: what a slug means, what a gate does, which gates there are."""

from __future__ import annotations

import ast
from difflib import get_close_matches
from itertools import groupby
from typing import TYPE_CHECKING

import click

from gradgen.diagnostics import page, slugs

if TYPE_CHECKING:
    from gradgen.rules.reader import Rule


def explanation(name: str) -> str:
    """The page of the slug `name`, or of the gate. Raises click.BadParameter if it is neither."""
    text = page(name)
    if text is not None:
        return text
    rules = [r for r in _rules() if name in (r.name, r.callee, r.gate_name if r.is_own else "")]
    if not rules:
        raise _unknown(name, [*slugs(), *(r.gate_name if r.is_own else r.name for r in _rules())])
    return "\n".join(map(_gate_page, rules))


def gate_table() -> str:
    """The gates by family: name, kind going back and forward, and the line that computes it."""
    rules = _rules()
    name = max((len(_name(rule)) for rule in rules), default=0)
    head = max((len(rule.head) for rule in rules), default=0)
    ahead = max((len(rule.forward_head) for rule in rules), default=0)
    parts = []
    for family, members in groupby(rules, key=lambda rule: rule.family):
        rows = (
            f"  {_name(r):<{name}}  {r.head:<{head}}  {r.forward_head:<{ahead}}  {_value(r)}\n"
            for r in members
        )
        parts.append(f"{family}\n{''.join(rows)}")
    return "\n".join(parts)


def _rules() -> tuple[Rule, ...]:
    """The rules of the book, and those of the user's that are at hand."""
    from gradgen.rules.at_hand import own
    from gradgen.rules.book import all_rules

    return (*all_rules(), *own().rules)


def _name(rule: Rule) -> str:
    return rule.name.rpartition(":")[2]


def _gate_page(rule: Rule) -> str:
    from gradgen.rules.going_forward import going_forward

    example = "".join(f"    {line}".rstrip() + "\n" for line in rule.text.splitlines())
    detail = f": {rule.detail}" if rule.detail else ""
    back = f"{rule.head}{detail}\n\n{rule.kind.going_back}"
    forward = f"{going_forward(rule)}\n\n{rule.kind.going_forward}"
    return f"# {rule.name}\n\n{back}\n\n{forward}\n\n{example}"


def _value(rule: Rule) -> str:
    (function,) = ast.parse(rule.text).body
    assert isinstance(function, ast.FunctionDef)
    return next(ast.unparse(s) for s in function.body if isinstance(s, ast.Assign))


def _unknown(name: str, known: list[str]) -> click.BadParameter:
    near = get_close_matches(name, known, 3)
    hint = f" Did you mean {' or '.join(near)}?" if near else " See --list-gates."
    message = f"There is no error and no gate called {name!r}.{hint}"
    context = click.get_current_context(silent=True)
    return click.BadParameter(message, context, param_hint="'--explain'")
