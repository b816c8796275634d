"""Rules of the user's, tried: each in a function of its one call, beside differences of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from gradgen.api import build
from gradgen.diagnostics import Diagnostic, GradgenError
from gradgen.rules.own_files import RuleFiles
from gradgen.rules.reader import Rule
from gradgen.verify.findings import Findings
from gradgen.verify.process import Outcome, run_job
from gradgen.verify.rule_sources import RuleSource, arrays, numbers
from gradgen.verify.verification import Subject, Terms, job_for

MODES: Final = {"vjp": "reverse", "jvp": "forward"}
FILE: Final = "rule_on_trial.py"
"""What the file is called that a rule is tried in; there is none of that name."""


class Trial(NamedTuple):
    """What came of a rule in one mode: records for each operand, and what was found wrong.

    Where the function `raises` at such inputs, or the mode is none for the rule, `why` says so.
    """

    inputs: str
    mode: str
    records: tuple[Mapping[str, Any], ...] = ()
    findings: tuple[tuple[str, Diagnostic], ...] = ()
    why: str = ""
    raises: bool = False


@dataclass(frozen=True)
class Trying:
    """How rules are tried: by which files, in which folder, from which `folders` they import."""

    texts: RuleFiles
    root: Path
    folders: Sequence[str]
    terms: Terms
    shapes: Mapping[str, str]

    def trials(self, rule: Rule) -> Iterator[Trial]:
        """A rule on numbers and on arrays, in reverse and forward mode."""
        kinds = {"arrays": arrays(rule, self.shapes)}
        if rule.is_elementwise:
            kinds = {"numbers": numbers(rule), **kinds}
        for inputs, source in kinds.items():
            for mode in MODES:
                trial = self._trial(source, inputs, mode)
                yield trial
                if trial.why and mode == "vjp":
                    break

    def _trial(self, source: RuleSource, inputs: str, mode: str) -> Trial:
        try:
            result = build(
                source.text,
                filename=str(self.root / FILE),
                mode=mode,
                shape=source.shapes,
                rules=[name for name, _ in self.texts],
            )
        except GradgenError as error:
            return Trial(inputs, mode, why=error.diagnostics[0].message)
        path = self.root / FILE
        subject = Subject(FILE, path, source.text.encode(), result, mode)
        job = replace(job_for(subject, self.terms), folders=tuple(self.folders))
        outcome = run_job(job, self.terms.timeout, show=self.terms.show)
        findings = Findings(FILE, result, source.text, self.terms.timeout, self.terms.memory)
        return _told(inputs, mode, outcome, findings)


def _told(inputs: str, mode: str, outcome: Outcome, findings: Findings) -> Trial:
    """What a process said; that a function takes no such inputs is no fault of the rule."""
    raised = [r for r in outcome.records if r["kind"] == "raised" and not r["generated_line"]]
    if raised:
        told, *_ = findings.of(Outcome((raised[0],), "done"))
        return Trial(inputs, mode, why=_without_names(told.message), raises=True)
    found: list[tuple[str, Diagnostic]] = []
    for record in outcome.records:
        each = Outcome((record,), "done")
        found += ((record.get("parameter", ""), d) for d in findings.of(each))
    if outcome.end != "done":
        last = tuple(r for r in outcome.records if r["kind"] == "stage")[-1:]
        found += (("", d) for d in findings.of(Outcome(last, outcome.end, outcome.code)))
    rows = tuple(record for record in outcome.records if record["kind"] == "row")
    return Trial(inputs, mode, rows, tuple(found))


def _without_names(message: str) -> str:
    """`TypeError: only ...`, without the stage at which it was raised."""
    kind, _, rest = message.partition(" while ")
    return f"{kind}: {rest.partition(': ')[2]}" if rest else kind
