"""The test file of `--emit test`, which compares a committed derivative with differences."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gradgen.diagnostics import Diagnostic, GradgenError
from gradgen.verify import emitted_text as text
from gradgen.verify.child.job import Dim, Input, Job, Question


class Places(NamedTuple):
    """The files that the test reads, seen from its own folder."""

    source: str
    generated: str
    archive: str = ""


def seen_from(folder: Path, source: Path, generated: Path, archive: str) -> Places:
    """The files, seen from the folder of the test."""
    files = [source, generated, *([Path(archive)] if archive else [])]
    return Places(*(Path(os.path.relpath(file, folder)).as_posix() for file in files))


def emitted_test(job: Job, where: Places, *, arrays: bool, line_length: int) -> str:
    """The text of a test of the job's questions, as black has it. Raises GradgenError."""
    import black

    _refuse_what_cannot_run(job)
    parts = [
        text.HEAD.format(
            names=_listed(question.derivative for question in job.questions),
            generated=where.generated,
            originals=_listed(question.function for question in job.questions),
            source=where.source,
        ),
        _imports(job, arrays=arrays),
        text.PLACES.format(**where._asdict(), tolerance=_tolerance(job)),
        text.LOADING,
        text.ARRAYS if arrays else text.NUMBERS,
        text.SECOND if job.questions[0].mode == "hvp" else text.FIRST,
        text.SLOPE,
        *(part for q in job.questions for part in _TestOf(q, job, where, arrays).parts()),
    ]
    return black.format_str("\n\n".join(parts), mode=black.Mode(line_length=line_length))


