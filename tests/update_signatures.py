"""Writes the table of signatures that gradgen reads calls of NumPy and SciPy by.

`python tests/update_signatures.py`, with the newest NumPy and SciPy installed.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import scipy.linalg  # type: ignore[import-untyped]
import scipy.special  # type: ignore[import-untyped]

TABLE = Path(__file__).resolve().parents[1] / "src/gradgen/targets/signatures.txt"
MODULES = (np, np.linalg, scipy.special, scipy.linalg)
OTHERS = (np.lib.stride_tricks.sliding_window_view,)

# Methods that say `**kwargs` of what the functions of their names spell out.
_LIKE_THE_FUNCTION = frozenset(
    ("sum", "prod", "max", "min", "mean", "std", "var", "any", "all", "clip", "round")
)

# What the function of a method's name calls the same parameter.
_RENAMED = {"other": "b"}


def lines() -> Iterator[str]:
    """One line for each public function: its qualified name and parameters."""
    for module in MODULES:
        for name in public(module):
            yield f"{module.__name__}.{name}{_signature(getattr(module, name))}"
    for function in OTHERS:
        yield f"{function.__module__}.{function.__name__}{_signature(function)}"
    for name in public(np.ndarray):
        source = np if name in _LIKE_THE_FUNCTION else np.ndarray
        yield f"ndarray.{name}{_signature(getattr(source, name))}"
    for ufunc in ("add", "multiply", "maximum", "minimum"):
        for name in ("accumulate", "reduce", "outer", "at", "reduceat"):
            yield f"numpy.{ufunc}.{name}{_signature(getattr(getattr(np, ufunc), name))}"


def public(module: ModuleType | type) -> Iterator[str]:
    """The functions and classes of a module, or the methods of a class."""
    for name in sorted(vars(module) if isinstance(module, type) else dir(module)):
        value = getattr(module, name)
        if not name.startswith("_") and callable(value) and not isinstance(value, ModuleType):
            yield name


def _signature(function: Any) -> str:
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (ValueError, TypeError):
        return "(*arguments, **keywords)"
    if parameters and parameters[0].name == "self":
        parameters[0] = parameters[0].replace(name="a", kind=inspect.Parameter.POSITIONAL_ONLY)
        parameters = [p.replace(name=_RENAMED.get(p.name, p.name)) for p in parameters]
    return str(inspect.Signature([_plain(parameter) for parameter in parameters]))


def _plain(parameter: inspect.Parameter) -> inspect.Parameter:
    """A parameter without annotation; a default that is no literal becomes `...`."""
    default = parameter.default
    if default is not inspect.Parameter.empty and not isinstance(
        default, bool | int | float | str | None | tuple
    ):
        default = ...
    if default is ...:
        return inspect.Parameter(parameter.name, parameter.kind, default=_Dots())
    return inspect.Parameter(parameter.name, parameter.kind, default=default)


class _Dots:
    def __repr__(self) -> str:
        return "..."


if __name__ == "__main__":
    TABLE.write_text("".join(f"{line}\n" for line in sorted(lines())), "utf-8")
