"""What the derivatives of the samples cost in each mode, in evaluations of the function itself.

python benchmarks/modes.py            measures all, and writes benchmarks/MODES.md
python benchmarks/modes.py NAME...    measures some samples, and prints the table

The function, its gradient, its tangent (both with the value) and its Hessian times a vector take
turns in one process, round after round; a ratio is the median of the ratios within rounds. Array
samples have the sizes of `inputs.py`, the others the first point that their file names. Where a
file has several functions, one is run after the other. Each tangent is compared with the gradient
times the direction first.

Seconds are those that the processor spends on the one thread, so that what else the machine does
counts little; BLAS is told to use no other. All is measured twice, each time in a process of its
own: with an allocator that keeps freed memory (see `measuring.py`), and as it comes.
"""

from __future__ import annotations

import inspect
import json
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from inputs import SIZES, drawn
from measuring import KEEPING, ONE_THREAD, Run, in_a_process, in_turns, machine, ratio

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from agreement import Trial, real, trials
from cases import PLAIN_SUFFIX, Case, samples
from directions import directions, given, has, moving
from gradgen import build
from running import Function, arguments, as_tuple, generated

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("MODES.md")
ROUNDS = 15
MOST_TANGENT, MOST_SECOND = 2.5, 5.0
WHOLE = [case.name for case in samples() if not case.name.endswith(PLAIN_SUFFIX)]


@dataclass(frozen=True)
class Row:
    """Seconds of the forward, and ratios: to the forward, of the last one to the gradient too."""

    name: str
    seconds: float
    gradient: float
    tangent: float
    second: float | None = None
    second_to_gradient: float | None = None


def measure(case: Case) -> Row:
    """The function and its derivatives in turns."""
    runs = [_one_after_the_other(calls) for calls in _calls(case)]
    forward, gradient, tangent, *second = in_turns(runs, ROUNDS, time.thread_time)
    others = [ratio(s, base) for s in second for base in (forward, gradient)]
    ratios = ratio(gradient, forward), ratio(tangent, forward)
    return Row(case.name, statistics.median(forward), *ratios, *others)


def _one_after_the_other(calls: Sequence[Run]) -> Run:
    if len(calls) == 1:
        return calls[0]

    def run() -> None:
        for call in calls:
            call()

    return run


def _calls(case: Case) -> list[list[Run]]:
    """The calls of each function: forward, gradient, tangent, and perhaps second derivative."""
    where = _where(case)
    originals = {name: inspect.unwrap(real(case)[name]) for name in where}
    gradients = generated(_with_value(case, "vjp"), case.result.functions)
    forward = [_bound(originals[name], trial.values) for name, trial in where.items()]
    back = [_bound(gradients[name], _seeded(gradients[name], t)) for name, t in where.items()]
    along = _along(case, _with_value(case, "jvp"), "jvp")
    for trial, gradient, tangent in zip(where.values(), back, along, strict=True):
        _compare(directions(case, trial), gradient(), tangent())
    calls = [forward, back, along]
    if has(case, "hvp"):
        calls.append(_along(case, case.in_mode["hvp"].result.source, "hvp"))
    return calls


def _where(case: Case) -> dict[str, Trial]:
    """The values of the parameters of each function."""
    if case.name in SIZES:
        (name,) = case.result.functions
        return {name: Trial(name, drawn(case.text, name, SIZES[case.name]), {})}
    return {trial.function: trial for trial in reversed(trials(case))}


def _with_value(case: Case, mode: str) -> str:
    options = {**case.in_mode[mode].options, "with_value": True}
    return build(case.source, **options).source


def _bound(function: Function, values: Mapping[str, Any]) -> Run:
    positional, named = arguments(function, values)
    return partial(function, *positional, **named)


def _seeded(backward: Function, trial: Trial) -> Mapping[str, Any]:
    """The values, and 1 for all that flows in from above."""
    names = inspect.signature(backward).parameters
    return {**trial.values, **{n: 1.0 for n in names if n.startswith("grad_")}}


def _along(case: Case, text: str, mode: str) -> list[Run]:
    """The calls of the functions of `text`, which want a direction."""
    found = moving(case, text, mode)
    return [
        _bound(found[name], given(case, trial, found[name], directions(case, trial)))
        for name, trial in _where(case).items()
    ]


def _compare(direction: Mapping[str, Any], gradient: Any, tangent: Any) -> None:
    """The tangents of the outputs add up to the gradient times the direction."""
    products = zip(as_tuple(gradient[1]), direction.values(), strict=True)
    expected = sum(np.sum(g * d) for g, d in products)
    found = sum(np.sum(t) for t in as_tuple(tangent[1]))
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)


