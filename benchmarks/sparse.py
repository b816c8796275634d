"""What it costs to form a sparse Jacobian, beside the ways that never form it.

python benchmarks/sparse.py            measures, and writes benchmarks/SPARSE.md

relu, element by element, of two sizes: the function, the gradient, the diagonal of the Jacobian,
the same by a tangent from ones, and the whole matrix by rows and by columns. All take turns, round
after round; before that, what they give is compared.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from measuring import held, in_turns, machine, size

from gradgen import generate

RESULTS = Path(__file__).with_name("SPARSE.md")
LENGTHS = (1_000, 4_000)
ROUNDS = 7
SOURCE = "import numpy as np\n\n\ndef relu_layer(x):\n    return np.maximum(0, x)\n"
WAYS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "gradient": ("relu_layer_backward", {}),
    "diagonal": ("relu_layer_jacobian", {"mode": "jacobian", "by": "diagonal"}),
    "tangent from ones": ("relu_layer_jvp", {"mode": "jvp"}),
    "whole, by rows": ("relu_layer_jacobian", {"mode": "jacobian", "by": "rows"}),
    "whole, by columns": ("relu_layer_jacobian", {"mode": "jacobian", "by": "columns"}),
}


def runs(length: int) -> dict[str, Callable[[], Any]]:
    """The function and its derivatives on one vector."""
    x = np.random.default_rng(0).normal(size=length)
    found = {"relu itself": _bound(SOURCE, "relu_layer", x)}
    for way, (name, choices) in WAYS.items():
        text = generate(SOURCE, shape={"x": "N"}, **choices)
        ones = (np.ones(length),) if way in ("gradient", "tangent from ones") else ()
        found[way] = _bound(text, name, x, *ones)
    _compare(found)
    return found


def _bound(text: str, name: str, *arguments: Any) -> Callable[[], Any]:
    namespace: dict[str, Any] = {}
    exec(compile(text, name, "exec"), namespace)
    function = namespace[name]
    return lambda: function(*arguments)


def _compare(found: Mapping[str, Callable[[], Any]]) -> None:
    """The diagonal is the same whichever way, and beside it is nothing."""
    diagonal = found["diagonal"]()
    for way in WAYS:
        given = found[way]()
        expected = np.diag(diagonal) if given.ndim == 2 else diagonal
        np.testing.assert_array_equal(given, expected, err_msg=way)


def table(lengths: tuple[int, ...] = LENGTHS) -> str:
    """Time and memory of each way, for each length."""
    columns = []
    for length in lengths:
        found = runs(length)
        seconds = map(statistics.median, in_turns(list(found.values()), ROUNDS, time.thread_time))
        columns.append(
            [_cell(t, held(run)) for t, run in zip(seconds, found.values(), strict=True)]
        )
    head = " | ".join(f"{n:,} elements" for n in lengths)
    lines = [f"| relu of | {head} |", f"|---{'|---' * len(lengths)}|"]
    for way, *cells in zip(["relu itself", *WAYS], *columns, strict=True):
        lines.append(f"| {way} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(seconds: float, count: int) -> str:
    return f"{_duration(seconds)}, {size(count)}"


def _duration(seconds: float) -> str:
    return f"{1e3 * seconds:.1f} ms" if seconds >= 1e-3 else f"{1e6 * seconds:.1f} µs"


def main() -> int:
    """Measure and report."""
    RESULTS.write_text(_PAGE.format(table=table(), machine=machine()), "utf-8")
    print(RESULTS.read_text("utf-8"))
    return 0


_PAGE = f"""# Sparse Jacobians

relu works element by element: of its Jacobian only the diagonal is not zero. This is what it
costs to form the matrix all the same, and not to; `python benchmarks/sparse.py` measures anew and
rewrites this page. Seconds are those of the processor, the median of {ROUNDS} rounds; memory is the
most that was held at once, the input left out. The code is in
[Never form a sparse Jacobian](../docs/sparse_jacobians.md).

{{table}}

## Machine

{{machine}}"""


if __name__ == "__main__":
    sys.exit(main())
