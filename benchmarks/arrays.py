"""What the gradients of the array samples cost: time and memory, beside the forward and autograd.

python benchmarks/arrays.py            measures all, and writes benchmarks/ARRAYS.md
python benchmarks/arrays.py NAME...    measures some samples, and prints the table

Forward, gradient and autograd's gradient take turns in one process, round after round; a ratio is
the median of the ratios within rounds. The gradient computes the value as well. Memory is the most
that NumPy held at once beyond what it held before, as tracemalloc sees it. Each gradient is
compared with autograd's first, where autograd can follow the program.

All is measured twice, each time in a process of its own: as it comes, and with an allocator that
keeps freed memory. As it comes, glibc gives large arrays back to the system when a function
returns, and the next call pays for getting every page anew. That hits the gradient, which holds
several arrays at its end, and not the forward, which reuses one.
"""

from __future__ import annotations

import inspect
import json
import statistics
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from inputs import SIZES, drawn
from measuring import KEEPING, ROUNDS, held, in_a_process, in_turns, machine, ratio, size

import gradgen

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("ARRAYS.md")
MOST, MOST_ON_AVERAGE = 4.0, 3.0


@dataclass(frozen=True)
class Workload:
    """A sample with inputs: its forward, its gradient, and autograd's where there is one."""

    name: str
    forward: Callable[[], Any]
    gradient: Callable[[], Any]
    peer: Callable[[], Any] | None


def workload(name: str) -> Workload:
    """The sample `name`, ready to run."""
    text = (ROOT / "samples" / f"{name}.py").read_text("utf-8")
    (function,) = gradgen.build(text).functions
    inputs = drawn(text, function, SIZES[name])
    wrt = _option(text, "--wrt")
    chosen = wrt.split(",") if wrt else [n for n, v in inputs.items() if _is_real(v)]
    result = gradgen.build(text, wrt=chosen, with_value=True)
    f = _load(text, function)
    backward = _load(result.source, f"{function}_backward")
    seeds = {n: 1.0 for n in inspect.signature(backward).parameters if n.startswith("grad_")}
    peer = _peer(text, function, inputs, chosen)
    work = Workload(name, lambda: f(**inputs), lambda: backward(**inputs, **seeds), peer)
    _compare(work)
    return work


def _is_real(value: Any) -> bool:
    return bool(np.asarray(value).dtype.kind == "f")


def _option(text: str, option: str) -> str | None:
    words = text.partition("\n")[0].split()
    return words[words.index(option) + 1] if option in words else None


def _load(text: str, name: str) -> Callable[..., Any]:
    anything = type("Anything", (), {"__class_getitem__": classmethod(lambda cls, item: item)})
    stand_in = SimpleNamespace(Float=anything, Int=anything, Bool=anything)
    sys.modules.setdefault("jaxtyping", stand_in)  # type: ignore[arg-type]
    namespace: dict[str, Any] = {}
    exec(compile(text, name, "exec"), namespace)
    function: Callable[..., Any] = namespace[name]
    return function


def _peer(
    text: str, function: str, inputs: Mapping[str, Any], chosen: list[str]
) -> Callable[[], Any] | None:
    """autograd's gradient of the same text, or nothing where it cannot follow."""
    try:
        from autograd import value_and_grad
    except ImportError:
        return None
    for library in ("numpy", "scipy"):
        text = text.replace(f"import {library}", f"import autograd.{library}")
        text = text.replace(f"from {library}", f"from autograd.{library}")
    names = list(inputs)
    places = [names.index(name) for name in chosen]
    try:
        f = _load(text, function)
        summed = value_and_grad(lambda *a: _total(f(*a)), places)
        summed(*inputs.values())
    except Exception:
        return None
    return lambda: summed(*inputs.values())


def _total(outputs: Any) -> Any:
    import autograd.numpy as anp

    rows = outputs if isinstance(outputs, tuple) else (outputs,)
    return sum(anp.sum(row) for row in rows)


