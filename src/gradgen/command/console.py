"""The two streams of the command: code to standard output, all that is said to standard error."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple, TextIO

from gradgen.diagnostics import Diagnostic, render


def wants_color(choice: str, stream: TextIO | None) -> bool:
    """Whether to paint what goes to a stream: as chosen, else as the environment and it say."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


class Console(NamedTuple):
    """How the user wants to be spoken to."""

    output_format: str = "full"
    color: bool = False
    quiet: bool = False
    verbose: bool = False
    color_output: bool = False

    def report(self, diagnostics: Sequence[Diagnostic], sources: Mapping[str, str]) -> None:
        """Shows what was found, in the chosen format; the warnings only if not quiet.

        Programs are told that there is nothing too, by an empty array.
        """
        told = [d for d in diagnostics if d.severity == "error" or not self.quiet]
        if told or self.output_format == "json":
            text = render(told, sources, output_format=self.output_format, color=self.color)
            self._say(text)

    def summarize(self, text: str, apart: bool = False) -> None:
        """A line on how it went, for people; `apart` from the drawings above it."""
        if not self.quiet and self.output_format in ("full", "concise"):
            gap = "\n" if apart and self.output_format == "full" else ""
            self._say(f"{gap}{text}\n")

    def detail(self, text: str) -> None:
        """What is being done, for those who ask; never where a program reads along."""
        if self.verbose and self.output_format != "json":
            self._say(f"{text}\n")

    def put(self, text: str) -> None:
        """Writes to standard output, in UTF-8 whatever the locale. Raises OSError."""
        stream: TextIO | None = sys.stdout
        if stream is None:
            raise OSError(errno.EBADF, "it is closed")
        try:
            stream.flush()
            stream.buffer.write(text.encode())
            stream.flush()
        except OSError:
            _forget(stream)
            raise

    def _say(self, text: str) -> None:
        stream: TextIO | None = sys.stderr
        if stream is None:
            return
        try:
            stream.write(text)
            stream.flush()
        except BrokenPipeError:
            _forget(stream)
            raise


def counted(number: int, noun: str) -> str:
    """`3 files`, or `1 file`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _forget(stream: TextIO) -> None:
    """Sends what is left in a broken stream nowhere, so that Python's own exit stays quiet."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
