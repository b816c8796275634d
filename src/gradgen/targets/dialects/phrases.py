"""A phrase book: what a library calls things that NumPy has too, read line by line both ways.

`torch.sum(input, dim=None) = np.sum(input, axis=dim)` reads `torch.sum(x, dim=0)` as
`np.sum(x, axis=0)`, and writes this as that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from gradgen.ir.expression import (
    Apply,
    Expression,
    Literal,
    Name,
    Sequence,
    names_in,
    rebuild,
    walk,
)
from gradgen.ir.numerals import number
from gradgen.targets.signatures import (
    Misfit,
    Parameter,
    fill,
    qualified_name,
    signature,
)

MUST: Final = Literal("...")
"""The default of a parameter that has to be given, and is given by its name."""

_NONE: Final = Literal("None")
_ANYTHING_ELSE: Final = Misfit("there is no such function")


class Phrase(NamedTuple):
    """One line of the book: `theirs` in the words of the library, `ours` in those of NumPy.

    The names in both are the `parameters`; `name` is what theirs is looked up by: `torch.sum`, or
    of an array `input.view()` and `input.shape`.
    """

    name: str
    parameters: tuple[Parameter, ...]
    theirs: Expression
    ours: Expression
    is_read: bool
    is_written: bool

    @property
    def is_own(self) -> bool:
        """Whether it writes what it reads: then users see their words again."""
        return self.is_read and self.is_written


@dataclass(frozen=True)
class Phrasebook:
    """The phrases of a library, in order: the first that fits is taken.

    `synonyms` are other words for its parameters: `axis` for `dim`.
    """

    phrases: tuple[Phrase, ...]
    synonyms: Mapping[str, str]

    def names(self) -> tuple[str, ...]:
        """All that can be read: `torch.sum`, `input.view()`, `input.shape`."""
        return tuple(self._by_name)

    def has(self, name: str) -> bool:
        """Whether something can be read; a method may be a function of an `input`."""
        return bool(self._named(name))

    def repeats(self, name: str) -> bool:
        """Whether a phrase reads one of its parameters more than once."""
        read = ([n.id for n in walk(p.ours) if isinstance(n, Name)] for p in self._named(name))
        return any(len(names) > len(set(names)) for names in read)

    def read(self, name: str, call: Apply, *, is_row: bool = False) -> Expression | Misfit:
        """What a call says in NumPy's words, or why it says nothing that is known.

        The array of a method or of an attribute is its first argument. `is_row` says that the last
        argument stands for all sizes, as a shape does.
        """
        why = _ANYTHING_ELSE
        for phrase in self._named(name):
            given = self._given(phrase, call, is_row=is_row)
            if not isinstance(given, Misfit):
                return _tidy(filled(phrase.ours, given))
            why = given
        return why

    def candidates(self, qualified: str, *, own: bool) -> list[Phrase]:
        """Phrases for a function of NumPy's; what is the user's `own` is written as it was read."""
        return sorted(self._by_function.get(qualified, ()), key=lambda p: p.is_own != own)

    def tells(self, qualified: str) -> bool:
        """Whether there are words for a function of NumPy's, or a method: `ndarray.sum`."""
        function = qualified.replace("ndarray.", "numpy.")
        return function in self._by_function or qualified in self._by_function

    def _named(self, name: str) -> Iterable[Phrase]:
        found = self._by_name.get(name, [])
        if found or not name.startswith("input.") or not name.endswith("()"):
            return found
        functions = self._by_name.get(f"torch.{name.removeprefix('input.')[:-2]}", [])
        return [p for p in functions if p.parameters and p.parameters[0].name == "input"]

    def _given(
        self, phrase: Phrase, call: Apply, *, is_row: bool
    ) -> dict[str, Expression] | Misfit:
        keywords = tuple((self.synonyms.get(key, key), value) for key, value in call.keywords)
        told = Apply(call.function, call.arguments, keywords)
        given = fill(phrase.parameters, told, is_lone=is_row)
        if isinstance(given, Misfit):
            return given
        wrong = _wrong_axis(given, dict(keywords)) or _wrong_sizes(given) or _wrong_number(given)
        read = [name.lstrip("*") for name in names_in(phrase.ours)]
        for name, _, default in phrase.parameters:
            if name not in given and default is not None:
                given[name] = default
            if given.get(name, MUST) == MUST:
                wrong = wrong or f"`{name}` is missing"
            if name in given and name not in read and given[name] != default:
                wrong = wrong or f"nothing is known of its argument `{name}`"
        return Misfit(wrong) if wrong else given

    @cached_property
    def _by_name(self) -> Mapping[str, list[Phrase]]:
        found: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in self.phrases:
            if phrase.is_read:
                found[phrase.name].append(phrase)
        return dict(found)

    @cached_property
    def _by_function(self) -> Mapping[str, list[Phrase]]:
        found: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in self.phrases:
            if phrase.is_written and isinstance(phrase.ours, Apply):
                found[qualified_name(phrase.ours.function)].append(phrase)
        return dict(found)


