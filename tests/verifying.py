"""What the tests of `--verify` and `--emit test` share: the command in a folder, and its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from gradgen.cli import run


class Outcome(NamedTuple):
    """What the command made of its arguments."""

    code: int
    out: str
    err: str

    @property
    def slugs(self) -> list[str]:
        """The kinds of what was found."""
        return re.findall(r"^(?:error|warning)\[([\w-]+)\]", self.err, re.MULTILINE)

    @property
    def verdicts(self) -> dict[str, str]:
        """The last word of each row of the tables, by the first."""
        rows = [line.split() for line in self.out.splitlines() if line.startswith("  ")]
        return {row[0]: row[-1] for row in rows if row[0] != "parameter"}


Gradgen = Callable[..., Outcome]


def command_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Gradgen:
    """The command, run in this process in a folder; a `source` lies there as `model.py`."""
    monkeypatch.chdir(folder)
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def gradgen(*arguments: str, source: str = "") -> Outcome:
        if source:
            (folder / "model.py").write_text(source, newline="")
        code = run(arguments)
        out, err = capfdbinary.readouterr()
        return Outcome(code, out.decode(), err.decode())

    return gradgen
