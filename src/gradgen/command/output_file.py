"""Writes files whole or not at all, and touches none that is already as it should be.

The content goes to a temporary file beside the target, which then takes the target's place: a
reader sees the old content or the new one, and a failure leaves the old.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from gradgen.diagnostics import Diagnostic, GradgenError


class _Change(NamedTuple):
    """New content that waits, in a temporary file, to take the place of `target`."""

    target: Path
    temporary: Path

    def commit(self) -> None:
        os.replace(self.temporary, self.target)

    def discard(self) -> None:
        with suppress(OSError):
            self.temporary.unlink(missing_ok=True)


class _Stream(NamedTuple):
    """New content for something that only takes writes, as a pipe or a device does."""

    target: Path
    data: bytes

    def commit(self) -> None:
        self.target.write_bytes(self.data)

    def discard(self) -> None:
        """Nothing was made, so nothing is to be undone."""


def write_files(contents: Mapping[Path, bytes]) -> list[Path]:
    """Gives each file its content; returns those that were not already so.

    All contents are on the disk before the first file changes. A link stays a link, and what it
    points at is written. An existing file keeps its permissions. Raises GradgenError.
    """
    changes: dict[Path, _Change | _Stream] = {}
    try:
        for path, data in contents.items():
            with _refusing(path):
                change = _prepare(path, data)
            if change:
                changes[path] = change
        for path, change in changes.items():
            with _refusing(path):
                change.commit()
    finally:
        for change in changes.values():
            change.discard()
    return list(changes)


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unwritable(str(path), error) from None


def unwritable(name: str, error: OSError) -> GradgenError:
    """The refusal that follows from a failed write."""
    reason = (error.strerror or str(error)).lower()
    message = f"cannot write to {name}: {reason}"
    help_ = "choose a file in a folder that exists and may be written to: -o PATH"
    return GradgenError([Diagnostic("unwritable-output", message, help=help_)])


def _prepare(path: Path, data: bytes) -> _Change | _Stream | None:
    target = Path(os.path.realpath(path))
    mode = _mode(target)
    if mode is None:
        return _Change(target, _temporary(target, data, None))
    if not stat.S_ISREG(mode):
        return _Stream(target, data)
    if os.access(target, os.R_OK) and target.read_bytes() == data:
        return None
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "permission denied")
    return _Change(target, _temporary(target, data, stat.S_IMODE(mode)))


def _mode(target: Path) -> int | None:
    try:
        return target.stat().st_mode
    except FileNotFoundError:
        return None


def _temporary(target: Path, data: bytes, mode: int | None) -> Path:
    """A new file beside `target`, with the permissions that the target has or would get."""
    path = target.with_name(f".gradgen-{os.urandom(6).hex()}.tmp")
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        if mode is not None:
            path.chmod(mode)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise
    return path
