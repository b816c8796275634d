"""The tests that a mutant has to fail: those of its rule, and those of the cases that apply it."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple

import pytest

import second_order_cases
import test_array_coverage
import test_array_definitions
import test_array_orders
import test_array_rules
import test_array_tangents
import test_array_types
import test_conventions
import test_definitions
import test_rules
import test_rules_generated
import test_softmax
from array_check import Case
from gradgen.rules.book import all_rules, rule_named
from gradgen.rules.reader import Rule
from mutation.mutants import Mutant, Subject, subjects
from rule_values import REAL


class Check(NamedTuple):
    """A test with its arguments: what it is called, and how it is run."""

    name: str
    run: Callable[[], None]
    of_modules: bool = False


def checks_of(mutant: Mutant) -> Iterator[Check]:
    """The tests that concern a mutant, cheapest first."""
    subject = mutant.subject
    chance = random.Random(str(subject))
    if subject.sort == "rule":
        yield from _of_rule(subject.name)
    cases = list(_cases(subject))
    chance.shuffle(cases)
    forward_first = mutant.before.startswith("dot_") or " dot_" in mutant.before
    yield from _OF_FAMILIES.get(subject.module, ())
    names = {subject.name} if subject.sort == "rule" else _reaching(subject)
    yield from (check for check, applied in _small_tests() if names & applied)
    yield from _of_cases(cases, forward_first=forward_first)
    if subject.sort == "definition":
        yield from _OF_DEFINITIONS
    if subject.sort != "rule":
        yield from _twice(_reaching(subject), chance)


def _tests(module: ModuleType) -> Iterator[tuple[str, Callable[..., None], list[Any], str]]:
    """The tests of a module, with what they are run with: names of arguments, and their values."""
    for name, function in vars(module).items():
        marks = [m for m in getattr(function, "pytestmark", ()) if m.name == "parametrize"]
        if name.startswith("test_"):
            names: list[str] = []
            values: list[dict[str, Any]] = [{}]
            for mark in marks:
                keys, rows = mark.args[0], list(mark.args[1])
                keys = [keys] if isinstance(keys, str) else list(keys)
                names += keys
                values = [
                    {**v, **dict(zip(keys, _row(r, keys), strict=True))}
                    for r in rows
                    for v in values
                ]
            yield name, function, values, " ".join(names)


def _row(row: Any, keys: list[str]) -> tuple[Any, ...]:
    if hasattr(row, "values") and hasattr(row, "marks"):
        return tuple(row.values)
    return (row,) if len(keys) == 1 else tuple(row)


# Tests of rules: each is given the rule anew, as it is read while a mutant stands in the book.


@cache
def _by_rule() -> dict[str, list[Check]]:
    found: dict[str, list[Check]] = {}
    for module in (test_rules, test_rules_generated):
        for test, function, rows, names in _tests(module):
            for row in rows:
                if names == "rule":
                    key = row["rule"].name
                    run = partial(_with_rule, function, key)
                elif names == "name operands gradients":
                    key, run = row["name"], partial(function, **row)
                else:
                    continue
                checks = found.setdefault(key, [])
                checks.append(Check(f"{test}[{key}-{len(checks)}]", run))
    return found


def _of_rule(name: str) -> list[Check]:
    return _by_rule().get(name, [])


def _with_rule(test: Callable[[Rule], None], name: str) -> None:
    rule = rule_named(name)
    assert rule is not None
    with pytest.MonkeyPatch.context() as patch:
        for newest in ("fma", "sumprod"):
            patch.setattr(math, newest, REAL[newest], raising=False)
        test(rule)


# Tests of cases: those of `tests/array_cases/` in which the rule is applied.


@cache
def _applications() -> tuple[tuple[Case, frozenset[str]], ...]:
    """Each case with the names of the rules that it applies."""
    families = test_array_coverage.FAMILIES
    cases = [c for family in families for c in import_module(f"array_cases.{family}").CASES]
    cases += second_order_cases.CASES
    return tuple((c, frozenset(test_array_coverage.applied_in_case(c))) for c in cases)


def _cases(subject: Subject) -> Iterator[Case]:
    """The cases that apply the rule, or one that might be taken for it, or one that gets there."""
    names = _of_same_gate(subject.name) if subject.sort == "rule" else _reaching(subject)
    return (case for case, applied in _applications() if names & applied)


def _of_same_gate(name: str) -> frozenset[str]:
    callees = _callees()
    return frozenset(other for other in callees if callees[other] == callees[name])


def _of_cases(cases: Iterable[Case], *, forward_first: bool) -> Iterator[Check]:
    gradient = test_array_rules.test_the_gradient_is_right_where_shapes_are_known
    tangent = test_array_tangents.test_the_tangent_is_right_where_shapes_are_known
    without = test_array_rules.test_the_gradient_is_right_or_refused_where_they_are_not
    tangent_without = test_array_tangents.test_the_tangent_is_right_or_refused_where_they_are_not
    names = test_array_rules.test_the_gradient_is_right_where_sizes_have_names
    order = [gradient, tangent, without, tangent_without, names]
    if forward_first:
        order = [tangent, tangent_without, gradient, without]
    for test in order:
        for case in cases:
            yield Check(f"{test.__name__}[{_called(case)}]", partial(test, case))


def _called(case: Case) -> str:
    """A case by its code and its inputs: `x @ y, x=(3, 4), y=(4,)`."""
    inputs = (f"{name}={' '.join(str(value).split())}" for name, value in case.inputs.items())
    return ", ".join((" ".join(case.code.split()), *inputs))


def _twice(rules: frozenset[str], chance: random.Random) -> Iterator[Check]:
    """Gradients of gradients, of cases that apply one of the rules."""
    applied = {id(case): names for case, names in _applications()}
    for test, function, rows, _ in _tests(test_array_orders):
        chosen = [row for row in rows if applied[id(row["case"])] & rules]
        chance.shuffle(chosen)
        for row in chosen:
            name = f"{test}[{_called(row['case'])}-{row['annotated']}]"
            yield Check(name, partial(function, **row))


@cache
def _small_tests() -> list[tuple[Check, frozenset[str]]]:
    """The conventions in each mode, and the like, with the names of the rules that they apply."""
    found = []
    for test, function, rows, names in _tests(test_conventions):
        for row in rows if names else ():
            check = Check(
                f"{test}[{', '.join(map(_short, row.values()))}]", partial(function, **row)
            )
            point = test_conventions.arguments_at(row.get("point", "x=[0.0]"))
            text = test_conventions.source(row.get("code") or row["refused"], point)
            found.append((check, frozenset(test_array_coverage.applied_in(text))))
    for test, function, rows, _ in _tests(test_array_types):
        for row in rows:
            applied = frozenset(
                test_array_coverage.applied_in(test_array_types.source(row["code"]))
            )
            found.append((Check(f"{test}[{row}]", partial(function, **row)), applied))
    return found


_OF_DEFINITIONS = [
    Check(f"{test}[{row}]", partial(function, **row), of_modules=True)
    for module in (test_definitions, test_array_definitions)
    for test, function, rows, _ in _tests(module)
    for row in rows
]


def _short(value: object) -> str:
    return str(getattr(value, "__name__", value))


# Gates that no expression spells have tests of their own.
_OF_FAMILIES = {
    "softmax": [
        Check(f"{test}[{', '.join(map(_short, row.values()))}]", partial(function, **row))
        for test, function, rows, _ in _tests(test_softmax)
        for row in rows
    ]
}


# What reaches what: by the words in the texts, which says too much rather than too little.


@cache
def _words() -> dict[Subject, frozenset[str]]:
    return {s: frozenset(re.findall(r"\w+", s.text)) for s in subjects()}


@cache
def _reaching(subject: Subject) -> frozenset[str]:
    """The names of the rules that a subject is reached from, by way of forms and definitions."""
    found, new = {subject}, {subject}
    while new:
        new = {
            user
            for user, words in _words().items()
            if user not in found and any(_reads(user, words, used) for used in new)
        }
        found |= new
        if any(s.sort == "rule" for s in new):
            new = {s for s in new if s.sort != "rule"} | {
                s for s in new if s.module.startswith("second_order")
            }
    return frozenset(s.name for s in found if s.sort == "rule")


def _reads(user: Subject, words: frozenset[str], used: Subject) -> bool:
    if used.sort == "rule":
        used_name = _callees()[used.name]
        return used_name in words and user.sort != "definition"
    is_near = not used.name.startswith("_") or user.module == used.module
    return (
        used.name in words and is_near and not (user.sort == "definition" and used.sort == "form")
    )


@cache
def _callees() -> dict[str, str]:
    return {rule.name: rule.callee for rule in all_rules()}
