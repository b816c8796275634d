"""What a run of the command costs, as a ratio to the floor under it.

The floor is starting Python and importing libcst, black and click: no run can be faster. Every
figure is the time of a whole process. The commands take turns, round after round, so that what the
machine does meanwhile meets all of them alike; a ratio is the median of the ratios within rounds.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

SIZES = (10, 100, 1_000, 10_000)
FLOOR = "floor"


class Row(NamedTuple):
    """One command: how often it was run, its median time, and its median ratio to the floor."""

    name: str
    rounds: int
    seconds: float
    ratio: float
    least: float
    most: float


def program(statements: int) -> str:
    """A straight-line function of so many statements, each of two gates, with forks."""
    lines = ["import math", "", "", "def f(x, y):", "    v0 = x * y"]
    for n in range(1, statements):
        last, older = f"v{n - 1}", f"v{n // 2}"
        forms = (f"math.sin({last}) * y", f"{last} * x + {older}", f"{last} / (y + {older})")
        lines.append(f"    v{n} = {forms[n % 3]}")
    return "\n".join([*lines, f"    return v{statements - 1}", ""])


def commands(python: Path, sample: Path, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The floor, the sample, and a file of each size, written to `folder`."""
    yield FLOOR, [str(python), "-c", "import libcst, black, click"]
    gradgen = [str(python.with_name("gradgen"))]
    yield f"samples/{sample.name}", [*gradgen, str(sample)]
    for size in SIZES:
        file = folder / f"statements_{size}.py"
        file.write_text(program(size), "utf-8")
        yield f"{size:,} statements", [*gradgen, str(file)]


def measure(
    runs: Mapping[str, list[str]], environment: Mapping[str, str], rounds: Mapping[str, int]
) -> list[Row]:
    """Run every command in turn, `rounds[name]` times each; a first round is not counted."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    ratios: dict[str, list[float]] = {name: [] for name in runs}
    for name in runs:
        if rounds[name] > 1:
            _seconds(runs[name], environment)
    for turn in range(max(rounds.values())):
        due = [name for name in runs if turn < rounds[name]]
        found = {name: _seconds(runs[name], environment) for name in due}
        for name, seconds in found.items():
            times[name].append(seconds)
            ratios[name].append(seconds / found[FLOOR])
    return [_row(name, times[name], ratios[name]) for name in runs]


def _row(name: str, times: list[float], ratios: list[float]) -> Row:
    return Row(name, len(times), median(times), median(ratios), min(ratios), max(ratios))


def _seconds(command: list[str], environment: Mapping[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=dict(environment))
    return time.perf_counter() - start
