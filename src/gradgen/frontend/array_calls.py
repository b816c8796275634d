"""Calls of functions and methods of array libraries: their arguments by the real signature."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import libcst as cst

from gradgen.diagnostics.suggestion import nearest
from gradgen.frontend.context import POISON, Arguments, Findings
from gradgen.frontend.own_calls import own_call
from gradgen.ir.expression import Apply, Expression, Function
from gradgen.rules.book import rules_for
from gradgen.rules.operands import match_operands
from gradgen.rules.reader import Rule
from gradgen.targets.libraries import gate_of, instead_of, reason_refused
from gradgen.targets.numpy import ATTRIBUTES
from gradgen.targets.refusals import is_always_refused
from gradgen.targets.signatures import (
    Misfit,
    bind,
    names_of,
    qualified_name,
    signature,
    spelled,
)


def apply_array_function(
    function: Function, arguments: Arguments, node: cst.Call, findings: Findings
) -> Expression:
    """The gate that a call of NumPy's or SciPy's stands for."""
    qualified = qualified_name(function)
    own = own_call(function, arguments, node, findings)
    if own is not None:
        return own
    call = Apply(function, arguments.positional, arguments.keywords)
    if is_always_refused(qualified) or not gate_of(qualified):
        return _refuse_function(function, node, findings)
    bound = bind(call)
    if isinstance(bound, Misfit):
        findings.refuse(
            "wrong-arguments",
            node,
            f"the arguments do not fit `{spelled(function)}`",
            bound.why,
            _instead_of_misfit(call) or f"see what NumPy says of it: help({spelled(function)})",
        )
        return POISON
    wrong = _unsupported(call, bound or {})
    if wrong:
        findings.refuse(
            "unsupported-argument",
            node,
            f"`{spelled(function)}` with the argument `{wrong}` is not supported",
            "it changes what is computed, and the rule knows nothing of it",
            f"leave out `{wrong}`",
        )
        return POISON
    return call


def _instead_of_misfit(call: Apply) -> str:
    """The parameter that was probably meant by a keyword that is none."""
    known = [p.name for p in signature(qualified_name(call.function)) or ()]
    wrong = [keyword for keyword, _ in call.keywords if keyword not in known]
    near = nearest(wrong[0], known) if wrong else ""
    return f"did you mean `{near}`?" if near else ""


def _refuse_function(function: Function, node: cst.Call, findings: Findings) -> Expression:
    qualified = qualified_name(function)
    module, _, name = qualified.rpartition(".")
    known = f"gradgen does not know the function `{spelled(function)}`"
    reason = reason_refused(qualified)
    near = None if reason else _nearest(module, name)
    suggestion = f"did you mean `{spelled(near)}`?" if near else ""
    findings.refuse(
        "unknown-function",
        node.func,
        f"`{spelled(function)}` is not supported" if reason else known,
        reason or "what it computes cannot be told from this file",
        instead_of(qualified)
        or suggestion
        or "define it in this file, or compute its value before the call",
    )
    return POISON


def _nearest(module: str, name: str) -> Function | None:
    """The known function whose name is most like a misspelt one, those of the module first."""
    homes = _homes(module)
    near = nearest(name, homes)
    return Function(near, homes[near], near) if near else None


@cache
def _homes(module: str) -> Mapping[str, str]:
    """The functions that may be meant in a call of one of `module`, and where each is."""
    places = dict.fromkeys((module, "numpy", "scipy.special", "numpy.linalg", "scipy.linalg"))
    return {known: place for place in reversed(places) for known in names_of(place)}


def refuse_member(node: cst.Attribute, findings: Findings) -> None:
    """Refuse an attribute or method that arrays do not have, or that has no place in a circuit."""
    name = node.attr.value
    near = nearest(name, (*ATTRIBUTES, *names_of("ndarray")))
    findings.refuse(
        "unsupported-attribute",
        node,
        f"the attribute `{name}` of a value is not supported",
        reason_refused(f"ndarray.{name}") or "no array has one of that name",
        instead_of(f"ndarray.{name}")
        or (f"did you mean `{near}`?" if near else "pass what it holds as a parameter"),
    )


def _unsupported(call: Apply, bound: dict[str, Expression]) -> str:
    """An argument that no rule of the function takes; empty if there is none."""
    rules = rules_for(call.function.name)
    if "out" in bound:
        return "out"
    if not rules or (not call.keywords and any(not rule.shape for rule in rules)):
        return ""
    if any(rule.shape and _takes(rule, call) for rule in rules):
        return ""
    known = {name for rule in rules for name in rule.operands}
    return next((name for name in bound if name not in known and name != next(iter(bound))), "")


def _takes(rule: Rule, call: Apply) -> bool:
    return match_operands(rule, call) is not None
