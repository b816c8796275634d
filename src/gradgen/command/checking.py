"""`--check` and `--diff`: generated files are compared with what would be written now."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from gradgen.command.attempts import each_once, quoted, try_file
from gradgen.command.committing import header_of, seen_from, text_of
from gradgen.command.console import Console, counted
from gradgen.command.faults import FAULT
from gradgen.command.inputs import shown_name
from gradgen.command.jobs import Job
from gradgen.command.output_file import unwritable
from gradgen.command.products import fixed
from gradgen.command.workers import each
from gradgen.diagnostics import Diagnostic, GradgenError
from gradgen.diagnostics.render.paint import painter


class Comparison(NamedTuple):
    """A generated file beside what its source gives now, or the errors where that is not known.

    `name` and `data` are those of the source; `difference` is a unified diff.
    """

    name: str
    data: bytes = b""
    findings: tuple[Diagnostic, ...] = ()
    difference: str = ""
    errors: tuple[Diagnostic, ...] = ()
    faulty: bool = False


def check(jobs: Sequence[Job], console: Console, *, judges: bool, shows: bool) -> int:
    """Compares the files that the jobs write; returns the exit code.

    If it `shows`, the differences go to standard output; if it `judges`, they are findings.
    """
    compared = each(partial(compare, console=console), jobs, console)
    if shows:
        _show(compared, console)
    return _judge(compared, console, judges=judges)


def compare(job: Job, console: Console) -> Comparison:
    """One file beside what its source gives now, at the line length that it was made for."""
    from gradgen.committed.freshness import Kept

    name, request = shown_name(job.file), job.request
    try:
        text = text_of(job.target)
    except GradgenError as error:
        return Comparison(name, errors=error.diagnostics)
    header = header_of(text)
    if header is not None:
        request = request._replace(line_length=header.line_length)
    attempt = try_file(job.file, request, console)
    if attempt.result is None:
        errors = fixed(attempt.diagnostics)
        return Comparison(name, attempt.data, errors=errors, faulty=attempt.faulty)
    origin = seen_from(job.target, job.file)
    kept = Kept(str(job.target), text, name, attempt.result, origin)
    return Comparison(name, attempt.data, kept.findings(), kept.difference())


def _show(compared: Sequence[Comparison], console: Console) -> None:
    try:
        console.put("".join(_painted(each.difference, console) for each in compared))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable("standard output", error) from None


def _painted(difference: str, console: Console) -> str:
    paint = painter(console.color_output)
    lines = difference.split("\n")[:-1]
    return "".join(f"{paint(_style(line), line)}\n" for line in lines)


def _style(line: str) -> str:
    if line.startswith(("--- ", "+++ ")):
        return "title"
    return {"+": "added", "-": "removed", "@": "hunk"}.get(line[:1], "")


def _judge(compared: Sequence[Comparison], console: Console, *, judges: bool) -> int:
    """Reports what was found, and sums it up; returns the exit code."""
    errors = [error for c in compared for error in c.errors]
    told = [finding for c in compared for finding in c.findings if judges]
    found = each_once([*errors, *told])
    console.report(found, quoted(compared, found))
    wrong = sum(bool(c.findings) for c in compared)
    if errors:
        summary = f"{counted(len(errors), 'error')}; not compared"
    else:
        summary = _summary(wrong, len(compared))
    console.summarize(f"gradgen: {summary}", apart=bool(found))
    return FAULT if any(c.faulty for c in compared) else int(bool(found))


def _summary(wrong: int, all_: int) -> str:
    if not wrong:
        return f"{counted(all_, 'file')} {'is' if all_ == 1 else 'are'} fresh"
    return f"{wrong} of {counted(all_, 'file')} {'is' if wrong == 1 else 'are'} not fresh"
