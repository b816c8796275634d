"""The pages behind the slugs: one Markdown text each, the same that `gradgen --explain` prints.

In an installed package they lie in the folder `pages` beside this module (the build puts them
there); in a checkout they are where they are written, in `docs/errors`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_HERE = Path(__file__).resolve()
_FOLDERS = (_HERE.parent / "pages", _HERE.parents[3] / "docs" / "errors")


@cache
def _pages() -> dict[str, Path]:
    folder = next((folder for folder in _FOLDERS if folder.is_dir()), None)
    return {file.stem: file for file in sorted(folder.glob("*.md"))} if folder else {}


def slugs() -> tuple[str, ...]:
    """The slugs that have a page, in alphabetical order."""
    return tuple(_pages())


def page(slug: str) -> str | None:
    """The page of `slug` as Markdown, or `None` where there is no such slug."""
    file = _pages().get(slug)
    return file.read_text("utf-8") if file else None
