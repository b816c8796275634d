"""Forms: what a line of a rule may call that becomes an expression of its own.

A gate such as a sum over an axis sends back something that depends on how it was called, and on
shapes where they are known. Its line says `spread(grad_out, a, axis, keepdims)`, and the form of
that name, a small function of gradgen's, gives the expression to write: `grad_s[:, None]`, say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

from gradgen.ir.expression import Apply, Expression, rebuild
from gradgen.rules.forms.surroundings import (
    NeedsShapeError,
    ShapeOf,
    Surroundings,
    UnsupportedUseError,
    fill,
    form,
)

__all__ = [
    "NeedsShapeError",
    "ShapeOf",
    "Surroundings",
    "UnsupportedUseError",
    "expand",
    "fill",
    "form",
    "forms",
    "names_of_forms",
]


@cache
def forms() -> dict[str, Callable[..., Expression]]:
    """Every form by its name; no two of them may have the same."""
    found: dict[str, Callable[..., Expression]] = {}
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.stem not in ("__init__", "surroundings"):
            _take(found, vars(import_module(f"{__name__}.{file.stem}")))
    return found


def _take(found: dict[str, Callable[..., Expression]], names: Mapping[str, object]) -> None:
    """Add the forms among the `names` of a module; one that it imports is no second one."""
    for name, value in names.items():
        if callable(value) and getattr(value, "is_form", False):
            assert found.setdefault(name, value) is value, f"two forms are called {name}"


def expand(expression: Expression, surroundings: Surroundings) -> Expression:
    """`expression` with every form in it written out."""
    inner = rebuild(expression, lambda e: expand(e, surroundings))
    if not isinstance(inner, Apply) or inner.function.module is not None:
        return inner
    write = forms()[inner.function.name] if inner.function.name in names_of_forms() else None
    return write(surroundings, *inner.arguments) if write else inner


@cache
def names_of_forms() -> frozenset[str]:
    """The names of all forms, read off the text: most functions need none, and load none."""
    texts = (file.read_text("utf-8") for file in Path(__file__).parent.glob("*.py"))
    return frozenset(name for text in texts for name in _FORM.findall(text))


_FORM = re.compile(r"^@form\ndef (\w+)\(", re.MULTILINE)
