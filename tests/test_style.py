"""The house style, by machine: ruff, black and mypy have nothing to say."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = [name for name in ("src", "tests", "benchmarks") if (ROOT / name).is_dir()]


@pytest.mark.parametrize(
    "tool",
    [["ruff", "check", *FOLDERS], ["black", "--check", "--quiet", *FOLDERS], ["mypy"]],
    ids=lambda tool: tool[0],
)
def test_has_nothing_to_say(tool: list[str]) -> None:
    run = subprocess.run([sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
