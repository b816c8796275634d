"""What tells the shape of a gate's output: one small function for each name in `shape="…"`.

Each takes the operands by name and raises MisfitError, with both shapes in its message, where what
is known of them cannot go together. Where nothing can be told it raises UnsureError. For a gate of
several outputs it gives a tuple of shapes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import TypeAlias

from gradgen.ir.shape import Shape
from gradgen.rules.output_shapes.operands import Operands

__all__ = ["Operands", "Outputs", "output_shape"]

Outputs: TypeAlias = Shape | tuple[Shape, ...]


def output_shape(name: str, operands: Operands) -> Outputs:
    """The shape that the function `name` of this package tells; `elementwise` without a name."""
    return _functions()[name or "elementwise"](operands)


@cache
def _functions() -> dict[str, Callable[[Operands], Outputs]]:
    """Every shape function of this package by its name."""
    found: dict[str, Callable[[Operands], Outputs]] = {}
    for file in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        module = import_module(f"{__name__}.{file.stem}")
        own = {n: f for n, f in vars(module).items() if _tells(f, module.__name__)}
        assert own.keys().isdisjoint(found), f"{file.stem}: {own.keys() & found.keys()} twice"
        found |= own
    return found


def _tells(member: object, module: str) -> bool:
    """Whether a member of a module is a function of its own that rules may name."""
    is_own = isinstance(member, FunctionType) and member.__module__ == module
    return is_own and not getattr(member, "__name__", "_").startswith("_")
