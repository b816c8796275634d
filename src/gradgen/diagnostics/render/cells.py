"""How text looks on a terminal: tabs, wide, combining and unprintable characters, in cells."""

from __future__ import annotations

from itertools import accumulate
from unicodedata import category, east_asian_width

_TAB = " " * 4
_UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"


def shown(character: str) -> str:
    """What stands for `character` on the screen.

    Control characters and invisible ones (which could move the cursor, or turn the direction of
    the text) get a visible stand-in.
    """
    if character == "\t":
        return _TAB
    if character.isprintable():
        return character
    if category(character) == "Zs":
        return " " * _cells(character)
    return chr(0x2400 + ord(character)) if character < " " else _UNPRINTABLE


def one_line(text: str) -> str:
    """`text` fit for one line of output: line ends become spaces, and see `shown`."""
    if text.isprintable():
        return text
    return "".join(map(shown, " ".join(text.splitlines())))


def width(text: str) -> int:
    """How many cells `text`, fit for output, takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def offsets(line: str) -> list[int]:
    """The cell in which each character of a source line begins, and where the last one ends."""
    return list(accumulate((width(shown(c)) for c in line), initial=0))


def _cells(character: str) -> int:
    if category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
