"""The files to differentiate: their names, their bytes, and their text for quoting."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO

from gradgen.diagnostics import Diagnostic, GradgenError

STDIN = "-"


def shown_name(file: str) -> str:
    """What messages call the file."""
    return "<stdin>" if file == STDIN else file


def settings_folder(file: str) -> Path:
    """Where the search for the settings that hold for the file begins."""
    return Path.cwd() if file == STDIN else Path(file).resolve().parent


def file_status(file: str) -> os.stat_result | None:
    """The status of the file that is read, to know it again; `None` if there is none."""
    try:
        return os.fstat(sys.stdin.fileno()) if file == STDIN else Path(file).stat()
    except (OSError, ValueError, AttributeError):  # missing, or a stream without a file
        return None


def read_bytes(file: str) -> bytes:
    """The content of the file. Raises GradgenError."""
    try:
        return _read_stdin() if file == STDIN else Path(file).read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"cannot read {shown_name(file)}: {reason}"
        raise GradgenError([Diagnostic("unreadable-file", message, help=_help(file))]) from None


def quotable(data: bytes, name: str) -> str:
    """The text of the file as the pipeline reads it; the best guess where it cannot be read."""
    from gradgen.frontend.reading import decode

    try:
        return decode(data, name)[0]
    except GradgenError:
        return data.decode("utf-8", "replace").removeprefix("\ufeff")


def _read_stdin() -> bytes:
    stream: TextIO | None = sys.stdin
    if stream is None:
        raise OSError("it is closed")
    return stream.buffer.read()


def _help(file: str) -> str:
    if file == STDIN:
        return "send the source to standard input: gradgen - < model.py"
    if Path(file).is_dir():
        return f"name the files in it: gradgen {Path(file) / '*.py'}"
    similar = _similar_file(Path(file))
    return f"did you mean {similar}?" if similar else "name a file that exists and may be read"


def _similar_file(path: Path) -> Path | None:
    from difflib import get_close_matches

    try:
        names = [p.name for p in path.parent.iterdir() if p.suffix == ".py" and p.name != path.name]
    except OSError:
        return None
    return next((path.with_name(name) for name in get_close_matches(path.name, names, 1)), None)
