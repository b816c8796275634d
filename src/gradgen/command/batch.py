"""One run of the command: every file through the pipeline, then all of the code or none."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import click

from gradgen.command.black_settings import line_length_for
from gradgen.command.console import Console
from gradgen.command.destinations import destinations
from gradgen.command.faults import FAULT, internal, trace
from gradgen.command.inputs import quotable, read_bytes, settings_folder, shown_name
from gradgen.command.output_file import unwritable, write_files
from gradgen.diagnostics import Diagnostic, GradgenError
from gradgen.options import misuse

if TYPE_CHECKING:
    from gradgen.command.verifying import Verification, Work
    from gradgen.pipeline import Result


class Request(NamedTuple):
    """What is asked of each file; a line length of `None` is looked up in the file's project."""

    functions: tuple[str, ...]
    wrt: tuple[str, ...] | None
    shapes: Mapping[str, str]
    mode: str
    with_value: bool
    split: bool
    by: str
    line_length: int | None

    @property
    def suffix(self) -> str:
        """What the names of generated functions and files end with."""
        return "backward" if self.mode == "vjp" else self.mode

    @staticmethod
    def of(
        functions: tuple[str, ...],
        wrt: str | None,
        shapes: tuple[str, ...],
        mode: str,
        with_value: bool,
        split: bool,
        by: str,
        line_length: int | None,
    ) -> Request:
        """The request in the words of the command line. Raises click.BadParameter."""
        found = misuse(mode, with_value=with_value, split=split, by=by)
        if found:
            context = click.get_current_context(silent=True)
            raise click.BadParameter(found.why, context, param_hint=f"'--{found.option}'")
        names = None if wrt is None else tuple(n.strip() for n in wrt.split(",") if n.strip())
        if names == ():
            context = click.get_current_context(silent=True)
            raise click.BadParameter("It names no parameter.", context, param_hint="'--wrt'")
        dims = dict(map(_shape, shapes))
        return Request(functions, names, dims, mode, with_value, split, by, line_length)


def _shape(given: str) -> tuple[str, str]:
    """`x=N,D` as a parameter and its shape. Raises click.BadParameter."""
    name, equals, shape = given.partition("=")
    if not equals or not name.strip().isidentifier():
        context = click.get_current_context(silent=True)
        raise click.BadParameter(
            f"{given!r} is not of the form X=N,D.", context, param_hint="'--shape'"
        )
    return name.strip(), shape


class Attempt(NamedTuple):
    """What became of one file: a result, or the errors that stand in its way."""

    name: str
    data: bytes
    result: Result | None
    diagnostics: tuple[Diagnostic, ...]
    faulty: bool = False


def differentiate_files(
    files: Sequence[str],
    output: str | None,
    request: Request,
    console: Console,
    wish: Verification | None = None,
    *,
    runs: bool = False,
    tests: bool = False,
) -> int:
    """Runs the pipeline on each file and delivers the code; returns the exit code.

    If it `runs`, the code is run first, beside the user's own, and only what is right is delivered;
    to standard output goes the table then. With `tests`, tests are delivered instead of the code.
    """
    targets = destinations(files, output, request.suffix, "test_" if tests else "")
    attempts = [_attempt(file, request, console) for file in files]
    found = [diagnostic for attempt in attempts for diagnostic in attempt.diagnostics]
    results = [attempt.result for attempt in attempts if attempt.result]
    if len(results) == len(attempts):
        try:
            texts = [result.source for result in results]
            if wish:
                from gradgen.command.verifying import emitted_tests, verify_files

                works = _works(files, attempts)
                texts = emitted_tests(works, request, wish, targets) if tests else texts
                if runs:
                    found += verify_files(works, request.mode, request.with_value, wish, console)
            if not runs or (targets and not _errors(found)):
                _deliver(texts, [result.newline for result in results], targets, console)
        except GradgenError as error:
            found.extend(error.diagnostics)
    found = _each_once(found)
    console.report(found, _sources(attempts, found))
    errors = _errors(found)
    if errors:
        console.summarize(f"gradgen: {_counted(errors, 'error')}; no code was written", apart=True)
    return FAULT if any(attempt.faulty for attempt in attempts) else int(errors > 0)


def _attempt(file: str, request: Request, console: Console) -> Attempt:
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
        line_length=request.line_length or line_length_for(settings_folder(file)),
    )


def _works(files: Sequence[str], attempts: Sequence[Attempt]) -> list[Work]:
    from gradgen.command.verifying import Work

    return [
        Work(file, attempt.name, attempt.data, attempt.result)
        for file, attempt in zip(files, attempts, strict=True)
        if attempt.result
    ]


def _errors(found: Iterable[Diagnostic]) -> int:
    return sum(diagnostic.severity == "error" for diagnostic in found)


def _deliver(
    texts: Sequence[str], newlines: Sequence[str], targets: list[Path] | None, console: Console
) -> None:
    if targets is None:
        try:
            console.put("\n\n".join(texts))
        except BrokenPipeError:
            raise
        except OSError as error:
            raise unwritable("standard output", error) from None
        return
    ended = (text.replace("\n", end) for text, end in zip(texts, newlines, strict=True))
    written = write_files({p: t.encode() for p, t in zip(targets, ended, strict=True)})
    for path in targets:
        console.summarize(f"{'wrote' if path in written else 'unchanged:'} {path}")


def _sources(attempts: Iterable[Attempt], found: Iterable[Diagnostic]) -> dict[str, str]:
    """The texts of the files that the findings quote."""
    data = {attempt.name: attempt.data for attempt in attempts}
    names = {label.span.filename for diagnostic in found for label in diagnostic.labels}
    for name in names - data.keys():  # a file of settings
        data[name] = Path(name).read_bytes() if os.path.isfile(name) else b""
    return {name: quotable(data[name], name) for name in names}


def _each_once(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Two files may share a pyproject.toml, and what is wrong with it."""
    return list({(d.slug, d.place, d.message): d for d in found}.values())


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
