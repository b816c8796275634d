"""Modules that are handed to functions of the file: `spread(x, xp)`.

Among the arguments of a call a module stands as a symbol, which no circuit has: the function is
written out, and its parameter is another name for the module.
"""

from __future__ import annotations

from typing import Final

from gradgen.frontend.context import Entity, Library
from gradgen.ir.expression import Expression, Function, Symbol

_HANDED: Final = "handed"


def as_argument(entity: Entity | None) -> Expression | None:
    """A module as it stands among arguments; `None` for anything else."""
    if not isinstance(entity, Library):
        return None
    return Symbol(Function(_HANDED, entity.module, via=entity.via))


def module_of(argument: Expression) -> Library | None:
    """The module that an argument stands for; `None` for a value."""
    if not isinstance(argument, Symbol) or argument.function.name != _HANDED:
        return None
    return Library(argument.function.module or "", argument.function.via)
