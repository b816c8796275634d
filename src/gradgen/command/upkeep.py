"""Files that are kept: what the project or the command line asks for is made, or compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import click

from gradgen.command.attempts import quoted
from gradgen.command.console import Console, counted
from gradgen.command.inputs import STDIN
from gradgen.command.jobs import Job, jobs_for
from gradgen.command.request import Request
from gradgen.diagnostics import GradgenError


class Upkeep(NamedTuple):
    """What the command line asks for; without `files` it is the targets of the project."""

    files: Sequence[str]
    output: str | None
    request: Request
    console: Console

    def carry_out(self, *, check: bool, diff: bool, watch: bool) -> int:
        """Makes the files, or compares them if it is to `check` or show a `diff`; the exit code."""
        if watch:
            return self._watch(alone=not (check or diff))
        jobs = self._jobs_or_errors()
        if jobs is None:
            return 1
        if check or diff:
            from gradgen.command.checking import check as compare

            return compare(jobs, self.console, judges=check, shows=diff)
        from gradgen.command.products import carry_out

        return carry_out(jobs, self.console)

    def _watch(self, *, alone: bool) -> int:
        from gradgen.command.products import carry_out
        from gradgen.command.watching import watch
        from gradgen.project.pyproject import nearest

        if not alone or STDIN in self.files:
            raise _misuse("--watch is for files, and goes with no --check and no --diff.")

        def act(jobs: Sequence[Job]) -> None:
            carry_out(jobs, self.console, tells_same=False)

        return watch(self._jobs_or_errors, act, nearest(Path.cwd()))

    def _jobs_or_errors(self) -> list[Job] | None:
        """The jobs; where the settings are wrong, that is told, and there are none."""
        try:
            return self._jobs()
        except GradgenError as error:
            self.console.report(error.diagnostics, quoted((), error.diagnostics))
            found = counted(len(error.diagnostics), "error")
            self.console.summarize(f"gradgen: {found}; no code was written", apart=True)
            return None

    def _jobs(self) -> list[Job]:
        if self.files:
            return jobs_for(self.files, self.output, self.request)
        from gradgen.command.project_jobs import project_jobs

        jobs = project_jobs()
        plain = Request.of()
        if self.output is not None or self.request != plain:
            raise _misuse("Without a FILE the choices are those in pyproject.toml: name a FILE.")
        return jobs


def _misuse(message: str) -> click.UsageError:
    return click.UsageError(message, click.get_current_context(silent=True))
