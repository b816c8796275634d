"""The files to differentiate: their names, their bytes, and their text for quoting."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO, Final, TextIO

import click

from gradgen.diagnostics import Diagnostic, GradgenError

STDIN = "-"
LARGEST: Final = 16_000_000
"""The most bytes of a file; more are not even read."""

_TOO_LARGE = "give a file that holds only the functions to differentiate, and what they call"


class NamedStdin(str):
    """Standard input that stands for a file, as an editor sends it: `-`, and the file's name."""

    stands_for: str

    @classmethod
    def of(cls, file: str) -> NamedStdin:
        """Standard input, called as that file."""
        named = cls(STDIN)
        named.stands_for = file
        return named


def named_inputs(files: Sequence[str], stands_for: str | None) -> list[str]:
    """The files, with a name for standard input if it stands for a file. Raises UsageError."""
    if stands_for is None:
        return list(files)
    if STDIN not in files or not stands_for:
        message = "--stdin-filename names what - stands for: give both."
        raise click.UsageError(message, click.get_current_context(silent=True))
    return [NamedStdin.of(stands_for) if file == STDIN else file for file in files]


def shown_name(file: str) -> str:
    """What messages call the file."""
    if isinstance(file, NamedStdin):
        return file.stands_for
    return "<stdin>" if file == STDIN else file


def settings_folder(file: str) -> Path:
    """Where the search for the settings that hold for the file begins."""
    nameless = file == STDIN and not isinstance(file, NamedStdin)
    return Path.cwd() if nameless else Path(shown_name(file)).resolve().parent


def file_status(file: str) -> os.stat_result | None:
    """The status of the file that is read, to know it again; `None` if there is none."""
    try:
        return os.fstat(sys.stdin.fileno()) if file == STDIN else Path(file).stat()
    except (OSError, ValueError, AttributeError):  # missing, or a stream without a file
        return None


def read_bytes(file: str) -> bytes:
    """The content of the file. Raises GradgenError."""
    try:
        with _opened(file) as stream:
            data = stream.read(LARGEST + 1)
        if len(data) > LARGEST:  # a device may never end
            raise OSError(errno.EFBIG, f"more than {LARGEST // 10**6} million bytes")
        return data
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"cannot read {shown_name(file)}: {reason}"
        help = _TOO_LARGE if error.errno == errno.EFBIG else _help(file)
        raise GradgenError([Diagnostic("unreadable-file", message, help=help)]) from None


def quotable(data: bytes, name: str) -> str:
    """The text of the file as the pipeline reads it; the best guess where it cannot be read."""
    from gradgen.frontend.reading import decode

    try:
        return decode(data, name)[0]
    except GradgenError:
        return data.decode("utf-8", "replace").removeprefix("\ufeff")


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    if file != STDIN:
        return Path(file).open("rb")
    stream: TextIO | None = sys.stdin
    if stream is None:
        raise OSError("it is closed")
    return nullcontext(stream.buffer)


def _help(file: str) -> str:
    if file == STDIN:
        return "send the source to standard input: gradgen - < model.py"
    if os.path.isdir(file):
        return f"name the files in it: gradgen {Path(file) / '*.py'}, or a folder: -o FOLDER"
    similar = _similar_file(Path(file))
    return f"did you mean {similar}?" if similar else "name a file that exists and may be read"


def _similar_file(path: Path) -> Path | None:
    from difflib import get_close_matches

    try:
        names = [p.name for p in path.parent.iterdir() if p.suffix == ".py" and p.name != path.name]
    except OSError:
        return None
    return next((path.with_name(name) for name in get_close_matches(path.name, names, 1)), None)
