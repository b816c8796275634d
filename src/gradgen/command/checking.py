"""`--check` and `--diff`: generated files are compared with what would be written now."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from gradgen.command.attempts import Attempt, each_once, quoted, try_file
from gradgen.command.committing import header_of, seen_from, text_of
from gradgen.command.console import Console, counted
from gradgen.command.destinations import destinations
from gradgen.command.faults import FAULT
from gradgen.command.inputs import shown_name
from gradgen.command.output_file import unwritable
from gradgen.command.request import Request
from gradgen.diagnostics import Diagnostic, GradgenError
from gradgen.diagnostics.render.paint import painter

if TYPE_CHECKING:
    from gradgen.committed.freshness import Kept


class Comparison(NamedTuple):
    """A generated file beside what its source gives now; the errors where that cannot be had."""

    attempt: Attempt | None
    kept: Kept | None
    errors: tuple[Diagnostic, ...] = ()


def check_files(
    files: Sequence[str],
    output: str | None,
    request: Request,
    console: Console,
    *,
    judges: bool,
    shows: bool,
) -> int:
    """Compares the file that each of `files` was written to; returns the exit code.

    If it `shows`, the differences go to standard output; if it `judges`, they are findings.
    """
    targets = destinations(files, output, request.suffix)
    if targets is None:
        message = "--check and --diff compare what was written with -o PATH: give it too."
        raise click.UsageError(message, click.get_current_context(silent=True))
    compared = [_compare(*each, request, console) for each in zip(files, targets, strict=True)]
    if shows:
        _show([c.kept for c in compared if c.kept], console)
    return _judge(compared, console, judges=judges)


def _compare(file: str, target: Path, request: Request, console: Console) -> Comparison:
    from gradgen.committed.freshness import Kept

    try:
        text = text_of(target)
    except GradgenError as error:
        return Comparison(None, None, error.diagnostics)
    header = header_of(text)
    if header is not None:
        request = request._replace(line_length=header.line_length)
    attempt = try_file(file, request, console)
    if attempt.result is None:
        return Comparison(attempt, None, attempt.diagnostics)
    name, origin = shown_name(file), seen_from(target, file)
    return Comparison(attempt, Kept(str(target), text, name, attempt.result, origin))


def _show(kept: Sequence[Kept], console: Console) -> None:
    try:
        console.put("".join(_painted(each.difference(), console) for each in kept))
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
    wrong = [findings for c in compared if c.kept and (findings := c.kept.findings())]
    found = each_once([*errors, *(f for findings in wrong for f in findings if judges)])
    attempts = [c.attempt for c in compared if c.attempt]
    console.report(found, quoted(attempts, found))
    told = bool(found)
    if errors:
        console.summarize(f"gradgen: {counted(len(errors), 'error')}; not compared", apart=told)
    else:
        console.summarize(f"gradgen: {_summary(len(wrong), len(compared))}", apart=told)
    if any(attempt.faulty for attempt in attempts):
        return FAULT
    return int(bool(found))


def _summary(wrong: int, all_: int) -> str:
    if not wrong:
        return f"{counted(all_, 'file')} {'is' if all_ == 1 else 'are'} fresh"
    return f"{wrong} of {counted(all_, 'file')} {'is' if wrong == 1 else 'are'} not fresh"
