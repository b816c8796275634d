"""The score: what became of many mutants, by the kind of change."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mutation.checks import Check
from mutation.equivalents import is_equivalent
from mutation.mutants import Mutant, Subject, mutants, subjects
from mutation.trial import Verdict, judge

_OUTCOMES = ("caught", "refused", "equivalent", "survived", "noticed")


class Result(NamedTuple):
    """What became of a mutant.

    `caught` by a test, or `refused` by the reader of rules; `survived`; `equivalent`, which has
    survived too, but is listed; or `noticed`, if a test fails for one that is listed.
    """

    mutant: Mutant
    outcome: str
    test: str


def try_all(chosen: Iterable[Mutant]) -> Iterator[Result]:
    """Put each mutant on trial; tests that have caught one are tried first on the next."""
    sharp: list[Check] = []
    for mutant in chosen:
        verdict, check = judge(mutant, reversed(sharp[-3:]))
        if check is not None:
            sharp = [*(c for c in sharp if c.name != check.name), check]
        yield Result(mutant, _outcome(mutant, verdict), verdict.test)


def _outcome(mutant: Mutant, verdict: Verdict) -> str:
    if not is_equivalent(mutant):
        return verdict.outcome
    return "equivalent" if verdict.outcome == "survived" else "noticed"


def chosen(sorts: Sequence[str] = (), names: Sequence[str] = ()) -> list[Subject]:
    """The subjects of some sorts, of some names or modules: all of them if none is given."""
    return [
        subject
        for subject in subjects()
        if (not sorts or subject.sort in sorts)
        and (not names or {subject.name, subject.module, str(subject)} & {*names})
    ]


def sample(among: Sequence[Subject], count: int, seed: int) -> list[Mutant]:
    """So many mutants, none of them equivalent: of a subject drawn at random, one at random."""
    chance = random.Random(seed)
    drawn: list[Mutant] = []
    while len(drawn) < count:
        open_ones = [m for m in mutants(chance.choice(among)) if not is_equivalent(m)]
        drawn += [chance.choice(open_ones)] if open_ones else []
    return drawn


def table(results: Sequence[Result]) -> str:
    """How many mutants of each kind ended how."""
    counts = Counter((result.mutant.operator, result.outcome) for result in results)
    operators = sorted({operator for operator, _ in counts})
    rows: list[tuple[str, ...]] = [("change", "mutants", *_OUTCOMES)]
    for operator in [*operators, "all"]:
        own = operators if operator == "all" else [operator]
        ended = [sum(counts[each, outcome] for each in own) for outcome in _OUTCOMES]
        rows.append((operator, *(str(number) for number in (sum(ended), *ended))))
    lines = (f"{row[0]:<10}" + "".join(f"{cell:>11}" for cell in row[1:]) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def shown(result: Result) -> str:
    """A mutant as people look at it: where, what stood there, and what stands there now."""
    subject, before, after = result.mutant.key
    by = f" by {result.test}" if result.test else ""
    head = f"{subject} ({result.mutant.operator}): {result.outcome}{by}"
    return f"{head}\n  - {before}\n  + {after}"
