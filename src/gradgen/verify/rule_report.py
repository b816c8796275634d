"""What `--verify-rules` says of a rule: a table of its operands, and what is wrong, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from gradgen.diagnostics import Diagnostic, FixedSpan, Label, Position
from gradgen.rules.reader import Rule
from gradgen.verify.child.verdicts import RANKS
from gradgen.verify.rule_sources import factor_of, function_of, name_of
from gradgen.verify.rule_trials import MODES, Trial
from gradgen.verify.table import error_told, laid_out

_HEAD = ("operand", "inputs", "mode", "largest error", "method", "verdict")
_MEND = "mend the rule, or the function: --verify-rules compares them"
_CHECK = re.compile(r"`check_\d+`")


class Report(NamedTuple):
    """A table, and what is wrong with the rule."""

    text: str
    findings: tuple[Diagnostic, ...]


def report(rule: Rule, place: FixedSpan, trials: list[Trial]) -> Report:
    """The table of a rule, and its findings."""
    factor = factor_of(rule)
    rows = [row for trial in trials for row in _rows(trial, factor)]
    heading = f"{name_of(rule)} in {rule.family}, for {function_of(rule)}"
    found = tuple(_findings(rule, place, trials, factor))
    return Report(f"{heading}\n{laid_out([_HEAD, *rows])}", found)


def unverified(rule: Rule, place: FixedSpan) -> Report:
    """The report on a rule for a function of no known module."""
    name = function_of(rule)
    message = (
        f"the rule `{name_of(rule)}` cannot be verified: which module has `{name}` is not told"
    )
    help = f"import it in the file of rules: from ... import {name}"
    finding = Diagnostic("run-failed", message, (Label(place, ""),), help)
    heading = f"{name_of(rule)} in {rule.family}, for {name}"
    row = ("(all)", "", "", "", "", "not verified")
    return Report(f"{heading}\n{laid_out([_HEAD, row])}", (finding,))


def by_choice(rule: Rule) -> Report:
    """The report on a stop: that its output counts as a constant is what the user wants."""
    row = ("(all)", "", "", "", "", "a stop, by choice")
    heading = f"{name_of(rule)} in {rule.family}, for {function_of(rule)}"
    return Report(f"{heading}\n{laid_out([_HEAD, row])}", ())


def _rows(trial: Trial, factor: str) -> Iterator[tuple[str, ...]]:
    mode = MODES[trial.mode]
    if trial.why:
        verdict = f"none: {trial.why}" if not trial.raises else f"takes no {trial.inputs}"
        yield ("(all)", trial.inputs, mode, "", "", verdict)
        return
    worst: dict[str, Mapping[str, Any]] = {}
    for record in trial.records:
        name = record["parameter"]
        if name not in worst or _badness(record) > _badness(worst[name]):
            worst[name] = record
    for name, record in worst.items():
        if name == factor and record["verdict"] == "ok":
            continue
        has_error = "misfit" not in record and record["method"] != "both sides"
        error = error_told(record["error"]) if has_error else ""
        shown = "(shape of out)" if name == factor else name
        yield (shown, trial.inputs, mode, error, record["method"], record["verdict"])
    if not worst:
        yield ("(all)", trial.inputs, mode, "", "", "not verified")


def _badness(record: Mapping[str, Any]) -> tuple[int, float]:
    return RANKS.index(record["verdict"]), record["error"]


def _findings(
    rule: Rule, place: FixedSpan, trials: list[Trial], factor: str
) -> Iterator[Diagnostic]:
    name = name_of(rule)
    for trial in trials:
        told: set[str] = set()
        for parameter, found in trial.findings:
            if parameter in told:
                continue
            told.add(parameter)
            what = f"on {trial.inputs}, {MODES[trial.mode]} mode"
            message = _CHECK.sub(f"`{name}`", found.message)
            if parameter == factor:
                message = f"the output has not the shape that the rule `{name}` tells"
            label = Label(_line(rule, place, parameter), what)
            help = _MEND if found.slug == "wrong-gradient" else found.help
            yield replace(found, message=message, labels=(label,), help=help)
    if all(trial.why for trial in trials):
        message = f"the rule `{name}` cannot be verified: {trials[0].why}"
        help = "give inputs that the function takes: --at x=3, or --shape x=3,3"
        yield Diagnostic("run-failed", message, (Label(place, ""),), help)


def _line(rule: Rule, place: FixedSpan, parameter: str) -> FixedSpan:
    """The line of the rule that gives the gradient by an operand; else the rule's name."""
    lines = rule.text.split("\n")
    first = next(n for n, line in enumerate(lines) if line.startswith("def "))
    for n, line in enumerate(lines):
        if parameter and re.match(rf"\s+grad_{parameter}\s*=", line):
            number = place.start.line - first + n
            start, end = len(line) - len(line.lstrip()), len(line.partition("  #")[0].rstrip())
            return FixedSpan(place.filename, Position(number, start), Position(number, end))
    return place
