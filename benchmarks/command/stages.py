"""Where the time of a run goes: the stages of the pipeline, one after the other, in this process.

python benchmarks/command/stages.py FILE...    prints a JSON object: seconds by stage, for each file
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar
from unittest import mock

from gradgen.analysis.plan import plan
from gradgen.emit import module
from gradgen.emit.layout import layout
from gradgen.frontend.program import read_program
from gradgen.frontend.reading import read
from gradgen.ir.checker import check
from gradgen.recursion import deep_recursion
from gradgen.transforms.reverse import differentiate

STAGES = ("read", "build the circuit", "analyse", "differentiate", "emit", "layout")
T = TypeVar("T")


def stages(data: bytes) -> dict[str, float]:
    """The seconds that each stage takes for a file of one function."""
    spent = dict.fromkeys(STAGES, 0.0)

    def timed(stage: str, work: Callable[[], T]) -> T:
        start = time.perf_counter()
        result = work()
        spent[stage] += time.perf_counter() - start
        return result

    source = timed("read", lambda: read(data, "benchmark.py"))
    program, _ = timed("build the circuit", lambda: read_program(source, ()))
    (circuit,) = program.circuits
    plans = timed("analyse", lambda: plan(check(circuit), None, is_whole=True))
    derived = timed(
        "differentiate",
        lambda: check(
            differentiate(circuit, plans.facts, plans.wrt, program.bindings, with_value=False)
        ),
    )

    def timed_layout(parts: Iterable[str], line_length: int) -> str:
        return timed("layout", lambda: layout(parts, line_length))

    with mock.patch.object(module, "layout", timed_layout):
        timed("emit", lambda: module.emit(program, (derived,), 88))
    spent["emit"] -= spent["layout"]
    return spent


def main(files: list[str]) -> None:
    """Measure each file, after one that warms up the imports and the rule book."""
    with deep_recursion():
        stages(Path(files[0]).read_bytes())
        print(json.dumps({file: stages(Path(file).read_bytes()) for file in files}))


if __name__ == "__main__":
    main(sys.argv[1:])
