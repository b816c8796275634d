"""`--watch`: what was generated is generated again when a source is saved, until Ctrl-C."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeAlias

from gradgen.command.inputs import settings_folder
from gradgen.command.jobs import Job
from gradgen.diagnostics import GradgenError
from gradgen.project.rules import rules_in

INTERVAL: Final = 0.3
"""How many seconds pass between two looks at the files."""

Stamp: TypeAlias = tuple[int, int] | None
Stamps: TypeAlias = dict[str, Stamp]


def watch(
    find: Callable[[], Sequence[Job] | None],
    act: Callable[[Sequence[Job]], object],
    settings: Path | None,
    wait: Callable[[], object] = lambda: time.sleep(INTERVAL),
) -> int:
    """Acts on all jobs, then on those whose files change; returns the exit code when interrupted.

    `find` tells what the jobs are now, or nothing where that cannot be told. A change of the
    `settings`, or of a file of rules, concerns all jobs.
    """
    with suppress(KeyboardInterrupt):
        _run(find, act, str(settings or ""), wait)
    return 0


def _run(
    find: Callable[[], Sequence[Job] | None],
    act: Callable[[Sequence[Job]], object],
    settings: str,
    wait: Callable[[], object],
) -> None:
    seen: Stamps = {}
    done: Stamps = {settings: _stamp(settings)}
    while True:
        if not seen or _stamps(seen) != seen:
            jobs = find() or ()
            shared = [settings, *_rules_of(jobs)]
            seen = _stamps(_watched(jobs, shared))
            if any(done.get(file, ()) != seen[file] for file in shared):
                done = {file: seen[file] for file in shared}
            changed = [job for job in jobs if done.get(job.file) != seen[job.file]]
            done |= {job.file: seen[job.file] for job in changed}
            if changed:
                act(changed)
        wait()


def _rules_of(jobs: Iterable[Job]) -> list[str]:
    """The files of rules that the jobs read; of a setting that makes no sense the jobs tell."""
    found: dict[str, None] = {}
    for folder in dict.fromkeys(settings_folder(job.file) for job in jobs):
        with suppress(GradgenError):
            found |= dict.fromkeys(rules_in(folder))
    return [*found]


def _watched(jobs: Iterable[Job], shared: Sequence[str]) -> list[str]:
    """The files that are read, and the folders where new ones may appear."""
    files = [job.file for job in jobs]
    return [*shared, *files, *(os.path.dirname(file) or "." for file in files)]


def _stamps(paths: Iterable[str]) -> Stamps:
    return {path: _stamp(path) for path in paths}


def _stamp(path: str) -> Stamp:
    """What changes when a file is saved, or a folder gets a new one."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
