"""A mutant on trial: the tests that concern it are run until one fails."""

from __future__ import annotations

import signal
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import NamedTuple

import pytest

from gradgen.rules.book import rule_named
from mutation.checks import Check, checks_of
from mutation.mutants import Mutant
from mutation.patching import put_in, put_in_module

LIMIT = 20.0
"""How many seconds of the processor a test may take: a mutant may never come to an end."""


class Verdict(NamedTuple):
    """What became of a mutant: `refused` by the reader, `caught` by a test, or `survived`."""

    outcome: str
    test: str = ""


def judge(
    mutant: Mutant, first: Iterable[Check] = (), limit: int | None = None
) -> tuple[Verdict, Check | None]:
    """Run the tests of a mutant, those in `first` before the others, until one fails.

    Gives the test that failed too. That it does not fail without the mutant is looked at. With a
    `limit` no more tests are run than that.
    """
    if is_refused(mutant):
        return Verdict("refused"), None
    tests = {check.name: check for check in (*first, *checks_of(mutant))}
    for check in islice(tests.values(), limit):
        if fails(check, mutant):
            assert _is_sound(check), f"{check.name} fails without any mutant"
            return Verdict("caught", check.name), check
    return Verdict("survived"), None


_SOUND: set[str] = set()


def _is_sound(check: Check) -> bool:
    """Whether a test passes as things are."""
    if check.name not in _SOUND and not fails(check):
        _SOUND.add(check.name)
    return check.name in _SOUND


def is_refused(mutant: Mutant) -> bool:
    """Whether the reader does not take the text of a rule at all."""
    if mutant.subject.sort != "rule":
        return False
    try:
        with put_in(mutant):
            rule_named(mutant.subject.name)
    except Exception:
        return True
    return False


def fails(check: Check, mutant: Mutant | None = None) -> bool:
    """Whether a test fails, with a mutant put in."""
    try:
        with warnings.catch_warnings(), _bounded():
            warnings.simplefilter("ignore")
            if mutant is None:
                check.run()
                return False
            with (put_in_module if check.of_modules else put_in)(mutant):
                check.run()
    except (Exception, pytest.fail.Exception):
        return True
    return False


@contextmanager
def _bounded() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError

    previous = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)
