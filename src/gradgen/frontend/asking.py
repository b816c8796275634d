"""Lowers the lines that ask an array for its namespace: `xp = x.__array_namespace__()`.

From there on the name stands for the library. A function asks once. What it calls may ask again,
or is handed the namespace: all take their functions from the same one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import libcst as cst

from gradgen.frontend.context import POISON, Library, Shut
from gradgen.frontend.loops import Loops
from gradgen.ir.circuit import Enter, Leave, Statement
from gradgen.ir.expression import Apply, Expression
from gradgen.targets.dialects.array_api import namespaces_given

_LIBRARY: Final = "numpy"  # in whose words the functions of a namespace are known
_TOLD_BEFORE: Final = Shut(
    "tells of a namespace that is not asked for here",
    "this function takes it from the one that calls it",
    "ask once, where the namespace is bound",
)


@dataclass
class Asking(Loops):
    """Lowers what binds a namespace."""

    def _bind_namespace(self, target: cst.CSTNode, call: Apply, comment: str) -> Expression:
        """Bind a name to the namespace that a call asks for: it is no value."""
        names = _names(target)
        refusal = self._refusal(names, call)
        if refusal is not None:
            self.file.findings.refuse("namespace", target, *refusal)
            self._poison_bindings(target)
            return POISON
        if self.builder.namespace:
            self.frame.shut |= dict.fromkeys(names[1:], _TOLD_BEFORE)
        else:
            self._ask(names, call, comment)
        self.frame.values[names[0]] = Library(_LIBRARY, self.builder.namespace)
        return call

    def _ask(self, names: list[str], call: Apply, comment: str) -> None:
        """Ask where nobody has before."""
        bound = self.builder.bind_parts(tuple(names), call, comment, own=self.own, row=False)
        self.builder.namespace = bound[0].id
        for name, other in zip(names[1:], bound[1:], strict=True):
            self.builder.is_condition(other.id)
            self.frame.values[name] = other

    def _refusal(self, names: list[str], call: Apply) -> tuple[str, str, str] | None:
        """Why a namespace cannot be bound to names here, and what to do."""
        if len(names) != _width(call):
            return ("a namespace without a name", *_NAMED)
        if self._has_namespace():
            return (f"`{names[0]}` is a second namespace in one function", *_ONCE)
        is_sure = not self.builder.is_conditional and not _is_in_loop(self.builder.statements)
        if not self.builder.namespace and not is_sure:
            return (f"the namespace `{names[0]}` is asked for here only", *_BEFORE)
        return None

    def _has_namespace(self) -> bool:
        """Whether this activation of a function has a namespace, be it for a parameter."""
        mine = Library(_LIBRARY, self.builder.namespace)
        return bool(mine.via) and mine in self.frame.values.values()


def _is_in_loop(statements: Iterable[Statement]) -> bool:
    """Whether a loop among statements has not ended."""
    return sum(isinstance(s, Enter) - isinstance(s, Leave) for s in statements) > 0


def _width(call: Apply) -> int:
    """How many values a call gives that asks for a namespace."""
    function = call.function
    return namespaces_given(function.module or "", function.attribute) or 1


def _names(target: cst.CSTNode) -> list[str]:
    """The plain names of a target; empty if it is anything else."""
    elements = target.elements if isinstance(target, cst.Tuple | cst.List) else ()
    parts: list[cst.CSTNode] = [element.value for element in elements] or [target]
    names = [part.value for part in parts if isinstance(part, cst.Name)]
    return names if len(names) == len(parts) else []


_NAMED: Final = (
    "what is asked for needs a name of its own",
    "give it one: xp = x.__array_namespace__()",
)
_ONCE: Final = (
    "this function has one already",
    "take all functions from the same one, and ask for it once",
)
_BEFORE: Final = (
    "in a loop or under a condition, where there may be no array to ask",
    "ask at the top of the function, and hand it on: def g(x, xp): ...",
)
