"""The line length of the user's project: what `[tool.black]` of the nearest pyproject.toml says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from gradgen.diagnostics import Diagnostic, FixedSpan, GradgenError, Label, Position

DEFAULT = 88
"""Black's own."""

_KEY = re.compile(r"^[ \t]*[\"']?line[-_]length\b", re.MULTILINE)
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def line_length_for(folder: Path) -> int:
    """The line length that holds for files in `folder`.

    Raises GradgenError where the nearest pyproject.toml cannot be read or makes no sense.
    """
    file = next(filter(_is_file, (f / "pyproject.toml" for f in (folder, *folder.parents))), None)
    if file is None:
        return DEFAULT
    text = _read(file)
    black: Any = _parse(text, file)
    for table in ("tool", "black"):
        black = black.get(table, {})
        if not isinstance(black, dict):
            raise _invalid(file, f"`{table}` is not a table", Position(1, 0))
    value = black.get("line-length", black.get("line_length", DEFAULT))
    if type(value) is not int or value < 1:
        raise _invalid(file, "`line-length` of [tool.black] is not a positive number", _key(text))
    return value


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder above that may not be looked into
        return False


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
    except UnicodeDecodeError:
        reason = "not UTF-8"
    raise _invalid(file, reason, None)


def _parse(text: str, file: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
        place = _place(_TOML_PLACE.search(reason), text)
        raise _invalid(file, _TOML_PLACE.sub("", reason).lower(), place) from None


def _place(found: re.Match[str] | None, text: str) -> Position:
    """Where the message of `tomllib` says; the end of the text if it names no line."""
    if found and found[1]:
        return Position(int(found[1]), int(found[2]) - 1)
    end = text.rstrip()
    return Position(end.count("\n") + 1, len(end) - end.rfind("\n") - 1)


def _key(text: str) -> Position:
    """The place of the line that gives the value."""
    black = text.find("[tool.black]")
    found = _KEY.search(text, max(0, black)) or _KEY.search(text)
    line = text.count("\n", 0, found.start()) + 1 if found else 1
    return Position(line, 0)


def _invalid(file: Path, reason: str, place: Position | None) -> GradgenError:
    here = Path.cwd().resolve()
    name = str(file.relative_to(here) if file.is_relative_to(here) else file)
    message = f"cannot take the line length from {name}"
    help_ = "correct the file, or give the length: --line-length 88"
    if place is None:
        return GradgenError([Diagnostic("invalid-settings", f"{message}: {reason}", help=help_)])
    label = Label(FixedSpan(name, place, place), reason)
    return GradgenError([Diagnostic("invalid-settings", message, (label,), help_)])