def _listed(names: Iterator[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _refuse_what_cannot_run(job: Job) -> None:
    """What gradgen reads as if it were there has to be there when a test runs."""
    found = [
        Diagnostic(
            "no-test",
            f"`{question.function}` has no `return`: no test of it can run",
            help=f"add a line to it: return {question.returns}",
        )
        for question in job.questions
        if question.returns
    ]
    if job.supplied:
        found.append(
            Diagnostic(
                "no-test",
                f"`{job.supplied_names[0]}` is called without a definition: no test can run",
                help="define it in the file, or import it",
            )
        )
    if found:
        raise GradgenError(found)


def _imports(job: Job, *, arrays: bool) -> str:
    origins = {each.origin for question in job.questions for each in question.inputs}
    names = ["copy", "importlib.util", *(["inspect"] if "default" in origins else []), "math"]
    names += ["sys"] if arrays else ["random", "sys"]
    return "\n".join(
        [
            *(f"import {name}" for name in names),
            *(["from contextlib import suppress"] if "drawn" in origins else []),
            "from pathlib import Path\n",
            *(["import numpy as np"] if arrays else []),
            "import pytest",
        ]
    )


def _tolerance(job: Job) -> str:
    types = {each.dtype for question in job.questions for each in question.inputs}
    return "1e-3" if types & {"float16", "float32"} else "1e-6"


class _TestOf(NamedTuple):
    """The test of one function."""

    question: Question
    job: Job
    where: Places
    arrays: bool

    def parts(self) -> Iterator[str]:
        """Inputs, value and test, as functions."""
        q, name = self.question, self.question.function
        yield self._inputs()
        yield text.VALUE.format(name=name, call=self._call(f"model.{name}"))
        form = {"vjp": text.VJP, "jvp": text.JVP, "hvp": text.HVP}[q.mode]
        indent = " " * (8 if q.mode == "jvp" else 4)
        yield form.format(
            name=name,
            derivative=q.derivative,
            moving=_names(q.moving),
            chance=self._chance(),
            results=f"\n{indent}".join(self._results()),
            check_value=f"\n{indent}".join(self._check_value()),
        )

    def _chance(self) -> str:
        form = text.NUMPY_CHANCE if self.arrays else text.RANDOM_CHANCE
        return form.format(self.job.seed)

    def _call(self, function: str, *more: str) -> str:
        """A call with the inputs in `at`, by position where nothing else is taken."""
        inputs = self.question.inputs
        first = [f'at["{each.name}"]' for each in inputs if each.kind == "/"]
        named = [f'{each.name}=at["{each.name}"]' for each in inputs if each.kind != "/"]
        return f"{function}({', '.join([*first, *(named if first else ['**at']), *more])})"

    def _results(self) -> Iterator[str]:
        """The statements that give `found`, with the seeds or tangents in `new`."""
        q = self.question
        more = ", ".join(f"{name}=new[{place}]" for place, name in enumerate(q.new))
        if q.forward:
            yield f"value, residuals = {self._call(f'derivative.{q.forward}')}"
            yield f"found = [*flat(derivative.{q.derivative}(residuals, {more}))]"
        else:
            yield f"found = [*flat({self._call(f'derivative.{q.derivative}', more)})]"

    def _check_value(self) -> Iterator[str]:
        count = len(self.question.outputs)
        if self.question.forward:
            yield "assert_same([*flat(value)], outputs)"
        elif self.question.with_value:
            yield f"assert_same(found[:{count}], outputs)"
            yield f"found = found[{count}:]"

    def _inputs(self) -> str:
        inputs, name = self.question.inputs, self.question.function
        pairs = ", ".join(f'"{each.name}": {self._value(each)}' for each in inputs)
        pairs = f"{{{pairs},}}"
        if all(each.origin != "drawn" for each in inputs):
            return text.GIVEN_INPUTS.format(name=name, pairs=pairs)
        return text.DRAWN_INPUTS.format(
            name=name,
            sizes="".join(f"    {size} = {number}\n" for size, number in self._sizes().items()),
            chance=self._chance(),
            pairs=pairs,
            finite="np.all(np.isfinite(output))" if self.arrays else "math.isfinite(output)",
        )

    def _value(self, each: Input) -> str:
        if each.origin == "file":
            return f'np.load(HERE / "{self.where.archive}")["{each.name}"][()]'
        if each.origin == "default":
            function = f"model.{self.question.function}"
            default = f'inspect.signature({function}).parameters["{each.name}"].default'
            return f"1.0 * {default}" if each.moving else default
        return _literal(each) if each.origin == "given" else _drawn(each)

    def _sizes(self) -> dict[str, int]:
        """A number for each name of a size: different ones, in the order of the parameters."""
        found: dict[str, int] = {}
        for each in self.question.inputs:
            for dim in (each.dims or ()) if each.origin == "drawn" else ():
                if isinstance(dim, str):
                    bare = dim.partition("+")[0].partition("-")[0]
                    size = self.job.sizes.get(bare) or self._given_size(bare)
                    found.setdefault(_name(bare), size or 4 + len(found) % 4)
        return found

    def _given_size(self, name: str) -> int | None:
        """The size that a list given for another parameter has."""
        for each in self.question.inputs:
            value = each.value
            for dim in (each.dims or ()) if isinstance(value, list) else ():
                if dim == name:
                    return len(value)
                value = value[0] if isinstance(value, list) and value else []
        return None


def _names(names: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


def _drawn(each: Input) -> str:
    if not each.dims:
        return "chance.uniform(low, 1.0)"
    shape = f"({', '.join(map(_size, each.dims))}{',' if len(each.dims) == 1 else ''})"
    if each.dtype == "bool":
        return f"chance.integers(0, 2, {shape}).astype(bool)"
    if not each.dtype.startswith("float"):
        return f"chance.integers(0, 2, {shape})"
    narrow = "" if each.dtype == "float64" else f".astype(np.{each.dtype})"
    return f"chance.uniform(low, 1.0, {shape}){narrow}"


def _literal(each: Input) -> str:
    value = each.value
    if isinstance(value, list):
        dtype = each.dtype or ("float64" if each.moving else "")
        return f"np.array({value!r}{f', dtype={dtype!r}' if dtype else ''})"
    if each.moving and isinstance(value, int):
        value = float(value)
    shown = repr(value)
    return f'float("{shown}")' if shown.strip("-") in ("inf", "nan") else shown


def _size(dim: Dim) -> str:
    """A size as the test says it: a number, `N`, or `N - 1`."""
    words = str(dim).replace("+", " + ").replace("-", " - ").split()
    return " ".join([_name(words[0]), *words[1:]])


def _name(size: str) -> str:
    """A name for a size that need not be one: of `*batch`, or one that nobody has named."""
    return size.strip("*").replace("?", "size_of_")
