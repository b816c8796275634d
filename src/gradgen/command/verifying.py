"""What `--verify` adds to a run: the options that belong to it, and each file's table."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
from click.core import ParameterSource

from gradgen.command.black_settings import line_length_for
from gradgen.command.console import Console
from gradgen.command.inputs import STDIN, settings_folder, shown_name
from gradgen.diagnostics import Diagnostic, GradgenError

if TYPE_CHECKING:
    from gradgen.command.request import Request
    from gradgen.pipeline import Result
    from gradgen.verify.given import Given
    from gradgen.verify.verification import Subject


class Verification(NamedTuple):
    """The options of `--verify`, as they were given; a bound of 0 is none."""

    at: tuple[str, ...] = ()
    seed: int = 0
    timeout: float = 60.0
    memory: int = 4096

    def given(self) -> Given:
        """The inputs. Raises click.BadParameter."""
        from gradgen.verify.given import read_given

        try:
            return read_given(self.at)
        except ValueError as wrong:
            raise _bad_at(str(wrong)) from None


def refuse_idle_options(*, runs: bool, tests: bool) -> None:
    """Raises click.UsageError for options of a run where nothing is to be run or tested."""
    context = click.get_current_context()
    for name in ("at", "seed", "timeout", "memory"):
        is_of_tests = name in ("at", "seed")
        is_given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if is_given and not runs and not (tests and is_of_tests):
            whole = "--verify, --emit test or a picture" if is_of_tests else "--verify"
            raise click.UsageError(f"--{name} goes with {whole}.", context)


def check_target(target: str) -> None:
    """Raises click.UsageError where what is generated needs more to run than the user's file."""
    if target != "auto":
        message = "--verify, --emit test and --at run the output as it is without --target."
        raise click.UsageError(message, click.get_current_context(silent=True))


class Work(NamedTuple):
    """A file and what was generated from it; `name` is what messages call it."""

    file: str
    name: str
    data: bytes
    result: Result


def verify_files(
    works: Sequence[Work], request: Request, wish: Verification, console: Console
) -> list[Diagnostic]:
    """Runs each file beside what was generated from it, and writes the tables; what was found."""
    from gradgen.command.output_file import unwritable
    from gradgen.verify.verification import Terms, job_for, verify

    given = wish.given()
    subjects = [subject(work, request) for work in works]
    check_names(given, subjects)
    terms = Terms(given, wish.seed, wish.timeout, wish.memory, console.verbose)
    tables: list[str] = []
    found: list[Diagnostic] = []
    for each in subjects:
        try:
            job = job_for(each, terms)
        except GradgenError as error:
            found += error.diagnostics
            continue
        console.summarize(f"executing {each.name} in a process of its own")
        report = verify(each, job, terms)
        tables += [report.text] if report.text else []
        found += report.findings
    try:
        console.put("\n".join(tables))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable("standard output", error) from None
    return found


def emitted_tests(
    works: Sequence[Work], request: Request, wish: Verification, targets: Sequence[Path] | None
) -> list[str]:
    """For each file a test of what is generated from it, which lies beside it as `-o FOLDER` has
    it. Raises GradgenError."""
    from gradgen.command.committing import seen_from
    from gradgen.verify.emitted import Places, emitted_test
    from gradgen.verify.verification import Terms, job_for

    if any(work.name == shown_name(STDIN) for work in works):
        message = "--emit test needs the name of a file: a test imports it."
        raise click.UsageError(message, click.get_current_context(silent=True))
    given = wish.given()
    subjects = [subject(work, request) for work in works]
    check_names(given, subjects)
    texts = []
    for place, each in enumerate(subjects):
        job = job_for(each, Terms(given, wish.seed))
        if job.stops.calls:
            message = f"{each.name} stops gradients: a test has no differences to compare them with"
            raise click.UsageError(f"{message}, but --verify has.", click.get_current_context())
        generated = each.path.with_name(f"{each.path.stem}_{request.suffix}.py")
        target = targets[place].absolute() if targets else generated
        files = [str(each.path), str(generated), job.folders[0]]
        files += [job.archive] if job.archive else []
        where = Places(*(seen_from(target, file) for file in files))
        length = request.line_length or line_length_for(settings_folder(works[place].file))
        texts.append(emitted_test(job, where, each.result.original, line_length=length))
    return texts


def subject(work: Work, request: Request) -> Subject:
    """A file as `gradgen.verify` knows it."""
    from gradgen.verify.verification import Subject

    is_nameless = work.name == shown_name(STDIN)
    path = Path(os.path.abspath("stdin.py" if is_nameless else work.name))
    mode, with_value, by = request.mode, request.with_value, request.by
    return Subject(work.name, path, work.data, work.result, mode, with_value, by)


def check_names(given: Given, subjects: Sequence[Subject], *, is_picture: bool = False) -> None:
    """Raises click.BadParameter where `--at` names what no function has."""
    from gradgen.verify.verification import known_names, upstream_names

    known, upstream = known_names(subjects), upstream_names(subjects)
    known |= upstream if is_picture else frozenset()
    for name in given.values:
        if name in upstream and name not in known:
            raise _bad_at(f"{name} is drawn for a verification, and given for a picture alone.")
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, sorted(known), 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise _bad_at(f"No function has a parameter {name}.{hint}")


def _bad_at(message: str) -> click.BadParameter:
    context = click.get_current_context(silent=True)
    return click.BadParameter(message, context, param_hint="'--at'")
