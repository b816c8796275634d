"""One file through the pipeline: what comes of it, or what stands in the way."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from gradgen.command.black_settings import line_length_for
from gradgen.command.console import Console
from gradgen.command.faults import internal, trace
from gradgen.command.inputs import quotable, read_bytes, settings_folder, shown_name
from gradgen.command.request import Request
from gradgen.diagnostics import Diagnostic, GradgenError

if TYPE_CHECKING:
    from gradgen.pipeline import Result


class Attempt(NamedTuple):
    """What became of one file: a result, or the errors that stand in its way."""

    name: str
    data: bytes
    result: Result | None
    diagnostics: tuple[Diagnostic, ...]
    faulty: bool = False


def try_file(file: str, request: Request, console: Console) -> Attempt:
    """Reads and differentiates one file; whatever goes wrong is told in the attempt."""
    name, data, start = shown_name(file), b"", perf_counter()
    try:
        data = read_bytes(file)
        result = _build(file, data, request)
    except GradgenError as error:
        return Attempt(name, data, None, error.diagnostics)
    except Exception as fault:
        console.detail(trace(fault))
        return Attempt(name, data, None, (internal(fault, name),), faulty=True)
    spent = 1000 * (perf_counter() - start)
    functions = ", ".join(result.functions)
    parameters = f" by {', '.join(request.wrt)}" if request.wrt else ""
    console.detail(f"gradgen: {name}: differentiated {functions}{parameters} in {spent:.0f} ms")
    return Attempt(name, data, result, result.warnings)


def _build(file: str, data: bytes, request: Request) -> Result:
    from gradgen.api import build
    from gradgen.project.rules import rules_in

    folder = settings_folder(file)
    return build(
        data,
        filename=shown_name(file),
        function=request.functions or None,
        wrt=request.wrt,
        shape=request.shapes,
        mode=request.mode,
        with_value=request.with_value,
        split=request.split,
        by=request.by,
        target=request.target,
        wrap=request.wrap,
        optimize=request.optimize,
        line_length=request.line_length or line_length_for(folder),
        rules=rules_in(folder),
    )


class Quotable(Protocol):
    """A file that was read."""

    @property
    def name(self) -> str:
        """What messages call it."""

    @property
    def data(self) -> bytes:
        """Its content, empty where nothing of it is quoted."""


def quoted(files: Iterable[Quotable], found: Iterable[Diagnostic]) -> dict[str, str]:
    """The texts of the files that the findings quote."""
    data = {file.name: file.data for file in files if file.data}
    names = {label.span.filename for diagnostic in found for label in diagnostic.labels}
    for name in names - data.keys():  # a file of settings
        data[name] = Path(name).read_bytes() if os.path.isfile(name) else b""
    return {name: quotable(data[name], name) for name in names}


def each_once(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Two files may share a pyproject.toml, and what is wrong with it."""
    return list({(d.slug, d.place, d.message): d for d in found}.values())
