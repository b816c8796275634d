"""Tables of Markdown."""

from __future__ import annotations

from collections.abc import Iterable


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of Markdown: its titles, and its rows of cells."""
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def quoted(text: str) -> str:
    """Code in a line of text; nothing for nothing."""
    return f"`{text}`" if text else ""
