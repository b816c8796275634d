"""One finding: its slug, its title, the places it speaks of and the next step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gradgen.diagnostics.span import Span

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Label:
    """A place in the source, and what is to be said of it there."""

    span: Span
    text: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding for the user.

    `slug` names the kind of finding and its page (`gradgen --explain SLUG`); `message` is a title
    that stands alone; the first of `labels` is the place that the finding is about, further ones
    are context; `help` names one next step, with the code to write where there is any.
    """

    slug: str
    message: str
    labels: tuple[Label, ...] = ()
    help: str = ""
    severity: Severity = "error"

    @property
    def place(self) -> tuple[str, int, int]:
        """File, line and column of the finding (line 0 where it has no place), to sort by."""
        if not self.labels:
            return ("", 0, 0)
        span = self.labels[0].span
        return (span.filename, *span.start)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings in reading order, none twice."""
    unique = {(d.place, d.slug, d.message): d for d in diagnostics}
    return tuple(unique[key] for key in sorted(unique))
