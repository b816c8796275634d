"""The heavy run: many random programs, each held against the oracle.

    PYTHONPATH=src python benchmarks/fuzz.py --programs 5000 --seed 1
    PYTHONPATH=src python benchmarks/fuzz.py --arrays 5000 --seed 1
    PYTHONPATH=src python benchmarks/fuzz.py --arrays 5000 --seed 1 --mode hvp

Prints how each check ended and how often, the shortest program for each sort of failure, and a
digest of all outputs: the same seed gives the same digest under any PYTHONHASHSEED.

With `--arrays` the programs are on NumPy arrays, each looked at with its shapes annotated and
without. The seed of each is a number of its own, so that `--arrays 1 --seed N` repeats a lone one.
What fails is made smaller first; refusals are shown by their reasons, each with its shortest
program if `--refusals` is given. With `--mode` it is another derivative that is looked at.
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

from array_program_checks import (
    RefusedError,
    UnfitError,
    check_array_program,
    gradient_program,
)
from array_programs import ArrayProgram, array_program, without_shapes
from moving_programs import check_moving, check_moving_arrays
from program_checks import check_program
from programs import Program, scalar_programs
from shrinking import shrunk

UPSTREAM = st.lists(st.sampled_from((1.0, -0.5, 1.75, 2.5)), min_size=4, max_size=4)


class Tally:
    """What came of the programs so far."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self.counts: Counter[str] = Counter()
        self.failures: dict[str, tuple[Program, str]] = {}
        self.digest = hashlib.sha256()

    def run(self, program: Program, upstream: list[float], twice: bool) -> None:
        """Check one program, and note how that ended."""
        self.counts["programs"] += 1
        try:
            if self.mode != "vjp":
                self.counts[f"{self.mode}: {check_moving(program, self.mode)}"] += 1
                return
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
        sort = sort_of(error)
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


def sort_of(error: Exception) -> str:
    """What kind of failure an error is: its message without numbers and names."""
    message = re.sub(r"(of|number) \w+ (?=is|along)", "… ", f"{type(error).__name__}: {error}")
    return re.sub(r"[-+]?\d[\d.]*(e-?\d+)?|`[^`]*`|'[^']*'", "…", message)[:90]


class ArrayTally:
    """What came of the array programs so far.

    `failures` and `refusals` hold the shortest programs of each sort.
    """

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self.counts: Counter[str] = Counter()
        self.failures: dict[str, list[tuple[int, ArrayProgram, bool]]] = {}
        self.refusals: dict[str, tuple[ArrayProgram, bool]] = {}
        self.digest = hashlib.sha256()

    def run(self, number: int, *, twice: bool) -> None:
        """Check the program of a number with its shapes and without, and note how that ended."""
        program = array_program(number)
        for annotated in (True, False):
            ended = self.ended(program, annotated)
            self.note(ended, number, program, annotated)
            if ended == "right" and twice and self.mode == "vjp":
                again = gradient_program(program, annotated=annotated)
                self.note(f"second: {self.ended(again, True)}", number, again, True)

    def note(self, ended: str, number: int, program: ArrayProgram, annotated: bool) -> None:
        """Count how a check ended, and keep the program if that needs a look."""
        self.counts[ended] += 1
        if "FAILED" in ended:
            self.failures.setdefault(ended, []).append((number, program, annotated))
        elif "refused" in ended:
            shortest = self.refusals.setdefault(ended, (program, annotated))[0]
            if len(program.source) < len(shortest.source):
                self.refusals[ended] = program, annotated

    def ended(self, program: ArrayProgram, annotated: bool) -> str:
        """How the check of a program ended, as one line."""
        try:
            self.digest.update(self.checked(program, annotated=annotated).encode())
        except UnfitError as error:
            return f"nothing to compare: {sort_of(error)}"
        except RefusedError as error:
            needless = "in-place" in error.slugs and not program.writes_shared
            known = error if "no-rule" in error.slugs else sort_of(error)
            return f"refused{', needlessly?' if needless else ''}: {known}"
        except Exception as error:
            return f"FAILED {sort_of(error)}"
        return "right"

    def checked(self, program: ArrayProgram, *, annotated: bool) -> str:
        """Check the mode of a program; the generated text."""
        if self.mode == "vjp":
            return check_array_program(program, annotated=annotated)
        return check_moving_arrays(program, self.mode, annotated=annotated)

    def report(self, seconds: float, *, refusals: bool) -> None:
        """Print it all, each failure as small as it can be made."""
        for sort, found in self.failures.items():
            for number, program, annotated in sorted(found, key=lambda f: len(f[1].source))[:3]:
                self.show(
                    f"{sort} (seed {number})", self.smaller(sort, program, annotated), annotated
                )
        for sort, (program, annotated) in self.refusals.items() if refusals else ():
            self.show(sort, program, annotated)
        for what, count in sorted(self.counts.items()):
            print(f"{count:7}  {what}")
        print(f"{seconds:.0f} s, digest {self.digest.hexdigest()[:16]}")

    def smaller(self, sort: str, program: ArrayProgram, annotated: bool) -> ArrayProgram:
        """A smaller program that fails in the same way, found in half a minute at most."""
        start = time.perf_counter()
        return shrunk(
            program,
            lambda p: time.perf_counter() - start < 30
            and self.ended(p, annotated) == sort.removeprefix("second: "),
        )

    def show(self, title: str, program: ArrayProgram, annotated: bool) -> None:
        """Print a program, and where it is looked at."""
        source = program.source if annotated else without_shapes(program.source)
        print("-" * 80, f"# {title}", source, f"# {dict(program.values)}", sep="\n")


def run_arrays(count: int, first: int, *, mode: str, every: int, refusals: bool) -> int:
    """Check `count` array programs from the number `first` on; 1 if any failed."""
    tally, start = ArrayTally(mode), time.perf_counter()
    for number in range(first, first + count):
        tally.run(number, twice=number % every == 0)
    tally.report(time.perf_counter() - start, refusals=refusals)
    return 1 if tally.failures else 0


def main() -> int:
    """Run as the command line says; 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--programs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--statements", type=int, default=9)
    parser.add_argument("--second", type=int, default=4, help="every how many programs twice")
    parser.add_argument("--arrays", type=int, help="this many programs on arrays instead")
    parser.add_argument("--refusals", action="store_true", help="show a program for each refusal")
    parser.add_argument("--mode", choices=("vjp", "jvp", "hvp"), default="vjp")
    chosen = parser.parse_args()
    if chosen.arrays:
        options = {"mode": chosen.mode, "every": chosen.second, "refusals": chosen.refusals}
        return run_arrays(chosen.arrays, chosen.seed, **options)
    tally = Tally(chosen.mode)

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
