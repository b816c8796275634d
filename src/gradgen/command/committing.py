"""Generated files with their header: as they are written, and as they are compared."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from gradgen.command.inputs import STDIN, read_bytes, shown_name

if TYPE_CHECKING:
    from gradgen.committed.header import Header
    from gradgen.pipeline import Result


def stamped(file: str, result: Result, target: Path) -> str:
    """What is written to `target`: the code that was generated from `file`, below its header."""
    from gradgen.committed.making import header_for

    return header_for(result, seen_from(target, file)).above(result.source)


def seen_from(target: Path, file: str) -> str:
    """The path of `file` as it is written in `target`: the same wherever the command is run."""
    name = shown_name(file)
    if file == STDIN and name == shown_name(STDIN):
        return name
    try:
        return Path(os.path.relpath(name, target.parent)).as_posix()
    except ValueError:  # on another drive
        return Path(name).resolve().as_posix()


def text_of(target: Path) -> str | None:
    """The text of a generated file, `None` where there is none. Raises GradgenError."""
    from gradgen.frontend.reading import decode

    if not target.exists():
        return None
    return decode(read_bytes(str(target)), str(target))[0]


def header_of(text: str | None) -> Header | None:
    """The header of a generated file, if it has one."""
    from gradgen.committed.header import parted

    return parted(text)[0] if text is not None else None
