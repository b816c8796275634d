"""What a run of the command costs, as a ratio to the floor under it.

The floor is starting Python and importing libcst, black and click. Every figure is the time that
the processor spends on a whole process. The commands take turns, round after round, so that what
the machine does meanwhile meets all of them alike; a ratio is the median of the ratios within
rounds.
"""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

SIZES = (10, 100, 1_000, 10_000)
FLOOR = "floor"

# In each way: of numbers or arrays, in which mode, and how many statements.
WAYS = (
    ("numbers", "vjp", SIZES),
    ("arrays", "vjp", SIZES[1:]),
    ("numbers", "jvp", SIZES[1:3]),
    ("arrays", "jvp", SIZES[1:3]),
    ("numbers", "hvp", SIZES[1:3]),
    ("arrays", "hvp", SIZES[1:3]),
)


class Run(NamedTuple):
    """One command, and the number of statements of its file; 0 if nothing is made of that."""

    name: str
    size: int
    command: list[str]


class Row(NamedTuple):
    """One command: how often it was run, its median time, and its median ratio to the floor."""

    name: str
    size: int
    rounds: int
    seconds: float
    ratio: float
    least: float
    most: float


def program(statements: int) -> str:
    """A straight-line function of numbers: so many statements, each of two gates, with forks."""
    lines = ["import math", "", "", "def f(x, y):", "    v0 = x * y"]
    for n in range(1, statements):
        last, older = f"v{n - 1}", f"v{n // 2}"
        forms = (f"math.sin({last}) * y", f"{last} * x + {older}", f"{last} / (y + {older})")
        lines.append(f"    v{n} = {forms[n % 3]}")
    return "\n".join([*lines, f"    return v{statements - 1}", ""])


def of_arrays(text: str) -> str:
    """The same of NumPy's arrays."""
    return text.replace("import math", "import numpy as np").replace("math.", "np.")


def runs(python: Path, sample: Path, folder: Path) -> Iterator[Run]:
    """The floor, the sample, and in each way a file of each size, written to `folder`."""
    gradgen = str(python.with_name("gradgen"))
    yield Run(FLOOR, 0, [str(python), "-c", "import libcst, black, click"])
    yield Run(f"samples/{sample.name}", 0, [gradgen, str(sample)])
    for values, mode, sizes in WAYS:
        for size in sizes:
            file = folder / f"{values}_{size}.py"
            text = program(size)
            file.write_text(text if values == "numbers" else of_arrays(text), "utf-8")
            name = f"{size:,} statements, {values}, {mode}"
            yield Run(name, size, [gradgen, str(file), "--mode", mode])


def measure(
    chosen: Sequence[Run], environment: Mapping[str, str], rounds: Mapping[str, int]
) -> list[Row]:
    """Run every command in turn, `rounds[name]` times each; a first round is not counted."""
    times: dict[str, list[float]] = {run.name: [] for run in chosen}
    ratios: dict[str, list[float]] = {run.name: [] for run in chosen}
    for run in chosen:
        if rounds[run.name] > 1:
            _seconds(run.command, environment)
    for turn in range(max(rounds.values())):
        due = [run for run in chosen if turn < rounds[run.name]]
        found = {run.name: _seconds(run.command, environment) for run in due}
        for name, seconds in found.items():
            times[name].append(seconds)
            ratios[name].append(seconds / found[FLOOR])
    return [_row(run, times[run.name], ratios[run.name]) for run in chosen]


def _row(run: Run, times: list[float], ratios: list[float]) -> Row:
    spread = median(ratios), min(ratios), max(ratios)
    return Row(run.name, run.size, len(times), median(times), *spread)


def _seconds(command: list[str], environment: Mapping[str, str]) -> float:
    start = _spent_on_children()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=dict(environment))
    return _spent_on_children() - start


def _spent_on_children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
