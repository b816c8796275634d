"""A pyproject.toml: found, read, parsed, and the lines in it that messages point at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from gradgen.diagnostics import Diagnostic, FixedSpan, GradgenError, Label, Position

Key: TypeAlias = tuple[str | int, ...]
"""The way to a value: names of tables, and numbers of the elements of lists."""

_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def nearest(folder: Path) -> Path | None:
    """The pyproject.toml that holds for files in `folder`."""
    return next(filter(_is_file, (f / "pyproject.toml" for f in (folder, *folder.parents))), None)


def shown(file: Path) -> str:
    """What messages call a file of the project."""
    here = Path.cwd().resolve()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


@dataclass(frozen=True)
class Pyproject:
    """The text of the file, and the values in it."""

    file: Path
    text: str

    @staticmethod
    def read(file: Path, message: str, help: str) -> Pyproject:
        """The file, if it is valid. Raises GradgenError, with this message and help."""
        try:
            project = Pyproject(file, file.read_bytes().decode())
        except (OSError, UnicodeDecodeError) as error:
            told = error.strerror or str(error) if isinstance(error, OSError) else "not UTF-8"
            whole = f"{message}: {told.lower() if isinstance(error, OSError) else told}"
            raise GradgenError([Diagnostic("invalid-settings", whole, help=help)]) from None
        try:
            assert isinstance(project.values, dict)
        except ValueError as error:  # from tomllib
            reason = str(error)
            place = _place(_TOML_PLACE.search(reason), project.text)
            label = Label(FixedSpan(shown(file), place, place), _TOML_PLACE.sub("", reason).lower())
            raise GradgenError([Diagnostic("invalid-settings", message, (label,), help)]) from None
        return project

    @cached_property
    def values(self) -> dict[str, Any]:
        """Everything in the file. Raises ValueError."""
        import tomllib

        return tomllib.loads(self.text)

    def label(self, key: Key, text: str) -> Label:
        """What is to be said of a key, at its place."""
        place = self.place(key)
        return Label(FixedSpan(shown(self.file), place, place), text)

    def place(self, key: Key) -> Position:
        """Where a key stands: in the line behind the last beginning of the file that has it not."""
        line = 1
        for end, values in self._beginnings:
            if _holds(values, key):
                break
            line = end + 1
        text = self.text.split("\n")[line - 1] if line <= self.text.count("\n") + 1 else ""
        name = next((part for part in reversed(key) if isinstance(part, str)), "")
        return Position(line, max(0, text.find(name), text.find(name.replace("_", "-"))))

    @cached_property
    def _beginnings(self) -> list[tuple[int, dict[str, Any]]]:
        """The beginnings of the file that are valid by themselves: lines, and values."""
        return list(self._parsed_beginnings())

    def _parsed_beginnings(self) -> Iterator[tuple[int, dict[str, Any]]]:
        import tomllib

        lines = self.text.split("\n")
        first = next((n for n, line in enumerate(lines) if "tool" in line), 0)
        for end in range(first, len(lines) + 1):
            try:
                yield end, tomllib.loads("\n".join(lines[:end]))
            except tomllib.TOMLDecodeError:
                continue


def _holds(values: Any, key: Key) -> bool:
    for part in key:
        try:
            values = values[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder above that may not be looked into
        return False


def _place(found: re.Match[str] | None, text: str) -> Position:
    """Where the message of `tomllib` says; the end of the text if it names no line."""
    if found and found[1]:
        return Position(int(found[1]), int(found[2]) - 1)
    end = text.rstrip()
    return Position(end.count("\n") + 1, len(end) - end.rfind("\n") - 1)
