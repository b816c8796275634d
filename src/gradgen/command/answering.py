"""Answers the command line: which part of `gradgen.command` does what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gradgen.command.asked import Asked
from gradgen.command.console import Console

if TYPE_CHECKING:
    from gradgen.command.request import Request
    from gradgen.command.verifying import Verification


def answer(asked: Asked, console: Console) -> int:
    """Does what is asked; returns the exit code. Raises click.UsageError for wrong usage."""
    if asked.is_for_reference:
        from gradgen.command.rules import tell_reference

        return tell_reference(asked.explain, console)
    from gradgen.command.inputs import named_inputs
    from gradgen.command.jobs import has_folder

    request = _request(asked)
    if asked.verify_rules:
        return _verified_rules(asked, request, console)
    inputs = named_inputs(asked.files, asked.stdin_filename)
    is_upkeep = asked.check or asked.diff or asked.watch or not asked.files
    if is_upkeep or has_folder(asked.files, asked.output):
        return _kept_up(asked, inputs, request, console)
    return _differentiated(asked, inputs, request, console)


def _request(asked: Asked) -> Request:
    from gradgen.command.request import Request

    request = Request.of(
        asked.functions,
        asked.wrt,
        asked.shapes,
        asked.mode,
        asked.with_value,
        asked.split,
        asked.by or "",
        asked.line_length,
        asked.target,
        asked.wrap or "",
        asked.optimize,
    )
    if request.wrap and asked.is_more_than_source:
        raise click.UsageError("--verify and --emit are for derivatives without --wrap.")
    return request


def _wish(asked: Asked) -> Verification:
    from gradgen.command.verifying import Verification

    return Verification(asked.at, asked.seed, asked.timeout, asked.memory)


def _verified_rules(asked: Asked, request: Request, console: Console) -> int:
    from gradgen.command.rules import verify_rules

    if asked.files or asked.output or request != type(request).of(shapes=asked.shapes):
        raise click.UsageError("--verify-rules goes with no FILE, and with no derivative.")
    return verify_rules(_wish(asked), request.shapes, console)


def _kept_up(asked: Asked, inputs: list[str], request: Request, console: Console) -> int:
    """Committed files, folders, or the targets of the project."""
    from gradgen.command.upkeep import Upkeep

    if asked.is_more_than_source:
        raise click.UsageError("--verify and --emit need a FILE, and go with no --check.")
    upkeep = Upkeep(inputs, asked.output, request, console)
    return upkeep.carry_out(check=asked.check, diff=asked.diff, watch=asked.watch)


def _differentiated(asked: Asked, inputs: list[str], request: Request, console: Console) -> int:
    """Files, each with what was generated from it."""
    from gradgen.command.batch import differentiate_files
    from gradgen.command.verifying import check_target, refuse_idle_options

    runs = asked.verify or asked.shows_values
    refuse_idle_options(runs=runs, tests=asked.tests)
    if not runs and not asked.tests:
        return differentiate_files(inputs, asked.output, request, console, picture=asked.picture)
    check_target(asked.target)
    return differentiate_files(
        inputs,
        asked.output,
        request,
        console,
        _wish(asked),
        runs=asked.verify,
        tests=asked.tests,
        picture=asked.picture,
    )
