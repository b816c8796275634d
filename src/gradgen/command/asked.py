"""What the command line asks for: every option by its name, as click has read it."""

from __future__ import annotations

from dataclasses import dataclass

from gradgen.command.pictures import ENDINGS, WITH_VALUES


@dataclass(frozen=True)
class Asked:
    """The options, and the files; what is not given has the default that the help tells."""

    files: tuple[str, ...]
    functions: tuple[str, ...]
    wrt: str | None
    shapes: tuple[str, ...]
    mode: str
    with_value: bool
    by: str | None
    split: bool
    target: str
    wrap: str | None
    optimize: bool
    output: str | None
    line_length: int | None
    check: bool
    diff: bool
    watch: bool
    stdin_filename: str | None
    emit: str
    verify: bool
    verify_rules: bool
    at: tuple[str, ...]
    seed: int
    timeout: float
    memory: int
    explain: str | None
    list_gates: bool
    output_format: str
    color: str
    quiet: bool
    verbose: bool

    @property
    def is_for_reference(self) -> bool:
        """Whether a page or a list is wanted, and nothing of files."""
        return self.list_gates or self.explain is not None

    @property
    def is_more_than_source(self) -> bool:
        """Whether the file is to be run, or something else than source to be written."""
        return self.verify or self.emit != "source"

    @property
    def picture(self) -> str:
        """The form of picture that is wanted; empty for none."""
        return self.emit if self.emit in ENDINGS else ""

    @property
    def shows_values(self) -> bool:
        """Whether the picture is to show the values of a run."""
        return self.picture in WITH_VALUES and bool(self.at)

    @property
    def tests(self) -> bool:
        """Whether a test file is wanted."""
        return self.emit == "test"
