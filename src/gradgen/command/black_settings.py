"""The line length of the user's project: what `[tool.black]` of the nearest pyproject.toml says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gradgen.diagnostics import Diagnostic, GradgenError
from gradgen.project.pyproject import Key, Pyproject, nearest, shown

DEFAULT = 88
"""Black's own."""

_TABLE = ("tool", "black")
_HELP = "correct the file, or give the length: --line-length 88"


def line_length_for(folder: Path) -> int:
    """The line length that holds for files in `folder`.

    Raises GradgenError where the nearest pyproject.toml cannot be read or makes no sense.
    """
    file = nearest(folder)
    if file is None:
        return DEFAULT
    message = f"cannot take the line length from {shown(file)}"
    project = Pyproject.read(file, message, _HELP)
    black: Any = project.values
    for depth, table in enumerate(_TABLE, 1):
        black = black.get(table, {})
        if not isinstance(black, dict):
            raise _invalid(message, project, _TABLE[:depth], f"`{table}` is not a table")
    name = "line-length" if "line-length" in black else "line_length"
    value = black.get(name, DEFAULT)
    if type(value) is not int or value < 1:
        reason = "`line-length` of [tool.black] is not a positive number"
        raise _invalid(message, project, (*_TABLE, name), reason)
    return value


def _invalid(message: str, project: Pyproject, key: Key, reason: str) -> GradgenError:
    label = project.label(key, reason)
    return GradgenError([Diagnostic("invalid-settings", message, (label,), _HELP)])
