"""What a dialect of NumPy is: what its modules are called there, and what is different in it.

Inside gradgen every array library is NumPy: a file's imports are translated when it is read, and
translated back when the output is written. In between nothing knows of dialects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from gradgen.ir.program import Import
from gradgen.targets.signatures import Parameter, parameters_in


@dataclass(frozen=True, eq=False)
class Dialect:
    """One library.

    `modules` are pairs of its modules and those of NumPy and SciPy that they stand for; `usual`
    says how such a module is imported where the user has not, in NumPy's words. `definitions` are
    whose definitions go with the output, before NumPy's.

    In a `functional` one an array never changes: `x.at[i].add(y)` is what `x[i] += y` is elsewhere.
    In one that changes `by_name`, `x[i] = y` makes another array for the name `x`, and what does
    nothing gives the array itself: a copy has to be one.

    One that is a `standard` has functions and no methods, some of which it has `renamed`, and says
    by keyword what is no array. Where there are `arrays_only`, functions take no tuples or lists
    in the place of arrays.

    `unlike` are functions of NumPy's name that do something else, and what; `spelled` gives other
    words for calls of NumPy's that nobody wrote, in their arguments x, y and z; `unsaid` are
    arguments by keyword that such calls leave out, since here they are what is usual.

    One that is `phrased` has other words for all that it does: its table is a phrase book, with
    `synonyms` for what parameters are called in it. `types` are other names of its types, and
    `untyped` the functions that give another type than NumPy's unless they are told.

    `books` are the phrase books of modules inside it, which alone have other words.
    """

    name: str
    title: str
    modules: tuple[tuple[str, str], ...]
    usual: Mapping[str, tuple[str, str, str]]
    definitions: tuple[str, ...] = ()
    functional: bool = False
    by_name: bool = False
    arrays_only: bool = False
    standard: bool = False
    renamed: Mapping[str, str] = field(default_factory=dict)
    unlike: Mapping[str, str] = field(default_factory=dict)
    spelled: Mapping[str, str] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()
    phrased: bool = False
    synonyms: Mapping[str, str] = field(default_factory=dict)
    books: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    untyped: frozenset[str] = frozenset()

    def in_numpy(self, module: str) -> str:
        """`numpy.linalg` for `jax.numpy.linalg`; empty for a module that is none of these."""
        return next((_moved(module, *pair) for pair in self.modules if _is_in(module, pair[0])), "")

    def own(self, module: str) -> str:
        """`jax.numpy.linalg` for `numpy.linalg`; any other module is called the same here."""
        pairs = ((theirs, ours) for ours, theirs in self.modules)
        return next((_moved(module, *pair) for pair in pairs if _is_in(module, pair[0])), module)

    def read(self, binding: Import) -> Import:
        """An import of the user's in NumPy's words."""
        module, attribute, name = binding
        inner = self.in_numpy(f"{module}.{attribute}") if attribute else ""
        is_moved = inner != f"{module}.{attribute}"
        if is_moved and inner in dict(self.modules).values():
            return Import(inner, "", name)
        known = self.in_numpy(module)
        is_dotted = not attribute and name == module and "." in module
        return Import(known, attribute, name) if known and not is_dotted else binding

    def written(self, binding: Import) -> Import:
        """An import in NumPy's words as the library has it."""
        return binding._replace(module=self.own(binding.module))

    @cached_property
    def usual_name(self) -> str:
        """What people call the library in their code: `jnp`."""
        return self.usual["numpy"][2]

    @cached_property
    def _table(self) -> Mapping[str, str]:
        text = Path(__file__).with_name(f"{self.name}.txt").read_text("utf-8")
        rows = (line.partition("(") for line in text.splitlines())
        return {name: f"({rest}" for name, _, rest in rows}

    def has(self, qualified: str) -> bool:
        """Whether the library has what NumPy calls `numpy.sum`, `ndarray.sum` or `attribute.T`."""
        return qualified in self._table

    def signature(self, qualified: str) -> tuple[Parameter, ...]:
        """The parameters that a function has here."""
        return parameters_in(self._table[qualified])


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _moved(module: str, package: str, other: str) -> str:
    return other + module.removeprefix(package)
