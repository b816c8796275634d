"""What a value with its gradient costs, in evaluations of the function: by hand, ours, the peers.

    python benchmarks/table.py                    measures all, and writes benchmarks/RESULTS.md
    python benchmarks/table.py NAME... [--quick]  some workloads, or few rounds; prints the table

Peers that are not installed are left out; `pip install -e '.[bench]'` brings them. Each workload
has a process of its own, with one thread on one core. There all columns take turns, round after
round.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from measuring import KEEPING, ONE_THREAD, held, in_a_process, in_turns, machine, ratio
from report import Row, page, times
from workload import NAMES, workload

RESULTS = Path(__file__).with_name("RESULTS.md")
ROUNDS, FEW = 21, 5

SETTINGS = {
    **ONE_THREAD,
    "MKL_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
    "JAX_PLATFORMS": "cpu",
}


def measured(name: str, rounds: int, *, peers: bool) -> dict[str, Any]:
    """A row of the table, as what JSON can hold."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    from columns import columns, ready
    from ours import bound

    work = workload(name)
    chosen = [column for column in columns() if peers or column.in_numpy]
    entries, absent = ready(work, chosen)
    forward = bound(work.forward, work)
    base, *others = in_turns([forward, *(e.run for e in entries)], rounds, time.process_time)
    titles = [entry.column.title for entry in entries]
    of_numpy = {e.column.title: e.run for e in entries if e.column.in_numpy}
    return {
        "name": name,
        "seconds": statistics.median(base),
        "ratios": dict(zip(titles, (ratio(other, base) for other in others), strict=True)),
        "memory": {t: held(run) for t, run in {"forward": forward, **of_numpy}.items()},
        "first": {entry.column.title: entry.first for entry in entries},
        "absent": absent,
    }


def rows(names: Iterable[str], rounds: int, *, keeping: bool) -> list[Row]:
    """The rows of the table: each workload in a process of its own."""
    settings = {**SETTINGS, **(KEEPING if keeping else {})}
    measure = [str(rounds), "peers" if keeping else "no peers"]
    return [Row(**in_a_process(__file__, [*measure, name], settings)) for name in names]


def main(arguments: list[str]) -> int:
    """Measure, and report."""
    if arguments[:1] == ["--rows"]:
        rounds, peers, name = arguments[1:]
        print(json.dumps(measured(name, int(rounds), peers=peers == "peers")))
        return 0
    names = [name for name in arguments if name != "--quick"]
    rounds = FEW if "--quick" in arguments else ROUNDS
    if names or rounds == FEW:
        print(times(rows(names or NAMES, rounds, keeping=True)))
        return 0
    kept, plain = (rows(NAMES, rounds, keeping=keeping) for keeping in (True, False))
    RESULTS.write_text(page(kept, plain, rounds, machine({**SETTINGS, **KEEPING})), "utf-8")
    print(f"wrote {RESULTS.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
