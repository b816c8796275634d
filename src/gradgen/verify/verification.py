"""Verifies what was generated from one file: the question, the process, the table, the findings."""

from __future__ import annotations

import ast
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from gradgen.diagnostics import Diagnostic, GradgenError
from gradgen.frontend.reading import decode
from gradgen.pipeline import Result
from gradgen.verify.array_module import array_module_of
from gradgen.verify.child.job import Job, Question
from gradgen.verify.findings import Findings
from gradgen.verify.given import NOTHING_GIVEN, Given
from gradgen.verify.importing import imported_as
from gradgen.verify.process import Outcome, run_job
from gradgen.verify.questions import added_names, questions, sizes_in
from gradgen.verify.stopping import stopping
from gradgen.verify.supplied import missing_returns, supplied
from gradgen.verify.table import table


@dataclass(frozen=True)
class Terms:
    """How to verify: with which inputs, and within which bounds (0: none)."""

    given: Given = NOTHING_GIVEN
    seed: int = 0
    timeout: float = 60.0
    memory: int = 4096
    show: bool = False


class Report(NamedTuple):
    """The tables, and what is wrong or could not be verified."""

    text: str
    findings: tuple[Diagnostic, ...]


class Subject(NamedTuple):
    """A file and what was generated from it: `name` is what messages call it."""

    name: str
    path: Path
    data: bytes
    result: Result
    mode: str
    with_value: bool = False
    by: str = ""


def verify(subject: Subject, job: Job, terms: Terms) -> Report:
    """Runs the user's functions and their derivatives; whatever goes wrong there is reported."""
    try:
        outcome = run_job(job, terms.timeout, show=terms.show)
    except OSError as error:
        message = f"no process can be started: {error.strerror or error}"
        return Report("", (Diagnostic("run-failed", message, (), "try again on another system"),))
    text = decode(subject.data, subject.name)[0]
    findings = Findings(subject.name, subject.result, text, terms.timeout, terms.memory)
    tables = "\n".join(_table(subject, question, outcome) for question in job.questions)
    return Report(tables, tuple(findings.of(outcome)))


def job_for(subject: Subject, terms: Terms) -> Job:
    """What is to be done for a file. Raises GradgenError where inputs lack."""
    tree, original = syntax_tree(subject), subject.result.original
    sizes, module = sizes_in(subject.result), imported_as(subject.path)
    asked = questions(
        subject.result,
        subject.mode,
        terms.given,
        names_in_archive(terms.given.archive),
        missing_returns(tree, original),
        with_value=subject.with_value,
        is_diagonal=subject.by == "diagonal",
    )
    return Job(
        path=str(subject.path),
        module=module.name,
        package=module.package,
        folders=tuple(dict.fromkeys((str(module.root), str(subject.path.parent)))),
        source=subject.data,
        generated=subject.result.source,
        questions=asked,
        array_module=array_module_of(original),
        seed=terms.seed,
        memory=terms.memory,
        archive=str(Path(terms.given.archive).resolve()) if terms.given.archive else "",
        supplied=supplied(tree, original),
        stops=stopping(decode(subject.data, subject.name)[0], original),
        sizes={n: v for n, v in terms.given.values.items() if n in sizes and isinstance(v, int)},
    )


def syntax_tree(subject: Subject) -> ast.Module:
    """The user's file as Python reads it."""
    return ast.parse(decode(subject.data, subject.name)[0])


def names_in_archive(file: str) -> frozenset[str]:
    """The names of the arrays in an `.npz` file. Raises GradgenError where it is none."""
    if not file:
        return frozenset()
    try:
        with zipfile.ZipFile(file) as archive:
            return frozenset(name.removesuffix(".npy") for name in archive.namelist())
    except (OSError, zipfile.BadZipFile) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"cannot read {file}: {reason.lower()}"
        help_ = "write it with numpy.savez, an array for each parameter"
        raise GradgenError([Diagnostic("wrong-input", message, (), help_)]) from None


def _table(subject: Subject, question: Question, outcome: Outcome) -> str:
    own = [r for r in outcome.records if r.get("function") == question.function]
    rows = {r["parameter"] for r in own if r["kind"] == "row"}
    lacking = set(question.moving) - rows
    verdict = "not verified" if lacking else ""
    return table(subject.name, question.function, question.mode, own, verdict)


def upstream_names(subjects: Sequence[Subject]) -> frozenset[str]:
    """The upstream gradients and tangents, which `--at` may give where a picture shows them."""
    return frozenset(name for subject in subjects for name in added_names(subject.result))


def known_names(subjects: Sequence[Subject]) -> frozenset[str]:
    """The names that `--at` may give: parameters, and sizes in their shapes."""
    found: set[str] = set()
    for subject in subjects:
        found |= sizes_in(subject.result)
        circuits = subject.result.original.circuits
        parameters = [p for circuit in circuits for p in circuit.parameters]
        found |= {parameter.name for parameter in parameters if not parameter.namespace}
    return frozenset(found)
