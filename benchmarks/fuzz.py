"""The heavy run: many random programs, each held against the oracle.

    PYTHONPATH=src python benchmarks/fuzz.py --programs 5000 --seed 1

Prints how each check ended and how often, the shortest program for each sort of failure, and a
digest of all outputs: the same seed gives the same digest under any PYTHONHASHSEED.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from program_checks import check_program
from programs import Program, scalar_programs

UPSTREAM = st.lists(st.sampled_from((1.0, -0.5, 1.75, 2.5)), min_size=4, max_size=4)


class Tally:
    """What came of the programs so far."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.failures: dict[str, tuple[Program, str]] = {}
        self.digest = hashlib.sha256()

    def run(self, program: Program, upstream: list[float], twice: bool) -> None:
        """Check one program, and note how that ended."""
        self.counts["programs"] += 1
        try:
            outcome = check_program(program, upstream, twice=twice)
        except Exception as error:
            self.fail(program, error)
            return
        self.counts[f"gradient: {outcome.first}"] += 1
        if outcome.second:
            self.counts[f"second: {outcome.second[:70]}"] += 1
        self.digest.update(outcome.output.encode())

    def fail(self, program: Program, error: Exception) -> None:
        """Note a failure, and keep the shortest program of its sort."""
        sort = re.sub(
            r"[-+.\d]+(e-?\d+)?|`[^`]*`|'[^']*'", "…", f"{type(error).__name__}: {error}"
        )[:90]
        self.counts[f"FAILED {sort}"] += 1
        best = self.failures.get(sort)
        if best is None or len(program.source) < len(best[0].source):
            self.failures[sort] = (program, traceback.format_exc(limit=-2))

    def report(self, seconds: float) -> None:
        """Print it all."""
        for program, trace in self.failures.values():
            print(
                "-" * 80,
                program.source,
                f"# {program.arguments} wrt={program.wrt}",
                trace,
                sep="\n",
            )
        for what, count in sorted(self.counts.items()):
            print(f"{count:7}  {what}")
        print(f"{seconds:.0f} s, digest {self.digest.hexdigest()[:16]}")


def main() -> int:
    """Run as the command line says; 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--programs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--statements", type=int, default=9)
    parser.add_argument("--second", type=int, default=4, help="every how many programs twice")
    chosen = parser.parse_args()
    tally = Tally()

    @seed(chosen.seed)
    @settings(
        max_examples=chosen.programs,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(scalar_programs(chosen.statements), UPSTREAM)
    def run(program: Program, upstream: list[float]) -> None:
        tally.run(program, upstream, tally.counts["programs"] % chosen.second == 0)

    start = time.perf_counter()
    run()
    tally.report(time.perf_counter() - start)
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
