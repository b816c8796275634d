"""The benchmarks stay alive: in small sizes, all that is measured gives one value and gradient."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


def test_all_gradients_of_the_workloads_agree() -> None:
    """Those that are differentiated by hand too, with each other and with differences."""
    check = [sys.executable, str(BENCHMARKS / "check.py")]
    run = subprocess.run(check, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    workloads = {file.stem for file in (BENCHMARKS / "workloads").glob("[!_]*.py")}
    told = dict(line.split(": ") for line in run.stdout.splitlines())
    assert told.keys() == workloads
    for titles in told.values():
        assert {"by hand", "default", "--split", "autograd"} <= set(titles.split(", "))
