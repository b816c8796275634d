"""A case: the text of a file with its options and its points, and what gradgen makes of it.

A sample is a case in `samples/`, beside its expected output. Lines of its first comment that start
with a word and a colon say more:

    # gradgen: --wrt w,b --with-value
    # at: x=-2, y=5, z=-4 gives -4, -4, 3
    # at: x=1, grad_out=2
    # at: x=[[1, 2, 3]], w=[[1], [0], [2]], grad_y=[[5]]
    # at: N=4, D=3, labels=[0, 2, 1, 1]

The first line gives options; each `at:` a point to try, with the gradients there if they are known
(compared to as many digits as are written), and with upstream gradients if they matter.

An array is written as a list. An array that is not written is drawn at random: its shape stands in
the annotation of its parameter, and the names there are sizes, such as `N=4`. So are numbers that
are not written and have no default.

`NAME_plain.py` is `NAME.py` without annotations. It is tried at the points of `NAME.py`, with the
arrays that are annotated there.
"""

from __future__ import annotations

import ast
import codecs
import random
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from gradgen.api import build
from gradgen.cli import command
from gradgen.pipeline import Result

SAMPLES = Path(__file__).parent.parent / "samples"
EXPECTED_SUFFIX = "_backward.py"
PLAIN_SUFFIX = "_plain"


@dataclass(frozen=True)
class Point:
    """Values by parameter, with seeds and sizes; `gives` are the known gradients, as written."""

    values: Mapping[str, Any]
    gives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A source; its options are in its comments.

    Its points and annotations are too, if they are not `told` by another text; `given` are points
    beside those that are written.
    """

    name: str
    source: bytes
    told: str = ""
    given: tuple[Point, ...] = field(default=(), compare=False)

    @cached_property
    def text(self) -> str:
        """The source as Python reads it."""
        return _as_read(self.source)

    @property
    def words(self) -> list[str]:
        """The options of the file as the command gets them."""
        return shlex.split(self.text.partition("\n")[0].partition("# gradgen:")[2])

    @cached_property
    def options(self) -> Mapping[str, Any]:
        """The same as arguments of `gradgen.build`."""
        given = command.make_context("gradgen", self.words).params
        shapes = (shape.partition("=") for shape in given["shapes"])
        return {
            "function": given["functions"],
            "wrt": given["wrt"],
            "shape": {name: dims for name, _, dims in shapes},
            "with_value": given["with_value"],
            "split": given["split"],
            "line_length": given["line_length"] or 88,
        }

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """The points that are given or that the file names."""
        return self.given or tuple(_point(*found) for found in _AT.findall(self.told or self.text))

    @cached_property
    def annotations(self) -> Mapping[tuple[str, str], str]:
        """What stands behind the colon of each parameter, by function and parameter."""
        return _annotations(self.told or self.text)

    def annotation(self, function: str, parameter: str) -> str:
        """The annotation of a parameter, also where `function` is a generated one."""
        found = self.annotations.get((function, parameter))
        original = function.removesuffix("_backward")
        return self.annotations.get((original, parameter), "") if found is None else found

    @cached_property
    def result(self) -> Result:
        """What gradgen makes of the file."""
        return build(self.source, filename=f"{self.name}.py", **self.options)

    @cached_property
    def valued(self) -> Result:
        """The same with the value beside the gradients."""
        if self.options["with_value"]:
            return self.result
        return build(self.source, **{**self.options, "with_value": True})

    def chance(self, purpose: str) -> random.Random:
        """Random numbers that are the same in every run."""
        return random.Random(f"{self.name} {purpose}")


_AT = re.compile(r"^# at: (.*?)(?: gives (.*))?$", re.MULTILINE)


def _as_read(source: bytes) -> str:
    return source.removeprefix(codecs.BOM_UTF8).decode().replace("\r\n", "\n")


def _point(values: str, gives: str) -> Point:
    call = ast.parse(f"point({values})", mode="eval").body
    assert isinstance(call, ast.Call)
    return Point(
        {pair.arg: ast.literal_eval(pair.value) for pair in call.keywords if pair.arg},
        tuple(_parts(gives)) if gives else (),
    )


def _parts(text: str) -> Iterator[str]:
    """What stands between commas that are in no brackets."""
    row = ast.parse(f"[{text}]", mode="eval").body
    assert isinstance(row, ast.List)
    for part in row.elts:
        yield ast.get_source_segment(f"[{text}]", part) or ""


def _annotations(text: str) -> Mapping[tuple[str, str], str]:
    found = {}
    for function in ast.parse(text).body:
        if isinstance(function, ast.FunctionDef):
            signature = function.args
            for a in (*signature.posonlyargs, *signature.args, *signature.kwonlyargs):
                if a.annotation:
                    found[function.name, a.arg] = ast.unparse(a.annotation).strip("'\"")
    return found


@dataclass(frozen=True)
class Sample(Case):
    """A case that lies in a file, beside the output that is expected."""

    expected: Path = SAMPLES


def samples(folder: Path = SAMPLES) -> Iterator[Sample]:
    """Every sample of `folder` whose gradient is one function, by name."""
    return (sample for sample in all_samples(folder) if "--split" not in sample.words)


def split_samples(folder: Path = SAMPLES) -> Iterator[Sample]:
    """Those whose gradient is split into two functions."""
    return (sample for sample in all_samples(folder) if "--split" in sample.words)


def all_samples(folder: Path = SAMPLES) -> Iterator[Sample]:
    """Every sample of `folder`, by name."""
    for path in sorted(folder.glob("*.py")):
        if not path.name.endswith(EXPECTED_SUFFIX):
            expected = path.with_name(path.stem + EXPECTED_SUFFIX)
            annotated = path.with_name(f"{path.stem.removesuffix(PLAIN_SUFFIX)}.py")
            told = _as_read(annotated.read_bytes()) if annotated != path else ""
            yield Sample(path.stem, path.read_bytes(), told, expected=expected)


def orphans(folder: Path = SAMPLES) -> list[str]:
    """The expected outputs of `folder` without an input."""
    expected = {path.name for path in folder.glob(f"*{EXPECTED_SUFFIX}")}
    return sorted(expected - {sample.expected.name for sample in all_samples(folder)})
