"""The heavy run on files that were not written for gradgen: all of the standard library, mutants.

    PYTHONPATH=src python benchmarks/foreign.py --library --mode jvp
    PYTHONPATH=src python benchmarks/foreign.py --mutants 20000 --seed 1
    PYTHONPATH=src python benchmarks/foreign.py --folder DIR
    PYTHONPATH=src python benchmarks/foreign.py --bytes 20000 --grammar 2000

`--library` takes every file of Python's standard library, `--folder` every Python file below a
folder; each file is given as a whole, then each function of it alone. `--mutants` takes samples,
nasty inputs and files of the standard library with a few tokens or lines deleted, doubled, swapped
or moved in; the seed of each is a number of its own. `--bytes` takes random bytes, `--grammar`
whatever Python's grammar allows, as the package hypothesmith makes it, which has to be installed.
Prints how many were accepted, how many were refused for what, what took longest, and everything
that failed, with what repeats it.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from foreign_files import library_files, mutant, outcomes

Item = tuple[str, bytes | str]


def files_below(files: Iterable[Path]) -> Iterator[Item]:
    for file in files:
        if file.is_file():
            yield str(file), file.read_bytes()


def mutants(first: int, count: int) -> Iterator[Item]:
    for number in range(first, first + count):
        yield f"mutant {number}", mutant(random.Random(number))


def random_bytes(first: int, count: int) -> Iterator[Item]:
    """Bytes of any sort, and of those that programs are made of."""
    alphabets = (
        bytes(range(256)),
        b"def f(x):\n return x*x",
        b"([{\"'#\\\n x=.0",
        b"f(x,y)=+-*/@%\n\t :1",
    )
    for number in range(first, first + count):
        chance = random.Random(number)
        size = chance.randrange(chance.choice((8, 80, 800)))
        yield f"bytes {number}", bytes(chance.choices(chance.choice(alphabets), k=size))


def from_grammar(first: int, count: int) -> Iterator[Item]:
    """Programs that Python's grammar allows."""
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesmith import from_grammar as programs

    found: list[str] = []
    given_options = {"max_examples": count, "deadline": None, "database": None}

    @seed(first)
    @settings(**given_options, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
    @given(programs())
    def note(text: str) -> None:
        found.append(text)

    note()
    for number, text in enumerate(found):
        yield f"grammar {first}, {number}", text


def run(items: Iterable[Item], mode: str, *, each: bool) -> int:
    """Give every item to gradgen; 1 if any failed."""
    counts: Counter[str] = Counter()
    slugs: Counter[str] = Counter()
    slowest: list[tuple[float, str]] = []
    began = time.perf_counter()
    for name, data in items:
        counts["files"] += 1
        start = time.perf_counter()
        try:
            for outcome in outcomes(data, mode, each=each):
                counts["accepted" if outcome.accepted else "refused"] += 1
                slugs.update(set(outcome.slugs))
        except Exception as error:
            counts["FAILED"] += 1
            print(f"FAILED {name}: {type(error).__name__}: {str(error)[:300]}")
            print("".join(traceback.format_exception(error)[-3:]), flush=True)
        slowest = sorted([*slowest, (time.perf_counter() - start, name)])[-5:]
    print(", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
    print("refused for: " + ", ".join(f"{count} {slug}" for slug, count in slugs.most_common()))
    print("longest: " + ", ".join(f"{seconds:.1f} s {name}" for seconds, name in slowest[::-1]))
    print(f"mode {mode}, {time.perf_counter() - began:.0f} s")
    return 1 if counts["FAILED"] else 0


def main() -> int:
    """Run as the command line says; 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--library", dest="is_library", action="store_true")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--mutants", type=int, default=0)
    parser.add_argument("--bytes", type=int, default=0)
    parser.add_argument("--grammar", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mode", default="vjp")
    chosen = parser.parse_args()
    failed = 0
    if chosen.is_library:
        failed |= run(files_below(library_files()), chosen.mode, each=True)
    if chosen.folder:
        files = sorted(chosen.folder.rglob("*.py"))
        failed |= run(files_below(files), chosen.mode, each=True)
    if chosen.mutants:
        failed |= run(mutants(chosen.seed, chosen.mutants), chosen.mode, each=False)
    if chosen.bytes:
        failed |= run(random_bytes(chosen.seed, chosen.bytes), chosen.mode, each=False)
    if chosen.grammar:
        failed |= run(from_grammar(chosen.seed, chosen.grammar), chosen.mode, each=False)
    return failed


if __name__ == "__main__":
    sys.exit(main())
