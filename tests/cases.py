"""A case: the text of a file with its options and its points, and what gradgen makes of it.

A sample is a case in `samples/`, beside its expected output. Lines of its first comment that start
with a word and a colon say more:

    # gradgen: --wrt w,b --with-value
    # at: x=-2, y=5, z=-4 gives -4, -4, 3
    # at: x=1, grad_out=2

The first line gives options; each `at:` a point to try, with the gradients there if they are known
(compared to as many digits as are written), and with upstream gradients if they matter.
"""

from __future__ import annotations

import ast
import codecs
import random
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from gradgen.api import Result, build
from gradgen.cli import command

SAMPLES = Path(__file__).parent.parent / "samples"
EXPECTED_SUFFIX = "_backward.py"


@dataclass(frozen=True)
class Point:
    """Values by parameter, seeds among them; `gives` are the known gradients, as written."""

    values: Mapping[str, Any]
    gives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A source; its options and points are in its comments."""

    name: str
    source: bytes

    @cached_property
    def text(self) -> str:
        """The source as Python reads it."""
        return self.source.removeprefix(codecs.BOM_UTF8).decode().replace("\r\n", "\n")

    @property
    def words(self) -> list[str]:
        """The options of the file as the command gets them."""
        return shlex.split(self.text.partition("\n")[0].partition("# gradgen:")[2])

    @cached_property
    def options(self) -> Mapping[str, Any]:
        """The same as arguments of `gradgen.build`."""
        given = command.make_context("gradgen", self.words).params
        return {
            "function": given["functions"],
            "wrt": given["wrt"],
            "with_value": given["with_value"],
            "line_length": given["line_length"] or 88,
        }

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """The points that the file names."""
        return tuple(_point(*found) for found in _AT.findall(self.text))

    @cached_property
    def result(self) -> Result:
        """What gradgen makes of the file."""
        return build(self.source, filename=f"{self.name}.py", **self.options)

    @cached_property
    def valued(self) -> Result:
        """The same with the value beside the gradients."""
        return build(self.source, **{**self.options, "with_value": True})

    def chance(self, purpose: str) -> random.Random:
        """Random numbers that are the same in every run."""
        return random.Random(f"{self.name} {purpose}")


_AT = re.compile(r"^# at: (.*?)(?: gives (.*))?$", re.MULTILINE)


def _point(values: str, gives: str) -> Point:
    pairs = (pair.split("=") for pair in values.split(","))
    return Point(
        {name.strip(): ast.literal_eval(value.strip()) for name, value in pairs},
        tuple(part.strip() for part in gives.split(",")) if gives else (),
    )


@dataclass(frozen=True)
class Sample(Case):
    """A case that lies in a file, beside the output that is expected."""

    expected: Path


def samples(folder: Path = SAMPLES) -> Iterator[Sample]:
    """Every sample of `folder`, by name."""
    for path in sorted(folder.glob("*.py")):
        if not path.name.endswith(EXPECTED_SUFFIX):
            expected = path.with_name(path.stem + EXPECTED_SUFFIX)
            yield Sample(path.stem, path.read_bytes(), expected)


def orphans(folder: Path = SAMPLES) -> list[str]:
    """The expected outputs of `folder` without an input."""
    expected = {path.name for path in folder.glob(f"*{EXPECTED_SUFFIX}")}
    return sorted(expected - {sample.expected.name for sample in samples(folder)})
