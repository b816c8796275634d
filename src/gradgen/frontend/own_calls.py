"""Calls of functions that the user's project has rules for: gates, whatever is in the functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import libcst as cst

from gradgen.frontend.context import POISON, Arguments, File, Findings
from gradgen.frontend.module_scope import Unclear
from gradgen.frontend.own_text import free_names
from gradgen.frontend.signature import formals
from gradgen.ir.expression import Apply, Expression, Function
from gradgen.ir.printer import show
from gradgen.rules.at_hand import own
from gradgen.rules.book import rules_for
from gradgen.rules.operands import match_operands
from gradgen.rules.reader import Rule


def has_rule(function: cst.FunctionDef) -> bool:
    """Whether the project has a rule for a function of the file: then it is not written out."""
    return own().gate_of(_function(function)) is not None


def own_call(
    function: Function, arguments: Arguments, node: cst.Call, findings: Findings
) -> Expression | None:
    """The gate that a call is by a rule of the project; `None` if it is none."""
    gate = own().gate_of(function)
    if gate is None:
        return None
    rules = rules_for(gate)
    call = Apply(replace(function, name=gate), arguments.positional, arguments.keywords)
    if not rules or any(match_operands(rule, call) is not None for rule in rules):
        return call
    findings.refuse(
        "wrong-arguments",
        node,
        f"the arguments do not fit the rule for `{function.attribute}`",
        f"{rules[0].family} has it for {' or '.join(map(_form_of, rules))}",
        "call it so, or write a rule for this way of calling it too",
    )
    return POISON


def _form_of(rule: Rule) -> str:
    return show(rule.pattern, lambda function: function.name.rpartition(".")[2])


def own_definition_call(
    function: cst.FunctionDef,
    given: Mapping[str, Expression | cst.BaseExpression],
    node: cst.Call,
    file: File,
) -> Expression:
    """The same for a function of the file, in the form that one of its rules has.

    `given` are the values of its parameters; what a call leaves out is there as the default.
    """
    _refuse_unclear(function, file, set())
    kinds = {formal.name: formal.kind for formal in formals(function)}
    told = {n: v for n, v in given.items() if not isinstance(v, cst.BaseExpression)}
    called = _function(function)
    ways = [_in_form_of(rule, told, kinds) for rule in rules_for(own().gate_of(called) or "")]
    arguments = next(filter(None, ways), Arguments(tuple(told.values())))
    return own_call(called, arguments, node, file.findings) or POISON


def _in_form_of(
    rule: Rule, told: Mapping[str, Expression], kinds: Mapping[str, str]
) -> Arguments | None:
    """What is told of the parameters, by position and by keyword as in the pattern of a rule."""
    assert isinstance(rule.pattern, Apply)
    first = list(kinds)[: len(rule.pattern.arguments)]
    if any(name not in told or kinds[name] == "*" for name in first):
        return None
    rest = tuple((name, value) for name, value in told.items() if name not in first)
    if any(kinds[name] == "/" for name, _ in rest):
        return None
    arguments = Arguments(tuple(told[name] for name in first), rest)
    call = Apply(rule.pattern.function, arguments.positional, arguments.keywords)
    return None if match_operands(rule, call) is None else arguments


def _refuse_unclear(function: cst.FunctionDef, file: File, seen: set[str]) -> None:
    """Refuse what a definition that travels reads of the file, and cannot take along."""
    name = function.name.value
    seen.add(name)
    for read in free_names(function, file):
        binding = file.scope.bindings.get(read)
        if isinstance(binding, cst.FunctionDef) and read not in seen:
            _refuse_unclear(binding, file, seen)
        elif isinstance(binding, Unclear):
            file.findings.refuse(
                "ambiguous-name",
                function.name,
                f"`{name}` reads `{read}`, which is {binding.why}",
                "its definition goes into the output, and this cannot go with it",
                "put the function into a module of its own, and import it",
            )


def _function(function: cst.FunctionDef) -> Function:
    name = function.name.value
    return Function(name, "", name)
