"""The page of results: the tables of times, memory and first calls, and where the goals stand."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from measuring import size

Cells = Mapping[str, float]


@dataclass(frozen=True)
class Row:
    """A workload: seconds of the forward, and by column ratios, bytes, seconds of a first call."""

    name: str
    seconds: float
    ratios: Cells
    memory: Cells
    first: Cells
    absent: Mapping[str, str] = field(default_factory=dict)


def times(rows: Sequence[Row]) -> str:
    """The ratios to the forward, and their geometric means."""
    lines = [(row.name, f"{1e6 * row.seconds:,.1f} µs", row.ratios, row.absent) for row in rows]
    means = {title: mean(found) for title, found in _by_title(rows).items()}
    return _table(("Forward",), [*lines, ("geometric mean", "", means, {})], _number)


def memory(rows: Sequence[Row]) -> str:
    """The most that NumPy held at once."""
    return _table((), [(row.name, "", row.memory, {}) for row in rows], lambda n: size(int(n)))


def first_calls(rows: Sequence[Row]) -> str:
    """The seconds until the first gradient was there."""
    return _table(
        (), [(row.name, "", row.first, {}) for row in rows], lambda s: f"{1e3 * s:,.1f} ms"
    )


def mean(values: Iterable[float]) -> float:
    """The geometric mean."""
    return statistics.geometric_mean(values)


def _number(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def _by_title(rows: Sequence[Row]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for row in rows:
        for title, value in row.ratios.items():
            found.setdefault(title, []).append(value)
    return found


Line = tuple[str, str, Cells, Mapping[str, str]]


def _table(lead: tuple[str, ...], lines: Sequence[Line], told: Callable[[float], str]) -> str:
    titles = list(dict.fromkeys(title for _, _, cells, _ in lines for title in cells))
    table = [("Workload", *lead, *titles), ("---",) * (1 + len(lead) + len(titles))]
    for name, first, cells, absent in lines:
        rest = (told(cells[t]) if t in cells else absent.get(t, "-") for t in titles)
        table.append((name, *([first] if lead else []), *(c.partition(":")[0] for c in rest)))
    return "\n".join(f"| {' | '.join(line)} |" for line in table)


def page(kept: Sequence[Row], plain: Sequence[Row], rounds: int, machine: str) -> str:
    """The whole page: rows with an allocator that keeps freed memory, and rows as it comes."""
    from goals import table

    return _PAGE.format(
        times=times(kept),
        goals=table(kept),
        memory=memory(kept),
        first=first_calls(kept),
        plain=times(plain),
        rounds=rounds,
        cannot=_cannot(kept),
        machine=machine,
    )


def _cannot(rows: Sequence[Row]) -> str:
    told = [
        f"- {title}, {row.name}: {why.partition(': ')[2] or 'the gradient is wrong'}"
        for row in rows
        for title, why in row.absent.items()
    ]
    return "\n".join(told) or "- nothing"


_PAGE = """# Results

What a value with its gradient costs, in evaluations of the function; `make bench` measures anew and
rewrites this page. What gradgen itself costs is [another page](COMMAND.md).

## Time

The forward is the function in NumPy, or in `math` for single numbers; all else is the value and the
gradient together, in double precision, as multiples of it. *By hand* is the best that we can write
with NumPy; it is in [workloads](workloads), beside the function and its inputs. *--split* is the
forward half and the backward half together. *jax.jit* is value_and_grad, compiled.

{times}

All columns take turns in one process, for {rounds} rounds; a ratio is the median of the ratios
within rounds. Time is that of the processor, for all threads, and all are on one core. Before
anything was measured, all values and gradients agreed with those by hand.

What is not in the table, because a peer cannot do it or does it wrong:

{cannot}

## What is wanted

{goals}

## Memory

The most that NumPy held at once during one call, as tracemalloc sees it; inputs left out.

{memory}

## First call

From the function to the first gradient: tracing, writing and compiling included, imports left out.
Of gradgen that is writing the code, which need not be done again.

{first}

## As it comes

Above, glibc is told to keep freed memory (see the settings below), so that arrays are computed and
nothing else is measured. As it comes, it gives large arrays back to the system when a function
returns, and the next call pays for every page of them anew:

{plain}

## Machine

{machine}"""
