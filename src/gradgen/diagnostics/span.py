"""A stretch of source text: where something stands, and in which file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Position(NamedTuple):
    """A place between two characters: `line` counts from 1, `column` from 0, in characters."""

    line: int
    column: int


class Span(Protocol):
    """A stretch of a source file, the end excluded.

    A protocol, since places in a file are dear to work out and few are ever asked for: the
    frontend hands out spans that find their positions when somebody looks.
    """

    @property
    def filename(self) -> str:
        """The file's name as the user gave it."""

    @property
    def start(self) -> Position:
        """The first character."""

    @property
    def end(self) -> Position:
        """Just behind the last character."""


@dataclass(frozen=True, slots=True)
class FixedSpan:
    """A span whose positions are known from the beginning."""

    filename: str
    start: Position
    end: Position
