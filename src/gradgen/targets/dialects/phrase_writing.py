"""Fits the phrases of a book to calls of NumPy's, and says these in the other words."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace
from typing import Final

from gradgen.ir.expression import (
    Apply,
    Expression,
    Literal,
    Name,
    Sequence,
    names_in,
    substitute,
)
from gradgen.targets.dialects.phrases import MUST, Phrase, Phrasebook, filled, is_starred
from gradgen.targets.signatures import Misfit, bind, qualified_name, signature

_NONE: Final = Literal("None")

# What parameters of these names stand for, in any phrase.
_ARRAYS: Final = frozenset(("input", "other", "tensor"))
_NUMBERS: Final = frozenset(("number", "number_2", "alone"))
_ROWS: Final = frozenset(("shape", "dims", "size", "sizes"))


def in_words_of(
    book: Phrasebook, call: Apply, numbers: Set[str] = frozenset(), *, own: bool = False
) -> Expression | None:
    """A call of NumPy's in the words of a book; `None` if it has none for that.

    `numbers` are names of plain numbers. What is the user's `own` is written as it was read.
    """
    for phrase in book.candidates(qualified_name(call.function), own=own):
        found = _matched(phrase, call)
        if found is not None and _is_sound(phrase, found, numbers):
            return _spelled(phrase, found, numbers)
    return None


def _matched(phrase: Phrase, call: Apply) -> dict[str, Expression] | None:
    """What the names of a phrase stand for in a call of NumPy's; `None` if it is none of these."""
    assert isinstance(phrase.ours, Apply)
    pattern, given = _arguments(phrase.ours), _arguments(call)
    if pattern is None or given is None or given.keys() - pattern.keys():
        return None
    usual = {p.name: p.default for p in signature(qualified_name(call.function)) or ()}
    found: dict[str, Expression] = {}
    for name, place in pattern.items():
        value = given.get(name, usual.get(name))
        is_given = name in given or value != MUST
        if value is None or not is_given:
            if not _hole(place):
                return None
        elif not _fits(place, value, found):
            return None
    return found


def _fits(place: Expression, value: Expression, found: dict[str, Expression]) -> bool:
    """Whether a value is what a phrase has at a place; what its names stand for is `found`."""
    hole = _hole(place)
    if hole:
        return found.setdefault(hole, value) == value
    if not isinstance(place, Apply) or not isinstance(value, Apply) or place.keywords:
        return place == value
    is_same = qualified_name(place.function) == qualified_name(value.function)
    pairs = zip(place.arguments, value.arguments, strict=False)
    is_whole = len(place.arguments) == len(value.arguments) and not value.keywords
    return is_same and is_whole and all(_fits(p, v, found) for p, v in pairs)


def _hole(place: Expression) -> str:
    """The name that stands for what a call gives, or for a whole row of that; empty for a value."""
    if isinstance(place, Sequence) and len(place.items) == 1 and is_starred(place.items[0]):
        place = place.items[0]
    return place.id.lstrip("*") if isinstance(place, Name) else ""


def _arguments(call: Apply) -> Mapping[str, Expression] | None:
    """The arguments of a call by the names that its function has for them, or by their places."""
    bound = bind(call)
    if isinstance(bound, Misfit):
        return None
    if bound is None:
        return {**{f"#{i}": a for i, a in enumerate(call.arguments)}, **dict(call.keywords)}
    return bound


def _is_sound(phrase: Phrase, found: Mapping[str, Expression], numbers: Set[str]) -> bool:
    """Whether all is there that a phrase demands, and arrays where it takes nothing else."""
    for name, value in found.items():
        is_number = all(name in numbers for name in names_in(value)) and not isinstance(
            value, Sequence
        )
        if (is_number and name in _ARRAYS) or (not is_number and name in _NUMBERS):
            return False
    demanded = (p.name for p in phrase.parameters if p.default in (None, MUST))
    return all(found.get(name, MUST) not in (MUST, _NONE) for name in demanded)


def _spelled(phrase: Phrase, found: Mapping[str, Expression], numbers: Set[str]) -> Expression:
    """Theirs with what was found: what has a default by keyword, unless it is the default."""
    values = {name: _in_shape(name, value, numbers) for name, value in found.items()}
    theirs = phrase.theirs
    if not isinstance(theirs, Apply) or theirs.function.module == "operator":
        return substitute(theirs, values)
    keywords: list[tuple[str, Expression]] = []
    for key, default in theirs.keywords:
        if isinstance(default, Name) or key not in names_in(phrase.ours):
            keywords.append((key, substitute(default, values)))
        elif values.get(key, default) != default:
            keywords.append((key, values[key]))
    called = filled(replace(theirs, keywords=()), values)
    assert isinstance(called, Apply)
    return replace(called, keywords=tuple(keywords))


def _in_shape(name: str, value: Expression, numbers: Set[str]) -> Expression:
    """`(n,)` for a single size or axis, `((0,), (1,))` for a pair of single axes."""
    if name in _ROWS:
        return _row(value, numbers)
    if name == "pair" and isinstance(value, Sequence):
        return replace(value, items=tuple(_row(item, numbers) for item in value.items))
    return value


def _row(value: Expression, numbers: Set[str]) -> Expression:
    is_one = isinstance(value, Name | Literal) and all(name in numbers for name in names_in(value))
    return Sequence((value,)) if is_one and value != _NONE else value
