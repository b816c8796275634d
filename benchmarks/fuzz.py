"""The heavy run: many random programs in every mode, each held against slopes.

    PYTHONPATH=src python benchmarks/fuzz.py --programs 100000 --seed 1000000
    PYTHONPATH=src python benchmarks/fuzz.py --programs 1 --seed 1000217 --thorough 1
    PYTHONPATH=src python benchmarks/fuzz.py --programs 5000 --kind arrays --mode hvp --refusals
    PYTHONPATH=src python benchmarks/fuzz.py --programs 5000 --kind arrays --optimize

The seed of each program is a number of its own, which also says of which kind it is (numbers;
arrays, with their shapes annotated or without), in which mode it is looked at, and how long it may
be. Most are looked at quickly: one derivative along one random direction, not laid out by black.
Every so many are looked at thoroughly: all promises of the output, and for a gradient also its own.

Prints how each check ended and how often, by kind and mode; the shortest programs for each sort of
failure, made smaller first; and a digest of all outputs: the same seed gives the same digest under
any PYTHONHASHSEED. With `--log` the counts so far go to a file, every thousand programs.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Final, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import array_program_checks as arrays
import program_checks as numbers
from array_programs import ArrayProgram, array_program, without_shapes
from array_slopes import UnfitError
from dice import Dice
from gradgen.emit import layout
from optimizing import always_optimized
from program_modes import MODES, SECOND, check_array_mode, check_mode
from programs import Program, scalar_program
from shrinking import shrunk

KINDS: Final = ("numbers", "arrays", "unannotated")
# Modes that differentiate twice take four times as long as the others.
OFTEN: Final = (*("vjp", "vjp", "split", "jvp", "rows", "columns") * 3, "hvp", "hessian")
UPSTREAM: Final = (1.0, -0.5, 1.75, 2.5)


class Trial(NamedTuple):
    """A program, and how it is to be looked at."""

    number: int
    kind: str
    mode: str
    program: Program | ArrayProgram
    thorough: bool

    @property
    def source(self) -> str:
        """The text that is looked at."""
        plain = self.kind == "unannotated"
        return without_shapes(self.program.source) if plain else self.program.source

    def check(self) -> str:
        """Hold the program against its promises; the generated text."""
        program, thorough = self.program, self.thorough
        if isinstance(program, Program):
            if thorough and self.mode == "vjp":
                numbers.check_program(program, UPSTREAM, twice=True)
            return check_mode(program, self.mode, thorough=thorough)
        annotated = self.kind == "arrays"
        if thorough and self.mode == "vjp":
            arrays.check_array_program(program, annotated=annotated)
            again = arrays.gradient_program(program, annotated=annotated)
            check_array_mode(again, "vjp", annotated=True)
        return check_array_mode(program, self.mode, annotated=annotated, thorough=thorough)

    def ended(self) -> str:
        """How that ended, as one line."""
        try:
            self.check()
        except UnfitError as error:
            return f"nothing to compare: {sort_of(error)}"
        except arrays.RefusedError as error:
            needless = not expected(error, self)
            return f"refused{', needlessly?' if needless else ''}: {', '.join(error.slugs)}"
        except Exception as error:
            return f"FAILED {sort_of(error)}"
        return "right"


def expected(error: arrays.RefusedError, this: Trial) -> bool:
    """Whether a refusal has a reason that is known: writes to what others see, shapes, loops."""
    if isinstance(this.program, Program):
        return False
    known = {"shape-mismatch", "duplicate-output", "control-flow", "no-rule", "unsupported-target"}
    # Where nothing is annotated, any parameter may be the caller's array.
    shared = this.program.writes_shared or this.kind == "unannotated"
    return {*error.slugs} <= (known | {"in-place"} if shared else known)


def sort_of(error: Exception) -> str:
    """What kind of failure an error is: its message without numbers and names."""
    message = re.sub(r"(of|number) \w+ (?=is|along)", "… ", f"{type(error).__name__}: {error}")
    return re.sub(r"[-+]?\d[\d.]*(e-?\d+)?|`[^`]*`|'[^']*'", "…", message)[:90]


def trial(number: int, chosen: argparse.Namespace) -> Trial:
    """The trial of a number."""
    dice = Dice(number)
    kind, mode, most = dice.pick(KINDS), dice.pick(OFTEN), dice.pick((2, 3, 4, 4, 9))
    kind, mode = chosen.kind or kind, chosen.mode or mode
    make = scalar_program if kind == "numbers" else array_program
    program = make(number, chosen.statements or most, gives_number=mode in SECOND)
    return Trial(number, kind, mode, program, number % chosen.thorough == 0)


class Tally:
    """What came of the programs so far; the failures and refusals of each sort."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str, str]] = Counter()
        self.failures: dict[str, list[Trial]] = {}
        self.refusals: dict[str, Trial] = {}
        self.digest = hashlib.sha256()
        self.began = time.perf_counter()

    def note(self, this: Trial, ended: str) -> None:
        """Count how a check ended, and keep the program if that needs a look."""
        self.counts[this.kind, this.mode, ended] += 1
        self.digest.update(f"{this.number} {ended} {this.source}".encode())
        if "FAILED" in ended:
            self.failures.setdefault(ended, []).append(this)
        elif "refused" in ended:
            shortest = self.refusals.setdefault(ended, this)
            if len(this.source) < len(shortest.source):
                self.refusals[ended] = this

    def table(self) -> str:
        """The counts by kind and mode, then by how it ended."""
        by_place: Counter[tuple[str, str]] = Counter()
        by_ending: Counter[str] = Counter()
        right: Counter[tuple[str, str]] = Counter()
        for (kind, mode, ended), count in self.counts.items():
            by_place[kind, mode] += count
            right[kind, mode] += count if ended == "right" else 0
            by_ending[ended] += count
        lines = [f"{'':12}{''.join(f'{kind:>22}' for kind in KINDS)}"]
        for mode in MODES:
            cells = (f"{right[kind, mode]} of {by_place[kind, mode]}" for kind in KINDS)
            lines.append(f"{mode:12}{''.join(f'{cell:>22}' for cell in cells)}")
        lines += [f"{count:7}  {ended}" for ended, count in sorted(by_ending.items())]
        total, seconds = by_place.total(), time.perf_counter() - self.began
        return "\n".join((*lines, f"{total} programs, {seconds:.0f} s"))

    def report(self, *, refusals: bool) -> None:
        """Print it all, each failure as small as it can be made."""
        for sort, found in self.failures.items():
            for this in sorted(found, key=lambda t: len(t.source))[:3]:
                show(f"{sort} (seed {this.number})", smaller(sort, this))
        for sort, this in self.refusals.items() if refusals else ():
            show(f"{sort} (seed {this.number})", this)
        print(self.table(), f"digest {self.digest.hexdigest()[:16]}", sep="\n")


