"""`--watch`: what is saved is generated again, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from gradgen.command.jobs import Job
from gradgen.command.request import Request
from gradgen.command.watching import watch
from test_freshness import said

REQUEST = Request.of()
SOURCE = "def f(x):\n    return x * x\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pyproject.toml").touch()
    for name in ("a", "b"):
        (tmp_path / f"{name}.py").write_text(SOURCE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def save(file: str, text: str = SOURCE) -> None:
    """Saves a file, later than the last time, whatever the clock of the file system shows."""
    before = os.stat(file).st_mtime_ns if os.path.exists(file) else 0
    Path(file).write_text(text)
    os.utime(file, ns=(before + 10**9, before + 10**9))


def watched(*steps: Callable[[], object], jobs: Sequence[str] = ("a.py", "b.py")) -> list[str]:
    """The files of the jobs that are done, a `|` after each look; Ctrl-C comes after the steps."""
    done: list[str] = []
    pending = iter(steps)

    def wait() -> None:
        done.append("|")
        step = next(pending, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    def find() -> list[Job]:
        return [Job(file, REQUEST, Path(f"{file}.out")) for file in jobs if os.path.exists(file)]

    def act(jobs: Sequence[Job]) -> None:
        done.extend(job.file for job in jobs)

    assert watch(find, act, Path("pyproject.toml"), wait) == 0
    return done


def test_all_at_first_then_what_is_saved() -> None:
    steps = (lambda: save("b.py"), lambda: None, lambda: save("a.py"))
    assert watched(*steps) == ["a.py", "b.py", "|", "b.py", "|", "|", "a.py", "|"]


def test_all_where_the_settings_change() -> None:
    assert watched(lambda: save("pyproject.toml")) == ["a.py", "b.py", "|", "a.py", "b.py", "|"]


def test_all_where_a_file_of_rules_changes() -> None:
    save("rules.py", "")
    save("pyproject.toml", '[tool.gradgen]\nrules = ["rules.py"]\n')
    steps = (lambda: save("rules.py", "import math\n"), lambda: save("b.py"))
    assert watched(*steps) == ["a.py", "b.py", "|", "a.py", "b.py", "|", "b.py", "|"]


def test_new_files_and_files_that_go() -> None:
    steps = (lambda: save("c.py"), lambda: os.remove("a.py"), lambda: save("a.py"))
    found = watched(*steps, jobs=("a.py", "b.py", "c.py"))
    assert found == ["a.py", "b.py", "|", "c.py", "|", "|", "a.py", "|"]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_the_command_ends_cleanly() -> None:
    command = [sys.executable, "-m", "gradgen", "a.py", "-o", "out.py", "--watch"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as child:
        try:
            wait_for("f_backward")
            save("a.py", "def f(x):\n    return x.y\n")
            save("a.py", "def f(x):\n    return x**3\n")
            wait_for("x**2")
            child.send_signal(signal.SIGINT)
            out, err = child.communicate(timeout=20)
        finally:
            child.kill()
    assert (child.returncode, out) == (0, "")
    told = [line for line in err.splitlines() if line.startswith("wrote")]
    assert told == ["wrote out.py", "wrote out.py"]


def wait_for(text: str) -> None:
    """Until the generated file holds a text."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if os.path.exists("out.py") and text in Path("out.py").read_text():
            return
        time.sleep(0.05)
    raise AssertionError(f"{text} has not come")


@pytest.mark.parametrize(
    "arguments",
    ["a.py --watch", "a.py -o out.py --watch --check", "- -o out.py --watch", "--watch"],
)
def test_wrong_usage(arguments: str) -> None:
    assert said(*arguments.split())[:2] == (2, "")
