"""Many jobs at a time: in processes where there are many, with a bar on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, TypeVar

from gradgen.command.console import Console
from gradgen.command.jobs import Job

MANY: Final = 32
"""From so many jobs on processes pay: to start one takes as long as some ten files do."""

T = TypeVar("T")


def each(work: Callable[[Job], T], jobs: Sequence[Job], console: Console) -> list[T]:
    """What comes of each job, in the order of the jobs; `work` is a function of a module."""
    with _running(work, jobs) as done, _shown(done, len(jobs), console) as results:
        return list(results)


@contextmanager
def _running(work: Callable[[Job], T], jobs: Sequence[Job]) -> Iterator[Iterator[T]]:
    processes = min(_processors(), len(jobs))
    if len(jobs) < MANY or processes < 2:
        yield map(work, jobs)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(processes) as pool:
        try:
            yield pool.map(work, jobs)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _processors() -> int:
    """How many processes may run at a time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _shown(done: Iterator[T], number: int, console: Console) -> Iterator[Iterator[T]]:
    """The results as they come, with a bar on the terminal if there is one and they are many."""
    if number < MANY or console.quiet or not sys.stderr or not sys.stderr.isatty():
        yield done
        return
    import click

    with click.progressbar(done, number, label="gradgen", file=sys.stderr) as bar:
        yield iter(bar)
