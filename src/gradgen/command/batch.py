"""One run of the command: every file through the pipeline, then all of the code or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gradgen.command.attempts import Attempt, each_once, quoted, try_file
from gradgen.command.committing import stamped
from gradgen.command.console import Console, counted
from gradgen.command.destinations import destinations
from gradgen.command.faults import FAULT
from gradgen.command.output_file import unwritable, write_files
from gradgen.command.pictures import ENDINGS, drawn
from gradgen.command.request import Request
from gradgen.diagnostics import Diagnostic, GradgenError

if TYPE_CHECKING:
    from gradgen.command.verifying import Verification, Work


def differentiate_files(
    files: Sequence[str],
    output: str | None,
    request: Request,
    console: Console,
    wish: Verification | None = None,
    *,
    runs: bool = False,
    tests: bool = False,
    picture: str = "",
) -> int:
    """Runs the pipeline on each file and delivers the code; returns the exit code.

    If it `runs`, the code is run first, beside the user's own, and only what is right is delivered;
    to standard output goes the table then. With `tests`, tests are delivered instead of the code,
    with a `picture` what `--emit` calls so.
    """
    ending = ENDINGS.get(picture, ".py")
    targets = destinations(files, output, request.suffix, "test_" if tests else "", ending)
    attempts = [try_file(file, request, console) for file in files]
    found = [diagnostic for attempt in attempts for diagnostic in attempt.diagnostics]
    results = [attempt.result for attempt in attempts if attempt.result]
    if len(results) == len(attempts):
        try:
            texts = [result.source for result in results]
            if picture:
                texts = drawn(_works(files, attempts), picture, output, request, wish, console)
            elif targets:
                texts = [stamped(*each) for each in zip(files, results, targets, strict=True)]
            if wish:
                from gradgen.command.verifying import emitted_tests, verify_files

                works = _works(files, attempts)
                texts = emitted_tests(works, request, wish, targets) if tests else texts
                if runs:
                    found += verify_files(works, request, wish, console)
            if not runs or (targets and not _errors(found)):
                newlines = ["\n" if picture else result.newline for result in results]
                _deliver(texts, newlines, targets, console)
        except GradgenError as error:
            found.extend(error.diagnostics)
    found = each_once(found)
    console.report(found, quoted(attempts, found))
    errors = _errors(found)
    if errors:
        console.summarize(f"gradgen: {counted(errors, 'error')}; no code was written", apart=True)
    return FAULT if any(attempt.faulty for attempt in attempts) else int(errors > 0)


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
