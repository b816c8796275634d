"""Puts the parts of a module one below the other, and hands them to black."""

from __future__ import annotations

from collections.abc import Iterable


def layout(parts: Iterable[str], line_length: int) -> str:
    """The module of these parts, formatted by black."""
    import black

    mode = black.Mode(line_length=line_length)
    return black.format_str("\n\n\n".join(parts) + "\n", mode=mode)
