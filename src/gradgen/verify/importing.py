"""How a file is imported: a name, and the folder that it is searched from."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class ImportedAs(NamedTuple):
    """A module: `package.name` below `root`, or just the name of a file in `root`."""

    package: str
    name: str
    root: Path


def imported_as(file: Path) -> ImportedAs:
    """The module that a file is: in a package if its folder has an `__init__.py`."""
    folder, parts = file.parent, list[str]()
    while (folder / "__init__.py").is_file() and folder.name:
        parts.insert(0, folder.name)
        folder = folder.parent
    return ImportedAs(".".join(parts), ".".join([*parts, file.stem]), folder)