def _wrong_axis(given: Mapping[str, Expression], keywords: Mapping[str, Expression]) -> str:
    """What is wrong with an axis by position: it could be another argument, such as an array."""
    axis = given.get("dim", _NONE)
    items = axis.items if isinstance(axis, Sequence) else (axis,)
    is_plain = "dim" in keywords or all(map(_is_axis, items))
    return "" if is_plain else "`dim` has to be a number that the text spells out"


def _wrong_number(given: Mapping[str, Expression]) -> str:
    """What is wrong with what has to be a plain number: a tensor would have a gradient."""
    is_plain = not any(names_in(v) for n, v in given.items() if n.startswith("number"))
    return "" if is_plain else "it takes numbers that the text spells out"


def _is_axis(item: Expression) -> bool:
    """Whether a literal is the number of an axis, or of all: no truth and no text."""
    return item == _NONE or isinstance(number(item), int)


def _wrong_sizes(given: Mapping[str, Expression]) -> str:
    sizes = given.get("sizes")
    items = sizes.items if isinstance(sizes, Sequence) else ()
    return "a size of -1 is not known" if any(number(item) == -1 for item in items) else ""


def filled(ours: Expression, given: Mapping[str, Expression]) -> Expression:
    """A phrase with what was given in the place of its names; `*x` is spread."""
    match ours:
        case Name(id=name):
            return given.get(name, ours)
        case Apply(function=function, arguments=arguments, keywords=keywords):
            spread = tuple(e for a in arguments for e in _in_place_of(a, given))
            return Apply(function, spread, tuple((k, filled(v, given)) for k, v in keywords))
    return rebuild(ours, lambda inner: filled(inner, given))


def _in_place_of(argument: Expression, given: Mapping[str, Expression]) -> tuple[Expression, ...]:
    if isinstance(argument, Name) and is_starred(argument):
        return _items(given.get(argument.id[1:]))
    return (filled(argument, given),)


def is_starred(expression: Expression) -> bool:
    """Whether a name stands for a whole row of arguments."""
    return isinstance(expression, Name) and expression.id.startswith("*")


def _items(row: Expression | None) -> tuple[Expression, ...]:
    if row is None:
        return ()
    return row.items if isinstance(row, Sequence) else (row,)


def _tidy(expression: Expression) -> Expression:
    """An expression of NumPy's without arguments that say what would be anyway."""
    inner = rebuild(expression, _tidy)
    known = signature(qualified_name(inner.function)) if isinstance(inner, Apply) else None
    if not isinstance(inner, Apply) or not known:
        return inner
    usual = {parameter.name: parameter.default for parameter in known}
    keywords = tuple((n, v) for n, v in inner.keywords if not _is_usual(v, usual.get(n)))
    places = [parameter for parameter in known if parameter.kind in ("/", "")]
    arguments = inner.arguments
    while arguments and len(arguments) <= len(places):
        if arguments[-1] != places[len(arguments) - 1].default:
            break
        arguments = arguments[:-1]
    return Apply(inner.function, arguments, keywords, inner.origin)


def _is_usual(value: Expression, default: Expression | None) -> bool:
    """Whether an argument says what would be anyway; a default that is not told means `False`."""
    return value == default or (default == MUST and value in (_NONE, Literal("False")))
