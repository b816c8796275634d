"""How the benchmarks measure: runs that take turns, memory, the machine, a process of its own."""

from __future__ import annotations

import gc
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

Run = Callable[[], Any]
Column = tuple[float, ...]
Clock = Callable[[], float]

ROUNDS, SECONDS = 31, 0.002

KEEPING: Mapping[str, str] = {
    "MALLOC_TRIM_THRESHOLD_": "4000000000",
    "MALLOC_MMAP_THRESHOLD_": "4000000000",
    "MALLOC_TOP_PAD_": "200000000",
}
"""Settings by which glibc keeps freed memory, and does not ask the system for it anew.

As it comes, glibc gives large arrays back to the system when a function returns, and the next call
pays for getting every page anew. That hits a gradient, which holds several arrays at its end, and
not the forward, which reuses one.
"""

ONE_THREAD: Mapping[str, str] = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Settings by which BLAS uses no other thread."""


def in_turns(
    runs: Sequence[Run], rounds: int = ROUNDS, clock: Clock = time.perf_counter
) -> list[Column]:
    """Seconds of each run in each round; the runs take turns, round after round."""
    repeats = [max(1, math.ceil(SECONDS / min(timed(run, 1, clock) for _ in "ab"))) for run in runs]
    rows = [
        [timed(run, count, clock) for run, count in zip(runs, repeats, strict=True)]
        for _ in range(rounds)
    ]
    return list(zip(*rows, strict=True))


def timed(run: Run, count: int, clock: Clock = time.perf_counter) -> float:
    """Seconds of one run, on average over `count`."""
    start = clock()
    for _ in range(count):
        run()
    return (clock() - start) / count


def ratio(column: Column, base: Column) -> float:
    """The median of the ratios within rounds."""
    return statistics.median(t / b for t, b in zip(column, base, strict=True))


def held(run: Run) -> int:
    """The most bytes that NumPy held at once during a run, beyond what it held before."""
    gc.collect()
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def size(count: int) -> str:
    """Bytes in words."""
    return f"{count / 2**20:.2f} MiB" if count >= 2**20 else f"{count / 2**10:.0f} KiB"


def machine(settings: Mapping[str, str] = {}) -> str:
    """What the figures were measured on, and in which settings of the environment, as a list."""
    return "".join(f"- {line}\n" for line in _machine(settings))


def _machine(settings: Mapping[str, str]) -> Iterator[str]:
    yield f"{processor()}; {platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    yield f"load average {os.getloadavg()[0]:.1f} when it ended"
    yield f"Python {platform.python_version()}, NumPy {np.__version__}"
    yield "OPENBLAS_CORETYPE: not set"
    for name in sorted({"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"} | settings.keys()):
        yield f"{name}: {settings.get(name, os.environ.get(name, 'not set'))}"


def processor() -> str:
    """What the processor calls itself."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    found = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(found, "unknown processor")


def in_a_process(script: str, names: Sequence[str], settings: Mapping[str, str]) -> Any:
    """What `script --rows NAME...` prints as JSON, with these settings of the environment.

    Which code OpenBLAS runs is left to itself.
    """
    command = [sys.executable, str(Path(script).resolve()), "--rows", *names]
    environment = {**os.environ, **settings}
    environment.pop("OPENBLAS_CORETYPE", None)
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment, text=True)
    return json.loads(done.stdout)
