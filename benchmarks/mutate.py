"""Mutation of the rule book: each line of each rule is made wrong in turn, and has to be noticed.

    PYTHONPATH=src python benchmarks/mutate.py -j 2
    PYTHONPATH=src python benchmarks/mutate.py --rule eigh --rule products
    PYTHONPATH=src python benchmarks/mutate.py --sample 200 --seed 7
    PYTHONPATH=src python benchmarks/mutate.py --sort form --log forms.jsonl

Prints how many mutants of each kind of change were caught by the tests of the rule, and each one
that was not, with its line. Forms and definitions, which hold formulas too, are mutated as rules
are. With `--log` each result is kept in a file: a run that was stopped goes on where it was.
Ends with 1 if a mutant survives that is not listed in `tests/mutation/equivalent.txt`, or if one
that is listed there is noticed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from mutation.equivalents import stale
from mutation.mutants import Mutant, mutants
from mutation.score import Result, chosen, sample, shown, table, try_all


def main() -> int:
    options = _options()
    among = chosen(options.sort, options.rule)
    if options.sample:
        tried = sample(among, options.sample, options.seed)
    else:
        tried = [mutant for subject in among for mutant in mutants(subject)]
    known = _logged(options.log)
    results = [Result(m, *known[m.key]) for m in tried if m.key in known]
    start = time.perf_counter()
    for result in _run([m for m in tried if m.key not in known], options.jobs):
        results.append(result)
        _keep(options.log, result)
        if result.outcome in ("survived", "noticed"):
            print(shown(result), flush=True)
    print(table(results))
    print(f"{time.perf_counter() - start:.0f} s for {len(results) - len(known)} mutants")
    gone = [] if options.sample or options.rule else stale()
    for subject, before, after in gone:
        print(f"no such mutant: {subject}: {before} => {after}")
    return int(bool(gone) or any(r.outcome in ("survived", "noticed") for r in results))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    sorts = ("rule", "form", "definition")
    parser.add_argument("--rule", action="append", default=[], help="a rule, a form, or a module")
    parser.add_argument("--sort", action="append", default=[], choices=sorts)
    parser.add_argument("--sample", type=int, default=0, help="how many mutants, drawn at random")
    parser.add_argument("--seed", type=int, default=1, help="what the sample is drawn with")
    parser.add_argument("-j", "--jobs", type=int, default=1, help="how many processes")
    parser.add_argument("--log", type=Path, help="where results are kept, to go on later")
    return parser.parse_args()


def _run(tried: Sequence[Mutant], jobs: int) -> Iterator[Result]:
    """The results of all, in whatever order; the mutants of one subject run in one process."""
    parts = [list(part) for _, part in groupby(tried, key=lambda mutant: mutant.subject)]
    if jobs < 2:
        for part in parts:
            yield from try_all(part)
        return
    with get_context("fork").Pool(jobs) as pool:
        for results in pool.imap_unordered(_try_part, parts):
            yield from results


def _try_part(part: list[Mutant]) -> list[Result]:
    return list(try_all(part))


def _logged(log: Path | None) -> dict[tuple[str, ...], tuple[str, str]]:
    """What a log holds already: outcome and test by the key of the mutant."""
    if log is None or not log.exists():
        return {}
    rows = map(json.loads, log.read_text("utf-8").splitlines())
    return {tuple(key): (outcome, test) for key, outcome, test in rows}


def _keep(log: Path | None, result: Result) -> None:
    if log is not None:
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps([result.mutant.key, result.outcome, result.test]) + "\n")


if __name__ == "__main__":
    sys.exit(main())
