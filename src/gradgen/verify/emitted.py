"""The test file of `--emit test`, which compares a committed derivative with differences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gradgen.ir.program import Program
from gradgen.verify import emitted_text as text
from gradgen.verify.child.job import Job
from gradgen.verify.emitted_function import TestOf, has_narrow, quoted
from gradgen.verify.emitted_library import (
    IN_DOUBLE,
    RANDOM_NUMBER,
    EmittedLibrary,
    emitted_library_of,
)


class Places(NamedTuple):
    """The files that the test reads, seen from its own folder."""

    source: str
    generated: str
    root: str
    archive: str = ""


def emitted_test(job: Job, where: Places, program: Program, *, line_length: int) -> str:
    """The text of a test of the job's questions, as black has it."""
    import black

    library = emitted_library_of(program)
    parts = [*_beginning(job, where, library, arrays=program.arrays)]
    for question in job.questions:
        parts += TestOf(question, job, where.archive, program.arrays, library).parts()
    return black.format_str("\n\n".join(parts), mode=black.Mode(line_length=line_length))


def _beginning(
    job: Job, where: Places, library: EmittedLibrary | None, *, arrays: bool
) -> Iterator[str]:
    """All that comes before what belongs to one function."""
    first = job.questions[0]
    yield text.HEAD.format(
        names=_listed(question.derivative for question in job.questions),
        generated=where.generated,
        originals=_listed(question.function for question in job.questions),
        source=where.source,
    )
    yield _imports(job, library, arrays=arrays)
    if library:
        yield library.settings
    root = text.ROOT.format(package=job.package, root=where.root) if job.package else ""
    yield text.PLACES.format(**where._asdict() | {"root": root}, tolerance=_tolerance(job))
    yield text.LOAD_IN_PACKAGE if job.package else text.LOAD
    yield from _modules(job, where, library)
    yield text.FLAT
    if library:
        yield library.crossing()
    number = RANDOM_NUMBER if job.array_module else ""
    yield text.ARRAYS.format(number=number) if arrays else text.NUMBERS
    if library and any(map(has_narrow, job.questions)):
        yield IN_DOUBLE
    if first.with_value or first.forward:
        yield text.ARRAY_VALUES if arrays else text.NUMBER_VALUES
    yield text.MOVED
    yield text.SECOND if first.mode in ("hvp", "hessian") else text.FIRST
    yield text.SLOPE


def _listed(names: Iterator[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _imports(job: Job, library: EmittedLibrary | None, *, arrays: bool) -> str:
    origins = {each.origin for question in job.questions for each in question.inputs}
    lacks_return = any(question.returns for question in job.questions)
    names = ["copy", "importlib.util", "math", "sys"]
    names += ["inspect"] if "default" in origins else []
    names += ["random"] if not arrays else []
    names += ["ast"] if lacks_return else []
    has_numpy = arrays or "file" in origins
    foreign = {
        *(line for line in job.supplied.imports if not line.endswith(" as np")),
        *(library.imports if library else ()),
        *(["import numpy as np"] if has_numpy else []),
        "import pytest",
    }
    return "\n".join(
        [
            *(f"import {name}" for name in sorted(names)),
            "from contextlib import suppress",
            "from pathlib import Path\n",
            *sorted(foreign - {"import math"}, key=lambda line: line.split()[1]),
        ]
    )


def _modules(job: Job, where: Places, library: EmittedLibrary | None) -> Iterator[str]:
    returns = {q.function: q.returns for q in job.questions if q.returns}
    if returns:
        yield text.LOAD_WITH_RETURNS
        pairs = ", ".join(f"{quoted(name)}: {quoted(value)}" for name, value in returns.items())
        yield text.MODULES.format(model=f"load_with_returns(SOURCE, {{{pairs}}})")
    else:
        yield text.MODULES.format(model="load(SOURCE)")
    if job.supplied.names:
        name = library.name if library else "np"
        yield text.SUPPLIED.format(
            source=Path(where.source).name,
            definitions=re.sub(r"(?<![.\w])np\.", f"{name}.", job.supplied.definitions.strip()),
            assignments="\n".join(f"model.{name} = {name}" for name in job.supplied.names),
        )


def _tolerance(job: Job) -> str:
    types = {each.dtype for question in job.questions for each in question.inputs}
    return "1e-3" if types & {"float16", "float32"} else "1e-6"
