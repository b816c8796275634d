"""The mutants that nobody can notice, as `equivalent.txt` lists them: one a line, with the reason.

family.rule: line => what it becomes  # why that is the same
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from mutation.mutants import Mutant, mutants, subjects

LIST = Path(__file__).with_name("equivalent.txt")
_ENTRY = re.compile(r"(\S+): (.+) => (.+)  # (.+)")


@cache
def equivalents() -> Mapping[tuple[str, str, str], str]:
    """The reason for each mutant that is listed, by its key."""
    found: dict[tuple[str, str, str], str] = {}
    for line in LIST.read_text("utf-8").splitlines():
        entry = _ENTRY.fullmatch(line)
        assert entry, f"no entry: {line}"
        subject, before, after, reason = entry.groups()
        assert (subject, before, after) not in found, f"listed twice: {line}"
        found[subject, before, after] = reason
    return found


def is_equivalent(mutant: Mutant) -> bool:
    """Whether a mutant is listed."""
    return mutant.key in equivalents()


def stale() -> list[tuple[str, str, str]]:
    """The entries that are about no mutant that there is."""
    by_name = {str(subject): subject for subject in subjects()}
    listed = {subject for subject, _, _ in equivalents()}
    there = {m.key for name in listed & by_name.keys() for m in mutants(by_name[name])}
    return [key for key in equivalents() if key not in there]
