"""The rules at hand beside the book's: those of the user's project, while a file of it is read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from gradgen.diagnostics import FixedSpan
from gradgen.ir.expression import Function
from gradgen.rules.reader import Rule


@dataclass(frozen=True)
class OwnRules:
    """Rules of the user's, and the functions that they are for.

    `gates` are the gates of functions: by qualified name where the rule file imports the function,
    else by its bare name, for the source's own functions and its neighbours'. `lines` are for each
    gate the functions that the lines of its rules call, with gates and with none. `home` is the
    path of the source, without its ending, `roots` are the folders of the rule files; `places` are
    where the rules stand, by their names.
    """

    rules: tuple[Rule, ...] = ()
    gates: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    home: tuple[str, ...] = ()
    roots: frozenset[tuple[str, ...]] = frozenset()
    places: Mapping[str, FixedSpan] = field(default_factory=dict)

    def of(self, gate: str) -> tuple[Rule, ...]:
        """The rules of a gate, in order."""
        return tuple(rule for rule in self.rules if rule.callee == gate)

    def gate_of(self, function: Function) -> str | None:
        """The gate of a function, as the source calls it; one that lines call may have no rule."""
        if function.module is None or function.module in _NO_MODULES:
            return None
        module, name = function.module, function.attribute
        if module and not module.startswith("."):
            qualified = f"{module}.{name}"
            mentioned = any(qualified in called for called in self.lines.values())
            return self.gates.get(qualified) or (qualified if mentioned else None)
        place = _inside(module, self.home)
        keys = (key for key in self.gates if key.endswith(f".{name}"))
        at = (key for key in keys if _leads(key, place, self.roots))
        return self.gates.get(name) or next((self.gates[key] for key in at), None)

    def reached(self, gates: set[str]) -> tuple[Rule, ...]:
        """The rules of these gates, and of those in their lines, and so on."""
        pending, found = set(gates), set(gates)
        while pending:
            pending = {each for gate in pending for each in self.lines.get(gate, ())} - found
            found |= pending
        return tuple(rule for rule in self.rules if rule.callee in found)


_NO_MODULES: Final = frozenset(("operator", "attribute", "method", "gradgen", "builtins"))
_NONE: Final = OwnRules()
_AT_HAND: Final[ContextVar[OwnRules]] = ContextVar("_AT_HAND")


def _inside(module: str, home: tuple[str, ...]) -> tuple[str, ...]:
    """The path of a module that is told as seen from the source's own, which is "" itself."""
    name = module.lstrip(".")
    above = len(module) - len(name)
    return (*home[: len(home) - above], *filter(None, name.split(".")))


def _leads(key: str, place: tuple[str, ...], roots: frozenset[tuple[str, ...]]) -> bool:
    """Whether the module of a qualified name is the one at that path.

    It is searched from the folder of the rule file and those above it, and from `src` in them.
    """
    module = tuple(key.split(".")[:-1])
    base = place[: len(place) - len(module)]
    above = base[:-1] if base[-1:] == ("src",) else base
    is_root = any(root[: len(start)] == start for root in roots for start in (base, above))
    return place[-len(module) :] == module and is_root


def own() -> OwnRules:
    """The user's rules that are at hand."""
    return _AT_HAND.get(_NONE)


@contextmanager
def at_hand(rules: OwnRules, file: str) -> Iterator[None]:
    """Have these rules of the user's at hand for a while, for what is read of `file`."""
    if rules.rules:
        home = Path(os.path.abspath(file)).with_suffix("").parts
        files = {Path(os.path.abspath(rule.family)) for rule in rules.rules}
        rules = replace(rules, home=home, roots=frozenset(each.parent.parts for each in files))
    before = _AT_HAND.set(rules)
    try:
        yield
    finally:
        _AT_HAND.reset(before)
