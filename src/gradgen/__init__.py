"""gradgen reads the source of a Python function and writes the source of its gradient.

The public names load on first use, so that importing gradgen costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from gradgen.version import __version__

if TYPE_CHECKING:
    from gradgen.api import build, compile_gradient, generate, generate_from
    from gradgen.diagnostics import GradgenError

__all__ = [
    "GradgenError",
    "__version__",
    "build",
    "compile_gradient",
    "generate",
    "generate_from",
]

_HOMES = {
    "GradgenError": "gradgen.diagnostics",
    "build": "gradgen.api",
    "compile_gradient": "gradgen.api",
    "generate": "gradgen.api",
    "generate_from": "gradgen.api",
    "load_ipython_extension": "gradgen.notebook",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
