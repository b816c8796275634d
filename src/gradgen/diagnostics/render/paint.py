"""Colour: what each part of a diagnostic or a diff is painted with, if anything is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Paint: TypeAlias = Callable[[str, str], str]
"""Takes the name of a style and a text, gives the text painted."""

_CODES = {
    "error": "1;31",
    "warning": "1;33",
    "title": "1",
    "frame": "1;34",
    "context": "1;34",
    "help": "1;36",
    "added": "32",
    "removed": "31",
    "hunk": "36",
}


def painter(color: bool) -> Paint:
    """Paints in ANSI colours, or leaves every text as it is."""
    return _painted if color else _plain


def _painted(style: str, text: str) -> str:
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if text and style else text


def _plain(style: str, text: str) -> str:
    return text
