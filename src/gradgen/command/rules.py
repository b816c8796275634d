"""The rules of the user's project: listed among the gates, and tried by `--verify-rules`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from gradgen.command.attempts import quoted
from gradgen.command.console import Console, counted
from gradgen.command.verifying import Verification
from gradgen.diagnostics import Diagnostic, GradgenError, page
from gradgen.project.pyproject import nearest
from gradgen.project.rules import rules_in
from gradgen.rules.at_hand import OwnRules, at_hand
from gradgen.rules.own_files import RuleFiles, own_rules


def project_rules() -> tuple[RuleFiles, OwnRules]:
    """The rule files of the project around the current folder, and what is in them.

    Raises GradgenError.
    """
    from gradgen.frontend.rule_texts import rule_texts

    texts = rule_texts(rules_in(Path.cwd()))
    return texts, own_rules(texts)


def tell_reference(name: str | None, console: Console) -> int:
    """The page of a slug or gate, or the list of gates, the project's among them; the exit code.

    Where the project's rules cannot be read that is told, and there are none.
    """
    from gradgen.command.reference import explanation, gate_table

    found: tuple[Diagnostic, ...] = ()
    rules = OwnRules()
    if name is None or page(name) is None:
        try:
            _, rules = project_rules()
        except GradgenError as error:
            found = error.diagnostics
    with at_hand(rules, ""):
        console.put(gate_table() if name is None else explanation(name))
    return _told([*found], console)


def verify_rules(wish: Verification, shapes: Mapping[str, str], console: Console) -> int:
    """Runs the functions of the project's rules beside their gradients; returns the exit code."""
    try:
        texts, rules = project_rules()
    except GradgenError as error:
        return _told(list(error.diagnostics), console)
    if not rules.rules:
        message = 'The project has no rules: name their files, rules = ["rules.py"], in the table '
        raise click.UsageError(f"{message}[tool.gradgen] of pyproject.toml.", _context())
    from gradgen.verify.rule_report import by_choice, report, unverified
    from gradgen.verify.rule_sources import function_of, is_constant
    from gradgen.verify.rule_trials import Trying
    from gradgen.verify.verification import Terms

    terms = Terms(wish.given(), wish.seed, wish.timeout, wish.memory, console.verbose)
    settings = nearest(Path.cwd())
    assert settings is not None
    root = settings.parent
    trying = Trying(texts, root, [str(root), str(root / "src")], terms, shapes)
    tables: list[str] = []
    found: list[Diagnostic] = []
    for rule in rules.rules:
        place = rules.places[rule.name]
        if is_constant(rule):
            one = by_choice(rule)
        elif "." not in function_of(rule):
            one = unverified(rule, place)
        else:
            console.summarize(f"executing {function_of(rule)} in processes of its own")
            one = report(rule, place, list(trying.trials(rule)))
        tables.append(one.text)
        found += one.findings
    console.put("\n".join(tables))
    return _told(found, console)


def _told(found: list[Diagnostic], console: Console) -> int:
    console.report(found, quoted((), found))
    errors = sum(diagnostic.severity == "error" for diagnostic in found)
    if errors:
        console.summarize(f"gradgen: {counted(errors, 'error')}", apart=True)
    return int(errors > 0)


def _context() -> click.Context | None:
    return click.get_current_context(silent=True)
