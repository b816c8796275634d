"""Files that are kept: what the project or the command line asks for is made, or compared."""

from __future__ import annotations

from collections.abc import Sequence

import click

from gradgen.command.attempts import quoted
from gradgen.command.console import Console, counted
from gradgen.command.jobs import Job, jobs_for
from gradgen.command.request import Request
from gradgen.diagnostics import GradgenError


def keep_up(
    files: Sequence[str],
    output: str | None,
    request: Request,
    console: Console,
    *,
    check: bool = False,
    diff: bool = False,
) -> int:
    """Makes the files, or compares them if it is to `check` or show a `diff`; the exit code.

    Without `files` they are the targets of the project.
    """
    try:
        jobs = _jobs(files, output, request)
    except GradgenError as error:
        console.report(error.diagnostics, quoted((), error.diagnostics))
        found = counted(len(error.diagnostics), "error")
        console.summarize(f"gradgen: {found}; no code was written", apart=True)
        return 1
    if check or diff:
        from gradgen.command.checking import check as compare

        return compare(jobs, console, judges=check, shows=diff)
    from gradgen.command.products import carry_out

    return carry_out(jobs, console)


def _jobs(files: Sequence[str], output: str | None, request: Request) -> list[Job]:
    if files:
        return jobs_for(files, output, request)
    from gradgen.command.project_jobs import project_jobs

    jobs = project_jobs()
    if output is not None or request != Request.of((), None, (), "vjp", False, False, "", None):
        message = "Without a FILE the choices are those in pyproject.toml: name a FILE for others."
        raise click.UsageError(message, click.get_current_context(silent=True))
    return jobs