def smaller(sort: str, this: Trial) -> Trial:
    """A smaller program that fails in the same way, found in half a minute at most."""
    if isinstance(this.program, Program):
        return this
    start = time.perf_counter()
    found = shrunk(
        this.program,
        lambda p: time.perf_counter() - start < 30 and this._replace(program=p).ended() == sort,
    )
    return this._replace(program=found)


def show(title: str, this: Trial) -> None:
    """Print a program, and where it is looked at."""
    program = this.program
    values = program.arguments if isinstance(program, Program) else dict(program.values)
    print("-" * 80, f"# {title}: {this.kind}, {this.mode}", this.source, f"# {values}", sep="\n")


@contextmanager
def without_black(is_off: bool) -> Iterator[None]:
    """Leave the layout as it comes: black takes a third of the time, and changes no meaning."""
    as_it_is = layout._black
    if is_off:
        layout._black = lambda text, _: text
    try:
        yield
    finally:
        layout._black = as_it_is


def run(chosen: argparse.Namespace) -> int:
    """Check the programs from the first number on; 1 if any failed."""
    tally = Tally()
    gc.freeze()
    for number in range(chosen.seed, chosen.seed + chosen.programs):
        this = trial(number, chosen)
        with without_black(not this.thorough):
            tally.note(this, this.ended())
        if chosen.log and (number + 1) % 1000 == 0:
            failed = [f"{t.number} {sort}" for sort, f in tally.failures.items() for t in f[:9]]
            text = "\n".join((f"seeds {chosen.seed} to {number}", tally.table(), *failed))
            chosen.log.write_text(text + "\n", "utf-8")
    tally.report(refusals=chosen.refusals)
    return 1 if tally.failures else 0


def main() -> int:
    """Run as the command line says; 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--programs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--statements", type=int, help="at most so many in each program")
    parser.add_argument("--thorough", type=int, default=25, help="every how many programs")
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--mode", choices=tuple(MODES))
    parser.add_argument("--optimize", action="store_true", help="all that is generated")
    parser.add_argument("--refusals", action="store_true", help="show a program for each refusal")
    parser.add_argument("--log", type=Path, help="a file for the counts so far")
    chosen = parser.parse_args()
    with always_optimized() if chosen.optimize else nullcontext():
        return run(chosen)


if __name__ == "__main__":
    sys.exit(main())
