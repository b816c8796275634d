"""How far the book goes: what becomes of each function of NumPy and SciPy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gradgen.ir.numerals import is_number
from gradgen.rules.book import rules_for
from gradgen.rules.reader import Rule
from gradgen.targets.libraries import gate_of
from gradgen.targets.numpy import ATTRIBUTES
from gradgen.targets.refusals import Refusal, refusal_of, refusals_of
from gradgen.targets.signatures import names_of

LIBRARIES = ("numpy", "ndarray", "numpy.linalg", "scipy.special", "scipy.linalg")

_WITH_METHODS = ("add", "maximum", "minimum", "multiply")


class Standing(NamedTuple):
    """A function or attribute, by its qualified name: its rules, and what is refused of it."""

    name: str
    rules: tuple[Rule, ...]
    refusal: Refusal | None

    @property
    def status(self) -> str:
        """`ruled`, `flat`, the section of its refusal, or empty where nothing was decided."""
        if self.refusal:
            return self.refusal.section
        if any(rule.kind.name != "flat" for rule in self.rules):
            return "ruled"
        return "flat" if self.rules else ""

    @property
    def operands(self) -> tuple[str, ...]:
        """The operands that a gradient flows back to."""
        lines = (line for rule in self.rules for line in rule.lines)
        return tuple(dict.fromkeys(x.operand for x in lines if not is_number(x.expression, 0)))


def standings(library: str) -> Iterator[Standing]:
    """Every function of a library, in alphabetical order; of `ndarray`, methods and attributes."""
    functions = dict.fromkeys(_names(library))
    others = [name for name in refusals_of(library) if name not in functions]
    for name in sorted((*functions, *others), key=lambda name: (name.lower(), name)):
        yield standing(f"{library}.{name}")


def _names(library: str) -> Iterator[str]:
    yield from names_of(library)
    if library == "numpy":
        yield from (f"{f}.{name}" for f in _WITH_METHODS for name in names_of(f"numpy.{f}"))
    if library == "ndarray":
        yield from ATTRIBUTES


def standing(qualified: str) -> Standing:
    """What becomes of one function."""
    library, _, name = qualified.rpartition(".")
    gate = ATTRIBUTES.get(name) if library == "ndarray" else None
    gate = gate or gate_of(qualified) or ""
    return Standing(qualified, rules_for(gate), refusal_of(qualified))
