"""Directives: comments that speak to gradgen, as `# gradgen: stop` does at the end of a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

STOP = "stop"
"""What the line binds is taken for a constant."""

_DIRECTIVE = re.compile(r"gradgen\s*:\s*(.*)", re.IGNORECASE)


def directives(comment: str) -> Iterator[str]:
    """What a comment tells gradgen; others may stand beside it: `# noqa  # gradgen: stop`."""
    for part in comment.split("#"):
        found = _DIRECTIVE.match(part.strip())
        if found:
            yield found[1].strip()


def is_stop(comment: str) -> bool:
    """Whether the line that a comment stands behind stops gradients."""
    return STOP in directives(comment)


def without_directives(comment: str) -> str:
    """A comment without what is meant for gradgen; empty if nothing else is in it."""
    parts = (part.strip() for part in comment.split("#")[1:])
    kept = [f"# {part}" for part in parts if not _DIRECTIVE.match(part)]
    return "  ".join(kept) if len(kept) < comment.count("#") else comment
