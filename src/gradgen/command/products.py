"""Jobs carried out: every file through the pipeline, then all of the code to its files or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from gradgen.command.attempts import Attempt, each_once, quoted, try_file
from gradgen.command.committing import stamped
from gradgen.command.console import Console, counted
from gradgen.command.faults import FAULT
from gradgen.command.jobs import Job
from gradgen.command.output_file import unwritable, write_files
from gradgen.command.workers import each
from gradgen.diagnostics import Diagnostic, FixedSpan, GradgenError, Label


class Product(NamedTuple):
    """What comes of a job, in a form that goes from process to process.

    `data` is the file's content, where findings quote it; `code` is empty if there are errors.
    """

    name: str
    data: bytes
    code: bytes
    findings: tuple[Diagnostic, ...]
    faulty: bool


def carry_out(jobs: Sequence[Job], console: Console, *, tells_same: bool = True) -> int:
    """Makes what the jobs ask for, all of it or nothing; returns the exit code.

    Which files are new is told, and if it `tells_same`, how many are as they were.
    """
    products = each(partial(product, console=console), jobs, console)
    found = [finding for p in products for finding in p.findings]
    if all(p.code for p in products):
        try:
            contents = {job.target: p.code for job, p in zip(jobs, products, strict=True)}
            _write(contents, console, tells_same=tells_same)
        except GradgenError as error:
            found.extend(error.diagnostics)
    found = each_once(found)
    console.report(found, quoted(products, found))
    errors = sum(finding.severity == "error" for finding in found)
    if errors:
        console.summarize(f"gradgen: {counted(errors, 'error')}; no code was written", apart=True)
    return FAULT if any(p.faulty for p in products) else int(errors > 0)


def product(job: Job, console: Console) -> Product:
    """What comes of one job."""
    attempt = try_file(job.file, job.request, console)
    code = b""
    if attempt.result:
        text = stamped(job.file, attempt.result, job.target)
        code = text.replace("\n", attempt.result.newline).encode()
    return Product(attempt.name, quotable_part(attempt), code, *_told(attempt))


def quotable_part(attempt: Attempt) -> bytes:
    """The content of a file, if anything is found in it."""
    return attempt.data if attempt.diagnostics else b""


def _told(attempt: Attempt) -> tuple[tuple[Diagnostic, ...], bool]:
    return fixed(attempt.diagnostics), attempt.faulty


def fixed(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Findings whose places need no syntax tree any more."""
    return tuple(_fixed(finding) for finding in findings)


def _fixed(finding: Diagnostic) -> Diagnostic:
    spans = [label.span for label in finding.labels]
    places = [FixedSpan(span.filename, span.start, span.end) for span in spans]
    labels = (Label(p, label.text) for p, label in zip(places, finding.labels, strict=True))
    return Diagnostic(finding.slug, finding.message, tuple(labels), finding.help, finding.severity)


def _write(contents: dict[Path, bytes], console: Console, *, tells_same: bool) -> None:
    """Writes the files, and tells which are new. Raises GradgenError."""
    for path in contents:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(str(path), error) from None
    written = write_files(contents)
    for path in written:
        console.summarize(f"wrote {path}")
    same = len(contents) - len(written)
    if same and tells_same:
        console.summarize(f"gradgen: {counted(same, 'file')} unchanged")
