"""Where the generated code goes: which file for which input, and never over an input."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from gradgen.command.inputs import STDIN, file_status, shown_name


def destinations(
    files: Sequence[str], output: str | None, suffix: str, prefix: str = "", ending: str = ".py"
) -> list[Path] | None:
    """The file to write for each of `files`, or `None` for standard output.

    In a folder, a file is called as its input, with `suffix` behind and `prefix` in front; its name
    ends with `ending`.
    Raises click.UsageError where `-o` does not fit the files.
    """
    if not files:
        raise _misuse("Name a FILE, or - for standard input.")
    if files.count(STDIN) > 1:
        raise _misuse("Standard input (-) can be read only once.")
    if output is None or output == "-":
        return None
    targets = _targets(files, output, f"_{suffix}{ending}", prefix)
    for clash in clashes(files, targets):
        raise _misuse(clash.why)
    return targets


def _targets(files: Sequence[str], output: str, suffix: str, prefix: str) -> list[Path]:
    path = Path(output)
    if os.path.isdir(path):
        if STDIN in files:
            raise _misuse(f"{output} is a folder: name a file in it for standard input.")
        return [path / f"{prefix}{Path(file).stem}{suffix}" for file in files]
    if len(files) > 1:
        raise _misuse(f"Several files go to a folder, and -o {output} is not an existing one.")
    if not output or output.endswith(("/", os.sep)):
        raise _misuse(f"There is no folder -o {output!r}.")
    return [path]


class Clash(NamedTuple):
    """What is wrong with the place for the file of that number."""

    number: int
    why: str


def clashes(files: Sequence[str], targets: Sequence[Path]) -> Iterator[Clash]:
    """Where two files would be written to one place, or one over what is read."""
    first: dict[Path, str] = {}
    for number, (file, target) in enumerate(zip(files, targets, strict=True)):
        if target in first:
            why = f"{first[target]} and {file} would both be written to {target}."
            yield Clash(number, why)
        first.setdefault(target, file)
    names = ((file, name) for file in files for name in dict.fromkeys((file, shown_name(file))))
    read = [(file, file_status(name)) for file, name in names]
    for number, target in enumerate(targets):
        here = file_status(str(target))
        if here is None or not stat.S_ISREG(here.st_mode):
            continue
        for file, there in read:
            if there is not None and os.path.samestat(here, there):
                why = f"It would overwrite {target}, which is read as {shown_name(file)}."
                yield Clash(number, why)


def _misuse(message: str) -> click.UsageError:
    return click.UsageError(message, click.get_current_context(silent=True))
