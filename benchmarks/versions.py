"""The tests under other versions: of Python, and of what gradgen needs.

    python benchmarks/versions.py --python python3.12 --python python3.13
    python benchmarks/versions.py --oldest
    python benchmarks/versions.py --oldest --newest -- tests/test_samples.py tests/test_cli.py

For each Python that is named (this one if none is) a virtual environment is made in a temporary
folder, gradgen is installed in it with what its tests need, and the tests run, all of them or those
behind `--`. `--newest` takes the newest versions that the index has, which is what happens without
either; `--oldest` the oldest that pyproject.toml claims, each `>=` read as `==`. Those are tried
with the oldest Python: there are no wheels of them for newer ones.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def claimed() -> list[str]:
    """What pyproject.toml claims that gradgen and its tests need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found: list[str] = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    return found


def tried(python: str, needed: Sequence[str], tests: Sequence[str]) -> int:
    """Run the tests with a Python and certain versions; the exit code of pytest."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, "-m", "venv", folder], check=True)
        own = str(Path(folder) / "bin" / "python")
        install = [own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, *needed], check=True)
        subprocess.run([*install, "--no-deps", str(ROOT)], check=True)
        subprocess.run([own, "-m", "pip", "list", "--disable-pip-version-check"], check=True)
        # Style is judged by tools whose verdicts change with their versions.
        others = ["--ignore=tests/test_style.py", *(tests or ["tests"])]
        return subprocess.run([own, "-m", "pytest", *others], cwd=ROOT).returncode


def main() -> int:
    """Run as the command line says; 1 if any tests failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--python", action="append", help="a Python to try, several if repeated")
    parser.add_argument("--oldest", action="store_true")
    parser.add_argument("--newest", action="store_true")
    parser.add_argument("tests", nargs="*", help="tests to run instead of all")
    chosen = parser.parse_args()
    rows = [[line.replace(">=", "==") for line in claimed()]] if chosen.oldest else []
    rows += [claimed()] if chosen.newest or not chosen.oldest else []
    failed = [
        f"{python}: {', '.join(needed)}"
        for python in chosen.python or [sys.executable]
        for needed in rows
        if tried(python, needed, chosen.tests)
    ]
    print("\n".join(["failed with:", *failed] if failed else ["all passed"]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
