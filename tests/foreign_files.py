"""Files that were not written for gradgen, whole and mutated, and what has to hold of each.

The files are those of Python's standard library, the samples, and the inputs that make promises
hard to keep. A mutation deletes, doubles, swaps or moves in a token or a line. What is looked at is
the same for all: gradgen gives code that compiles, or refuses in words with a place in the file;
it does so in time; and it never fails.
"""

from __future__ import annotations

import ast
import io
import keyword
import random
import re
import signal
import sysconfig
import tokenize
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import pyflakes.checker
import pyflakes.messages

from cases import SAMPLES
from gradgen.diagnostics import Diagnostic, GradgenError, page, render
from gradgen.frontend.reading import decode, read, too_deep
from gradgen.frontend.source import Source
from gradgen.options import Options
from gradgen.pipeline import run
from gradgen.recursion import deep_recursion
from nasty_arrays import NASTY_ARRAYS
from nasty_inputs import NASTY

LIBRARY = Path(sysconfig.get_path("stdlib"))
FORMATS = ("full", "concise", "json", "github")
SECONDS = 60.0


class Outcome(NamedTuple):
    """What became of a file, or of one function of it: accepted, or the slugs of its refusal."""

    accepted: bool
    slugs: tuple[str, ...] = ()


class LateError(Exception):
    """An answer did not come in time."""


@cache
def library_files() -> tuple[Path, ...]:
    """Every file of the standard library, in order; what is installed beside it is none of it."""
    files = (p for p in LIBRARY.rglob("*.py") if "site-packages" not in p.parts)
    return tuple(sorted(p for p in files if "dist-packages" not in p.parts))


def outcomes(data: str | bytes, mode: str, *, each: bool = False) -> Iterator[Outcome]:
    """What becomes of a file; with `each`, of every function at its top alone too.

    Raises AssertionError where a promise is broken, LateError, or whatever gradgen fails with.
    """
    with deep_recursion(), _in_time():
        source = _read(data)
    if isinstance(source, Outcome):
        yield source
        return
    yield _outcome(source, mode)
    names = [n.name for n in source.tree.body if hasattr(n, "args") and hasattr(n, "name")]
    for name in dict.fromkeys(names) if each else ():
        yield _outcome(source, mode, name)


def _read(data: str | bytes) -> Source | Outcome:
    try:
        return read(data, "foreign.py")
    except GradgenError as error:
        return _refused(error, data)


def _outcome(source: Source, mode: str, *functions: str) -> Outcome:
    with deep_recursion(), _in_time():
        try:
            text = run(source, Options(functions=functions, mode=mode)).source
        except GradgenError as error:
            return _refused(error, source.text)
        except RecursionError:
            return _refused(too_deep("foreign.py"), source.text)
    check_output(text)
    return Outcome(True)


