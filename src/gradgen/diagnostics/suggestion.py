"""Misspelt names: the known name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

# Comparing is slow: of a long name, or of many, nobody asks which one was meant.
_LONGEST: Final = 60
_MOST: Final = 2_000
_COMPARED: Final = 50


def nearest(name: str, known: Iterable[str]) -> str:
    """The one of the `known` names that is most like `name`; empty where none is like it.

    Names that differ in case only, or in the order of their letters, come before all others.
    """
    if not 0 < len(name) <= _LONGEST:
        return ""
    alike = [other for other in islice(known, _MOST) if _is_alike(other, name)]
    near = sorted(dict.fromkeys(alike), key=lambda other: abs(len(other) - len(name)))[:_COMPARED]
    letters = sorted(name)
    for other in near:
        if other.lower() == name.lower() or (len(name) > 2 and sorted(other) == letters):
            return other
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, near, 1)), "")


def _is_alike(other: str, name: str) -> bool:
    """Whether two names are worth comparing: about as long, and with an end in common."""
    if not other or abs(len(other) - len(name)) > 3:
        return False
    return other[0].lower() == name[0].lower() or other[-1].lower() == name[-1].lower()