def table(rows: Sequence[Row]) -> str:
    """The rows as a table, with the geometric means."""
    lines = [
        "| Sample | Forward | vjp | jvp | hvp | hvp, times vjp |",
        "|---|---|---|---|---|---|",
        *(_line(row, f"{1e6 * row.seconds:.1f} µs") for row in rows),
        _line(means(rows), ""),
    ]
    return "\n".join(lines)


def _line(row: Row, seconds: str) -> str:
    ratios = (row.gradient, row.tangent, row.second, row.second_to_gradient)
    cells = (f"{r:.2f}" if r is not None else "-" for r in ratios)
    return f"| {' | '.join((row.name, seconds, *cells))} |"


def means(rows: Sequence[Row]) -> Row:
    """The geometric means of the ratios."""
    second = [row.second for row in rows if row.second is not None]
    to_gradient = [row.second_to_gradient for row in rows if row.second_to_gradient is not None]
    return Row(
        "geometric mean",
        0.0,
        statistics.geometric_mean(row.gradient for row in rows),
        statistics.geometric_mean(row.tangent for row in rows),
        statistics.geometric_mean(second) if second else None,
        statistics.geometric_mean(to_gradient) if to_gradient else None,
    )


def _rows(names: Sequence[str], settings: Mapping[str, str]) -> list[Row]:
    return [Row(**row) for row in in_a_process(__file__, names, {**settings, **ONE_THREAD})]


def _parts(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    yield "arrays", [row for row in rows if row.name in SIZES]
    yield "single numbers", [row for row in rows if row.name not in SIZES]


def _groups(keeping: Sequence[Row], plain: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """What there is a mean of."""
    yield "all samples", [*keeping]
    yield from _parts(keeping)
    curved = [row for row in keeping if row.second is not None and row.second > 1]
    yield "those whose hvp costs more than the function", curved
    yield "all, as it comes", [*plain]


def report(keeping: Sequence[Row], plain: Sequence[Row]) -> str:
    """The page."""
    summary = "\n".join(
        f"| {name} | {each.gradient:.2f} | {each.tangent:.2f} | {each.second:.2f} "
        f"| {each.second_to_gradient:.2f} |"
        for name, rows in _groups(keeping, plain)
        for each in [means(rows)]
    )
    tables = {f"{name[:6]}": table(rows) for name, rows in _parts(keeping)}
    arrays_plain = table([row for row in plain if row.name in SIZES])
    return _PAGE.format(
        summary=summary,
        arrays=tables["arrays"],
        single=tables["single"],
        plain=arrays_plain,
        machine=machine(ONE_THREAD),
    )


def main(names: list[str]) -> int:
    """Measure, report; the exit code is 1 if a mean is above what is wanted."""
    if names[:1] == ["--rows"]:
        found = {case.name: case for case in samples()}
        print(json.dumps([asdict(measure(found[name])) for name in names[1:]]))
        return 0
    keeping = _rows(names or WHOLE, KEEPING)
    if names:
        print(table(keeping))
    else:
        plain = _rows(WHOLE, {})
        RESULTS.write_text(report(keeping, plain), "utf-8")
        print(f"wrote {RESULTS.relative_to(ROOT)}")
    mean = means(keeping)
    print(f"jvp {mean.tangent:.2f}, at most {MOST_TANGENT} is wanted")
    print(f"hvp {mean.second_to_gradient} times the gradient, at most {MOST_SECOND} is wanted")
    return int(mean.tangent > MOST_TANGENT or (mean.second_to_gradient or 0.0) > MOST_SECOND)


_PAGE = f"""# Modes

What derivatives cost, in evaluations of the function; `python benchmarks/modes.py` measures anew
and rewrites this page. vjp and jvp give the value as well, hvp gives the Hessian times a vector
alone, and there is none where the value is not a single number. Function and derivatives take
turns; a ratio is the median of the ratios within {ROUNDS} rounds. Seconds are those of the
processor, on one thread.

Wanted, as geometric means over the samples: jvp at most {MOST_TANGENT} forward evaluations, hvp at
most {MOST_SECOND:g} evaluations of the value and its gradient.

| | vjp | jvp | hvp | hvp, times vjp |
|---|---|---|---|---|
{{summary}}

Single numbers cost what Python's own operations do: there a ratio counts lines rather than
arithmetic. Of arrays, in the tables below, each line is a pass through memory or a product of
matrices. Where much of the Hessian is zero or constant, as of a hinge loss, hvp takes less time
than the function; one mean leaves these out. "As it comes" is without the settings that make glibc
keep freed memory, see [Results](RESULTS.md).

## Arrays

{{arrays}}

## Arrays, as it comes

{{plain}}

## Single numbers

{{single}}

## Machine

{{machine}}"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
