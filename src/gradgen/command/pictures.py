"""What `--emit` writes beside code: circuits and source maps, for people and for other tools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gradgen.command.console import Console
    from gradgen.command.request import Request
    from gradgen.command.verifying import Verification, Work
    from gradgen.draw.readings import Readings

ENDINGS = {"json": ".json", "dot": ".dot", "mermaid": ".mmd", "svg": ".svg", "html": ".html"}
"""The forms, and what the names of their files end with."""

WITH_VALUES = frozenset(ENDINGS) - {"json"}
"""Those that show the values of a run, where `--at` asks for one."""


def drawn(
    works: Sequence[Work],
    form: str,
    output: str | None,
    request: Request,
    wish: Verification | None,
    console: Console,
) -> list[str]:
    """Each result in that form; with inputs for a run, the values of that are shown.

    Raises click.UsageError where several would become one text, and GradgenError.
    """
    if len(works) > 1 and output in (None, "-"):
        message = f"--emit {form} takes one file at a time, or a folder for all after -o."
        raise click.UsageError(message, click.get_current_context(silent=True))
    if wish is None or not wish.at:
        return [getattr(work.result, form)() for work in works]
    readings = _read(works, request, wish, console)
    pairs = zip(works, readings, strict=True)
    return [getattr(work.result, form)(known) for work, known in pairs]


def _read(
    works: Sequence[Work], request: Request, wish: Verification, console: Console
) -> list[Readings]:
    """Runs what was generated from each file, once. Raises GradgenError."""
    from gradgen.command.verifying import check_names, subject
    from gradgen.verify.readings import take_readings
    from gradgen.verify.verification import Terms

    given = wish.given()
    subjects = [subject(work, request) for work in works]
    check_names(given, subjects, is_picture=True)
    terms = Terms(given, wish.seed, wish.timeout, wish.memory, console.verbose)
    found = []
    for each in subjects:
        console.summarize(f"executing {each.name} in a process of its own")
        found.append(take_readings(each, terms))
    return found
