"""Functions of NumPy and SciPy without a rule on purpose: why, and what to write instead.

One text a module, read when it is asked for. A section in brackets says when its functions are
refused, a line at the margin why, and the indented lines below it name them; behind an arrow
stands what to write instead::

    [always]
    it changes an array in place, and other names may share it
        put place
        fill_diagonal -> add a diagonal matrix: `y = x + np.diag(d)`
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from gradgen.targets.signatures import names_of

MODULES = ("ndarray", "numpy", "numpy.linalg", "scipy.special", "scipy.linalg")

# When a function is refused. Without a gradient, all but the first may be used.
ALWAYS = "always"
GRADIENT = "gradient"
NOT_OF_NUMBERS = "not of numbers"


class Refusal(NamedTuple):
    """When a function is refused, why, and what to write instead (empty where there is nothing)."""

    section: str
    why: str
    instead: str


@cache
def refusals_of(module: str) -> Mapping[str, Refusal]:
    """What is refused of a module, or of `ndarray`, by its name there; in the order of the text."""
    return dict(_read(Path(__file__).with_name(f"{module}.txt").read_text("utf-8")))


def _read(text: str) -> Iterator[tuple[str, Refusal]]:
    section = why = ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line.startswith("    "):
            names, _, instead = line.partition(" -> ")
            yield from ((name, Refusal(section, why, instead)) for name in names.split())
        elif line and not line.startswith("#"):
            why = line


def refusal_of(qualified: str) -> Refusal | None:
    """What is said of a qualified name: `numpy.poly`, `numpy.add.at`, `numpy.random.normal`."""
    for module in _modules_above(qualified):
        name = qualified.removeprefix(f"{module}.")
        if module in MODULES and name in refusals_of(module):
            return refusals_of(module)[name]
    elsewhere = refusals_of("elsewhere")
    patterns = [qualified, *(f"{module}.*" for module in _modules_above(qualified))]
    if qualified.count(".") == 2:  # a method of a ufunc
        first, ufunc, last = qualified.split(".")
        patterns += [] if last in names_of(f"{first}.{ufunc}") else [f"{first}.*.{last}"]
    return next((elsewhere[pattern] for pattern in patterns if pattern in elsewhere), None)


def _modules_above(qualified: str) -> Iterator[str]:
    """The modules that a name is in, from the innermost."""
    while "." in qualified:
        qualified = qualified.rpartition(".")[0]
        yield qualified


def is_always_refused(qualified: str) -> bool:
    """Whether a function is refused even where no gradient flows."""
    refusal = refusal_of(qualified)
    return refusal is not None and refusal.section == ALWAYS
