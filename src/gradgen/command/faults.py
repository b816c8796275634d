"""Faults of gradgen itself: no traceback reaches the user, but what is worth reporting does."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from gradgen.command.console import Console
from gradgen.diagnostics import Diagnostic
from gradgen.version import __version__

INTERRUPTED, PIPE_CLOSED, FAULT = 130, 141, 123
"""Exit codes: the first two are the shell's own for a process that SIGINT or SIGPIPE ended."""

_PACKAGE = Path(__file__).resolve().parents[1]
_LONGEST_MESSAGE = 200


def guarded(action: Callable[[], int], console: Console) -> int:
    """The exit code of `action`, whatever happens in it; wrong usage is left to the caller."""
    try:
        return action()
    except click.ClickException:
        raise
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return PIPE_CLOSED
    except Exception as fault:
        console.report([internal(fault)], {})
        console.detail(trace(fault))
        return FAULT


def internal(fault: BaseException, file: str = "") -> Diagnostic:
    """The diagnostic of an exception that should not have been: what happened, what to report."""
    where = f" on {file}" if file else ""
    message = str(fault)[:_LONGEST_MESSAGE]
    return Diagnostic(
        "internal",
        f"gradgen itself failed{where}: {type(fault).__name__}: {message}".rstrip(": "),
        help="this is a fault of gradgen; please report it with your file and these lines:\n"
        f"gradgen {__version__}, Python {sys.version.split()[0]} on {sys.platform}\n"
        f"{type(fault).__name__} at {_location(fault)}",
    )


def trace(fault: BaseException) -> str:
    """The traceback, for those who ask for it."""
    import traceback

    return "".join(traceback.format_exception(fault)).rstrip()


def _location(fault: BaseException) -> str:
    """The innermost place, and the innermost one in gradgen if that is another."""
    import traceback

    frames = list(traceback.walk_tb(fault.__traceback__))
    places = [(Path(f.f_code.co_filename), line, f.f_code.co_name) for f, line in frames]
    own = [p for p in places if p[0].is_relative_to(_PACKAGE)]
    told = dict.fromkeys(places[-1:] + own[-1:])
    return ", called from ".join(_place(*place) for place in told) or "an unknown place"


def _place(file: Path, line: int, function: str) -> str:
    inside = file.is_relative_to(_PACKAGE)
    name = file.relative_to(_PACKAGE.parent).as_posix() if inside else file.name
    return f"{name}:{line} in {function}"