def check_output(text: str) -> None:
    """Python takes the text, and every name in it is bound."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
        compile(text, "generated", "exec", dont_inherit=True)
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation:
            _forget_texts(node.annotation)
    told = pyflakes.checker.Checker(tree, "generated").messages
    undefined = [m for m in told if isinstance(m, pyflakes.messages.UndefinedName)]
    assert not undefined, f"{undefined[0]} in\n{text}"


def _refused(error: GradgenError, data: str | bytes) -> Outcome:
    """The refusal, if it is as refusals have to be: in order, in words, in the file."""
    found = error.diagnostics
    assert found, "a refusal without a reason"
    assert list(found) == sorted(found, key=lambda d: d.place), "not in order"
    assert len({(d.place, d.slug, d.message) for d in found}) == len(found), "told twice"
    text = data if isinstance(data, str) else data.decode("utf-8", "replace")
    try:
        text = decode(data, "foreign.py")[0]
    except GradgenError:
        text = text.removeprefix("\ufeff")
    for diagnostic in found:
        _check_finding(diagnostic, text.split("\n"))
    for form in FORMATS:
        render(found, {"foreign.py": text}, output_format=form, color=False)
    return Outcome(False, tuple(d.slug for d in found if d.severity == "error"))


def _check_finding(finding: Diagnostic, lines: list[str]) -> None:
    assert finding.slug != "internal", finding.message
    assert page(finding.slug), f"no page for {finding.slug}"
    assert finding.help, f"no next step: {finding}"
    assert len(finding.message.splitlines()) == 1, f"no title: {finding.message!r}"
    for label in finding.labels:
        start, end = label.span.start, label.span.end
        assert 1 <= start.line <= end.line <= len(lines), f"no such line: {finding} {start} {end}"
        assert 0 <= start.column <= len(lines[start.line - 1]), f"no such column: {finding} {start}"
        assert start <= end, f"ends before it starts: {finding} {start} {end}"


def _forget_texts(annotation: ast.expr) -> None:
    """The sizes in `Float[np.ndarray, "N D"]` are no names."""
    for node in ast.walk(annotation):
        if isinstance(node, ast.Constant):
            node.value = 0


@contextmanager
def _in_time() -> Iterator[None]:
    """Raise LateError in the block if it takes longer than any answer may, of this process's time.

    How busy the machine is with other things does not matter.
    """

    def late(signum: int, frame: FrameType | None) -> None:
        raise LateError(f"no answer within {SECONDS:.0f} s")

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)


@cache
def _originals() -> tuple[tuple[str, ...], ...]:
    """The texts that mutants are made of, by where they come from."""
    small = (p for p in library_files() if p.stat().st_size < 20_000)
    return (
        tuple(p.read_text("utf-8") for p in sorted(SAMPLES.glob("*.py"))),
        tuple(case.source.decode("utf-8-sig") for case in (*NASTY, *NASTY_ARRAYS)),
        tuple(p.read_bytes().decode("utf-8", "replace") for p in small),
    )


def mutant(chance: random.Random) -> str:
    """A sample, a nasty input or a file of the standard library, with a few small changes."""
    (kind,) = chance.choices(range(3), (5, 4, 1))
    return mutated(chance.choice(_originals()[kind]), chance)


def mutated(text: str, chance: random.Random) -> str:
    """The text with one to three small changes, of tokens or of lines."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        parts = text.splitlines(keepends=True) if chance.random() < 0.3 else _tokens(text)
        if parts:
            text = "".join(_changed(parts, chance))
    return text


def _changed(parts: list[str], chance: random.Random) -> list[str]:
    """One part deleted, doubled, swapped with another, or put elsewhere too."""
    solid = [i for i, part in enumerate(parts) if part.strip()] or [0]
    one, other = chance.choice(solid), chance.choice(solid)
    if chance.random() < 0.7:  # most texts are still Python if a name takes a name's place
        alike = [i for i in solid if _sort(parts[i]) == _sort(parts[one])]
        other = chance.choice(alike)
    match chance.choice((0, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4)):
        case 0:
            parts[one] = ""
        case 1:
            parts[one] += " " + parts[one]
        case 2:
            parts[one], parts[other] = parts[other], parts[one]
        case 3:
            parts[one] = parts[other]
        case _:
            parts[one] = parts[other] + " " + parts[one]
    return parts


def _sort(part: str) -> str:
    """What a token or line looks like: a name, a number, a text, a sign, so far indented."""
    if part.strip() in keyword.kwlist:
        return part
    return re.sub(r"[^\W\d]\w*", "a", re.sub(r"[\d.]+", "0", part[: len(part.rstrip())]))[:12]


def _tokens(text: str) -> list[str]:
    """The tokens of the text and what stands between them; joined, they are the text again."""
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    parts, at = [], 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            start = starts[min(token.start[0] - 1, len(lines))] + token.start[1]
            if start < at or not token.string.strip():
                continue
            parts += [text[at:start], token.string]
            at = start + len(token.string)
    except (tokenize.TokenError, SyntaxError):
        pass  # the rest is one part
    return [*parts, text[at:]]
