"""The jobs that the project asks for: the targets in its pyproject.toml."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from gradgen.command.destinations import clashes
from gradgen.command.jobs import Job, jobs_into
from gradgen.command.request import Request
from gradgen.diagnostics import Diagnostic, GradgenError
from gradgen.project.pyproject import Pyproject, nearest, shown
from gradgen.project.targets import TargetSettings, read_targets

_HELP = "correct the file; gradgen --explain invalid-settings tells what the settings may be"


def project_jobs() -> list[Job]:
    """The jobs of the project around the current folder.

    Raises click.UsageError where there are none, and GradgenError where its settings are wrong.
    """
    file = nearest(Path.cwd())
    if file is None:
        raise _misuse("Name a FILE, or - for standard input.")
    project = Pyproject.read(file, f"cannot read the targets in {shown(file)}", _HELP)
    targets = read_targets(project)
    if not targets:
        where = f"list targets in {shown(file)}: [[tool.gradgen.targets]]"
        raise _misuse(f"Name a FILE, or - for standard input; or {where}.")
    jobs = [(target, job) for target in targets for job in _jobs(target, project)]
    _refuse_clashes(jobs, project)
    return [job for _, job in jobs]


def _jobs(target: TargetSettings, project: Pyproject) -> list[Job]:
    folder = project.file.parent
    source, output = (_seen(folder / path) for path in (target.source, target.output))
    request = _request(target)
    is_folder = os.path.isdir(source) or os.path.isdir(output) or target.output.endswith("/")
    if not is_folder:
        return [Job(source, request, Path(output))]
    try:
        return list(jobs_into(Path(output), source, request))
    except click.UsageError as error:
        raise GradgenError([_invalid(project, target, error.message)]) from None


def _request(target: TargetSettings) -> Request:
    """The choices of a target in the form that the command line's have."""
    chosen: dict[str, Any] = {
        "mode": "vjp",
        "with_value": False,
        "split": False,
        "by": "",
        "target": "auto",
        "line_length": None,
    }
    given = dict(target.choices)
    named: dict[str, Any] = {
        "functions": given.pop("function", ()),
        "wrt": given.pop("wrt", None),
        "shapes": given.pop("shape", {}),
    }
    return Request(**named, **(chosen | given))


def _seen(path: Path) -> str:
    """A path as it is called from the current folder."""
    try:
        return os.path.relpath(path)
    except ValueError:  # on another drive
        return str(path)


def _refuse_clashes(jobs: list[tuple[TargetSettings, Job]], project: Pyproject) -> None:
    files, places = [job.file for _, job in jobs], [job.target for _, job in jobs]
    found = [_invalid(project, jobs[c.number][0], c.why) for c in clashes(files, places)]
    if found:
        raise GradgenError(found)


def _invalid(project: Pyproject, target: TargetSettings, why: str) -> Diagnostic:
    label = project.label((*target.key, "output"), why.rstrip("."))
    message = "a target of gradgen cannot be made"
    return Diagnostic("invalid-settings", message, (label,), _HELP)


def _misuse(message: str) -> click.UsageError:
    return click.UsageError(message, click.get_current_context(silent=True))
