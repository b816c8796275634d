"""Where the generated code goes: which file for which input, and never over an input."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import click

from gradgen.command.inputs import STDIN, file_status, shown_name


def destinations(
    files: Sequence[str], output: str | None, suffix: str, prefix: str = ""
) -> list[Path] | None:
    """The file to write for each of `files`, or `None` for standard output.

    In a folder, a file is called as its input, with `suffix` behind and `prefix` in front.
    Raises click.UsageError where `-o` does not fit the files.
    """
    if not files:
        raise _misuse("Name a FILE, or - for standard input.")
    if files.count(STDIN) > 1:
        raise _misuse("Standard input (-) can be read only once.")
    if output is None or output == "-":
        return None
    targets = _targets(files, output, suffix, prefix)
    _refuse_collisions(files, targets)
    _refuse_inputs(files, targets)
    return targets


def _targets(files: Sequence[str], output: str, suffix: str, prefix: str) -> list[Path]:
    path = Path(output)
    if os.path.isdir(path):
        if STDIN in files:
            raise _misuse(f"{output} is a folder: name a file in it for standard input.")
        return [path / f"{prefix}{Path(file).stem}_{suffix}.py" for file in files]
    if len(files) > 1:
        raise _misuse(f"Several files go to a folder, and -o {output} is not an existing one.")
    if not output or output.endswith(("/", os.sep)):
        raise _misuse(f"There is no folder -o {output!r}.")
    return [path]


def _refuse_collisions(files: Sequence[str], targets: Sequence[Path]) -> None:
    first: dict[Path, str] = {}
    for file, target in zip(files, targets, strict=True):
        other = first.setdefault(target, file)
        if other is not file:
            raise _misuse(f"{other} and {file} would both be written to {target}.")


def _refuse_inputs(files: Sequence[str], targets: Sequence[Path]) -> None:
    for target in targets:
        here = file_status(str(target))
        if here is None or not stat.S_ISREG(here.st_mode):
            continue
        for file in files:
            there = file_status(file)
            if there is not None and os.path.samestat(here, there):
                raise _misuse(f"-o would overwrite {target}, which is read as {shown_name(file)}.")


def _misuse(message: str) -> click.UsageError:
    return click.UsageError(message, click.get_current_context(silent=True))
