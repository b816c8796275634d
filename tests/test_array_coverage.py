"""Every rule that arrays can meet is proved: some case of `tests/array_cases/` applies it.

A rule that fails here has no case yet: add one to the file of its family.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from array_check import Case, draw, source
from gradgen.frontend.program import read_program
from gradgen.frontend.reading import read
from gradgen.ir.expression import Apply, walk
from gradgen.rules.book import all_rules
from gradgen.rules.matcher import match_gate
from gradgen.rules.reader import Rule
from gradgen.targets.numpy import numpy_target
from rule_values import scalar_rules

FAMILIES = sorted(p.stem for p in Path(__file__).with_name("array_cases").glob("[a-z]*.py"))

# Scalar rules for what Python's own functions of a name take, and NumPy's do not.
_PLAIN = frozenset(
    (
        *("sum", "sum_from", "log_base", "bool"),
        *("isclose_relative", "isclose_absolute", "isclose_both"),
    )
)


# Gates that a user's own definition may be, and no expression is: see tests/test_softmax.py.
_BY_DEFINITION = frozenset(("softmax_of_all", "log_softmax_of_all"))


def _rules() -> Iterator[Rule]:
    """The rules of array gates, and the scalar ones whose gate NumPy or SciPy has too.

    Those of gradgen's own functions have `tests/test_second_order_rules.py`, and stops
    `tests/test_stops.py`.
    """
    for rule in all_rules():
        elsewhere = rule.family.startswith("second_order") or rule.kind.name == "stop"
        if elsewhere or rule.name in _BY_DEFINITION:
            continue
        both = rule.callee in numpy_target().functions and rule.name not in _PLAIN
        if both or rule not in scalar_rules():
            yield rule


@cache
def applied() -> frozenset[str]:
    """The names of the rules that the cases apply."""
    cases = (c for name in FAMILIES for c in import_module(f"array_cases.{name}").CASES)
    return frozenset(name for case in cases for name in applied_in_case(case))


def applied_in_case(case: Case) -> Iterator[str]:
    """The names of the rules that a case applies."""
    chance = np.random.default_rng(0)
    values = {name: draw(spec, chance) for name, spec in case.inputs.items()}
    return applied_in(source(case, values, annotated=True))


def applied_in(text: str) -> Iterator[str]:
    """The names of the rules that the function `f` of a file applies."""
    program, _ = read_program(read(text, "case.py"), ("f",))
    for circuit in program.circuits:
        for gate in circuit.gates():
            for node in walk(gate.expression):
                match = match_gate(node) if isinstance(node, Apply) else None
                if match is not None:
                    yield match.rule.name


@pytest.mark.parametrize("rule", list(_rules()), ids=lambda rule: rule.name)
def test_some_case_applies_the_rule(rule: Rule) -> None:
    assert rule.name in applied(), f"no case in tests/array_cases/ applies {rule.name}"
