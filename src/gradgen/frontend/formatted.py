"""Formatted strings, in the messages of assertions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import libcst as cst

from gradgen.ir.expression import Expression

Lower = Callable[[cst.BaseExpression], Expression]


def pieces(parts: Iterable[cst.CSTNode], lower: Lower) -> Iterator[str | Expression]:
    """The text of an f-string, and the expressions in it; a format may hold some too."""
    for part in parts:
        if isinstance(part, cst.FormattedStringText):
            yield part.value
        elif isinstance(part, cst.FormattedStringExpression):
            yield "{"
            yield lower(part.expression)
            yield "=" if part.equal else ""
            yield f"!{part.conversion}" if part.conversion else ""
            yield ":" if part.format_spec else ""
            yield from pieces(part.format_spec or (), lower)
            yield "}"
