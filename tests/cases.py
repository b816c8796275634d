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

    # modes: jvp hvp

says that other derivatives than the gradient have expected outputs too, `NAME_jvp.py` and
`NAME_hvp.py` beside `NAME_backward.py`. A gradient for numba, `NAME_numba.py`, counts as another.

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
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from gradgen.api import build
from gradgen.cli import command
from gradgen.pipeline import Result

SAMPLES = Path(__file__).parent.parent / "samples"
PLAIN_SUFFIX = "_plain"

# The derivatives that a file may have: what the names of their functions and files end with.
FUNCTIONS = {"vjp": "backward", "jvp": "jvp", "hvp": "hvp", "split": "backward"}
FUNCTIONS |= {"jacobian": "jacobian", "hessian": "hessian"}
FUNCTIONS |= {"numba": "backward", "optimized": "backward"}
FILES = {**FUNCTIONS, "split": "split", "numba": "numba", "optimized": "optimized"}

# What else is asked for than a mode of the command, and how.
OPTIONS = {
    "vjp": [],
    "split": ["--split"],
    "numba": ["--target", "numba"],
    "optimized": ["-O"],
}


@dataclass(frozen=True)
class Point:
    """Values by parameter, with seeds and sizes; `gives` are the known gradients, as written."""

    values: Mapping[str, Any]
    gives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A source; its options are in its comments.

    Its points and annotations are too, if they are not `told` by another text; `given` are points
    beside those that are written. `mode` is the derivative that is asked for: `split` is the
    gradient in split form, `optimized` the gradient made faster.
    """

    name: str
    source: bytes
    told: str = ""
    given: tuple[Point, ...] = field(default=(), compare=False)
    mode: str = "vjp"

    @cached_property
    def text(self) -> str:
        """The source as Python reads it."""
        return _as_read(self.source)

    @property
    def words(self) -> list[str]:
        """The options of the file as the command gets them."""
        words = shlex.split(self.text.partition("\n")[0].partition("# gradgen:")[2])
        return [*words, *OPTIONS.get(self.mode, ["--mode", self.mode])]

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
            "mode": given["mode"],
            "split": given["split"],
            "target": given["target"],
            "optimize": given["optimize"],
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
        original = re.sub(rf"(_({'|'.join(FUNCTIONS.values())}))+$", "", function)
        return self.annotations.get((original, parameter), "") if found is None else found

    @property
    def suffix(self) -> str:
        """What the names of the generated functions end with."""
        return FUNCTIONS[self.mode]

    @cached_property
    def in_mode(self) -> Mapping[str, Case]:
        """The same file with other derivatives asked for, by mode."""
        made = {mode: Case(self.name, self.source, self.told, self.given, mode) for mode in FILES}
        return {**made, self.mode: self}

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

    @cached_property
    def gradient_source(self) -> str:
        """The gradient alone, without the value."""
        gradient = self.in_mode["vjp"]
        if not gradient.options["with_value"]:
            return gradient.result.source
        return build(self.source, **{**gradient.options, "with_value": False}).source

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

    path: Path = SAMPLES

    @property
    def expected(self) -> Path:
        """The file of the output that is expected."""
        return self.path.with_name(f"{self.path.stem}_{FILES[self.mode]}.py")

    @cached_property
    def modes(self) -> tuple[Sample, ...]:
        """The same sample in the other modes that it has expected outputs for."""
        named = re.search(r"^# modes: (.*)$", self.text, re.MULTILINE)
        modes = named[1].split() if named else []
        return tuple(replace(self, name=f"{self.name}_{mode}", mode=mode) for mode in modes)


def samples(folder: Path = SAMPLES) -> Iterator[Sample]:
    """Every sample of `folder`, by name."""
    for path in sorted(folder.glob("*.py")):
        if not _is_output(path):
            annotated = path.with_name(f"{path.stem.removesuffix(PLAIN_SUFFIX)}.py")
            told = _as_read(annotated.read_bytes()) if annotated != path else ""
            yield Sample(path.stem, path.read_bytes(), told, path=path)


def samples_in_modes(folder: Path = SAMPLES) -> Iterator[Sample]:
    """Every sample of `folder` in each of the other modes that it names."""
    return (each for sample in samples(folder) for each in sample.modes)


def all_samples(folder: Path = SAMPLES) -> Iterator[Sample]:
    """Every sample of `folder` in every mode that it has."""
    yield from samples(folder)
    yield from samples_in_modes(folder)


def orphans(folder: Path = SAMPLES) -> list[str]:
    """The expected outputs of `folder` without an input."""
    expected = {path.name for path in folder.glob("*.py") if _is_output(path)}
    return sorted(expected - {sample.expected.name for sample in all_samples(folder)})


def _is_output(path: Path) -> bool:
    return path.stem.rpartition("_")[2] in FILES.values()
