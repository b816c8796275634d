"""Samples in all modes, verified as a user would: a seeded part of `verified_samples.py`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

from verified_samples import Way, verified, ways, write_conftest, write_tests

_VERIFIED, _EMITTED = 12, 16


def some(seed: str, count: int) -> Iterator[Way]:
    everything = [*ways()]
    Random(seed).shuffle(everything)
    return islice((way for way in everything if way.exists), count)


def test_samples_are_verified(tmp_path: Path) -> None:
    for way in some("verify", _VERIFIED):
        outcome, *_ = verified(way, tmp_path)
        assert (outcome.code, outcome.slugs) == (0, []), (way.sample.name, way.name, outcome)
        assert set(outcome.verdicts.values()) == {"ok"}


def run_tests(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """pytest in a folder, without gradgen."""
    write_conftest(folder)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [*command, "--tb=short", "-rf", *options, str(folder)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_emitted_tests_of_samples_are_green(tmp_path: Path) -> None:
    for way in some("emit", _EMITTED):
        write_tests(way, tmp_path)
    done = run_tests(tmp_path)
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout


def test_the_subset_is_of_many_kinds() -> None:
    """Otherwise another seed is called for."""
    names = {way.name for way in some("verify", _VERIFIED)}
    assert len(names) > _VERIFIED // 2
