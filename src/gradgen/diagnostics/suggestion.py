"""Misspelt names: the known name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

# Comparing is slow, and a file may hold thousands of typos: of a long name, or of many, nobody asks
# which one was meant. What is asked of all known names is asked in one expression.
_LONGEST: Final = 60
_MOST: Final = 2_000
_COMPARED: Final = 20


def nearest(name: str, known: Iterable[str]) -> str:
    """The one of the `known` names that is most like `name`; empty where none is like it.

    Names that differ in case only, or in the order of their letters, come before all others.
    """
    if not 0 < len(name) <= _LONGEST:
        return ""
    alike = list(dict.fromkeys(_alike(name, islice(known, _MOST))))
    same = [other for other in alike if len(other) == len(name)]
    letters, lowered = sorted(name.lower()), name.lower()
    for other in same:
        if other.lower() == lowered:
            return other
    for other in same if len(name) > 2 else ():
        if set(other) == set(name) and sorted(other.lower()) == letters:
            return other
    if len(same) < _COMPARED:
        same = sorted(alike, key=lambda other: abs(len(other) - len(name)))
    near = same[:_COMPARED]
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, near, 1)), "") if near else ""


def _alike(name: str, known: Iterable[str]) -> list[str]:
    """The names that are worth comparing: about as long, and with an end in common."""
    least, most = max(1, len(name) - 3), len(name) + 3
    first, last = (letter.lower() + letter.upper() for letter in (name[0], name[-1]))
    return [
        other
        for other in known
        if least <= len(other) <= most and (other[0] in first or other[-1] in last)
    ]