def _compare(work: Workload) -> None:
    if work.peer is None:
        return
    _, mine = work.gradient()
    _, theirs = work.peer()
    several = mine if isinstance(mine, tuple) else (mine,)
    for ours, other in zip(several, theirs, strict=True):
        np.testing.assert_allclose(ours, other, rtol=1e-6, atol=1e-8, err_msg=work.name)


@dataclass(frozen=True)
class Row:
    """What a workload took: seconds of the forward, ratios to it, and bytes."""

    name: str
    seconds: float
    gradient: float
    peer: float | None
    bytes: int
    peer_bytes: int | None


def measure(work: Workload) -> Row:
    """Forward, gradient and peer in turns."""
    runs = [work.forward, work.gradient, *([work.peer] if work.peer else [])]
    forward, *others = in_turns(runs)
    ratios = [ratio(column, forward) for column in others]
    memory = [held(run) for run in runs[1:]]
    return Row(
        work.name,
        statistics.median(forward),
        ratios[0],
        ratios[1] if work.peer else None,
        memory[0],
        memory[1] if work.peer else None,
    )


def table(rows: list[Row]) -> str:
    """The rows as a table, with the geometric means."""
    lines = [
        "| Sample | Forward | Gradient, times the forward | autograd | Memory | autograd |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        peer = f"{row.peer:.1f}" if row.peer else "-"
        memory = size(row.peer_bytes) if row.peer_bytes else "-"
        lines.append(
            f"| {row.name} | {1e3 * row.seconds:.3f} ms | {row.gradient:.2f} | {peer} "
            f"| {size(row.bytes)} | {memory} |"
        )
    mean = statistics.geometric_mean(row.gradient for row in rows)
    peers = [row.peer for row in rows if row.peer]
    theirs = f"{statistics.geometric_mean(peers):.1f}" if peers else "-"
    return "\n".join([*lines, f"| geometric mean | | {mean:.2f} | {theirs} | | |"])


def _rows(names: list[str], settings: Mapping[str, str]) -> list[Row]:
    """The rows, measured in a process of its own with these settings of the environment."""
    return [Row(**row) for row in in_a_process(__file__, names, settings)]


def main(names: list[str]) -> int:
    """Measure, report; the exit code is 1 if a gradient takes longer than it should."""
    if names[:1] == ["--rows"]:
        print(json.dumps([asdict(measure(workload(name))) for name in names[1:]]))
        return 0
    rows = _rows(names or list(SIZES), KEEPING)
    as_it_comes = _rows(names or list(SIZES), {})
    if names:
        print(table(rows), table(as_it_comes), sep="\n\n")
    else:
        tables = _TABLES.format(keeping=table(rows), plain=table(as_it_comes))
        RESULTS.write_text(f"{_HEAD}{tables}\n## Machine\n\n{machine()}", "utf-8")
        print(f"wrote {RESULTS.relative_to(ROOT)}")
    mean = statistics.geometric_mean(row.gradient for row in rows)
    over = [row.name for row in rows if row.gradient > MOST]
    print(f"geometric mean {mean:.2f}, at most {MOST_ON_AVERAGE} is wanted; over {MOST}: {over}")
    return int(bool(over) or mean > MOST_ON_AVERAGE)


_HEAD = f"""# Arrays

What the gradients of the array samples cost; `python benchmarks/arrays.py` measures anew and
rewrites this page. Forward, gradient (with the value) and autograd's gradient take turns; a ratio
is the median of the ratios within {ROUNDS} rounds. Memory is the most that was held at once during
one call, inputs left out.
"""

_TABLES = """
## With an allocator that keeps freed memory

`MALLOC_TRIM_THRESHOLD_` and `MALLOC_MMAP_THRESHOLD_` are set, so that arrays are computed and
nothing else is measured.

{keeping}

## As it comes

glibc gives large arrays back to the system when a function returns; the next call pays for every
page of them anew.

{plain}
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
