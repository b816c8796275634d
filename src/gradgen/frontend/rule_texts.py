"""The texts of the user's rule files, decoded as sources are."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike, fspath
from pathlib import Path

from gradgen.diagnostics import Diagnostic, GradgenError
from gradgen.frontend.reading import decode
from gradgen.rules.own_files import RuleFiles


def rule_texts(files: Iterable[str | PathLike[str]]) -> RuleFiles:
    """What is in these files, by their names. Raises GradgenError."""
    return tuple((fspath(file), _text(fspath(file))) for file in files)


def _text(file: str) -> str:
    try:
        data = Path(file).read_bytes()
    except OSError as error:
        message = f"cannot read {file}: {(error.strerror or str(error)).lower()}"
        help = "name a file of rules that exists and may be read"
        raise GradgenError([Diagnostic("unreadable-file", message, help=help)]) from None
    return decode(data, file)[0]
