"""What `--emit` writes beside code: circuits and source maps, for people and for other tools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gradgen.pipeline import Result

ENDINGS = {"json": ".json", "dot": ".dot", "mermaid": ".mmd", "svg": ".svg", "html": ".html"}
"""The forms, and what the names of their files end with."""


def drawn(results: Sequence[Result], form: str, output: str | None) -> list[str]:
    """Each result in that form. Raises click.UsageError where several would become one text."""
    if len(results) > 1 and output in (None, "-"):
        message = f"--emit {form} takes one file at a time, or a folder for all after -o."
        raise click.UsageError(message, click.get_current_context(silent=True))
    return [getattr(result, form)() for result in results]
