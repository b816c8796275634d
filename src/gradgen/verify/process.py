"""Runs a job in a process of its own, within bounds, and reads what it says."""

from __future__ import annotations

import json
import math
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from gradgen.verify.child.job import Job

_START = Path(__file__).parent / "child" / "start.py"
_ROOT = Path(__file__).resolve().parents[2]
# One thread is enough for small inputs; many would take address space, and time to start.
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_MOST_RECORDS = 64 << 20

Record = dict[str, Any]


class Outcome(NamedTuple):
    """The records of a process, and how it ended: `done`, `time`, or `died` with an exit code."""

    records: tuple[Record, ...]
    end: str
    code: int = 0


def run_job(job: Job, timeout: float, *, show: bool) -> Outcome:
    """Runs the job; with `show`, what the user's code prints goes to standard error.

    Raises OSError where no process can be started.
    """
    with tempfile.TemporaryDirectory(prefix="gradgen-", ignore_cleanup_errors=True) as folder:
        job_file, records_file = Path(folder, "job"), Path(folder, "records")
        job_file.write_bytes(pickle.dumps(job))
        records_file.touch()
        code = _run(job_file, records_file, timeout, show=show)
        records = tuple(_records(records_file))
    if code is None:
        return Outcome(records, "time")
    is_done = bool(records) and records[-1]["kind"] == "done"
    return Outcome(records, "done" if is_done else "died", code)


def _run(job_file: Path, records_file: Path, timeout: float, *, show: bool) -> int | None:
    """The exit code; `None` if the time was up."""
    stream = sys.stderr if show and _has_number(sys.stderr) else subprocess.DEVNULL
    command = [
        sys.executable,
        "-P",
        "-B",
        str(_START),
        str(_ROOT),
        str(job_file),
        str(records_file),
    ]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=stream,
        stderr=stream,
        env={**dict.fromkeys(_THREADS, "1"), **os.environ},
        start_new_session=True,
    )
    try:
        is_done = _is_done(process, timeout or math.inf)
    finally:
        _end(process)
    return process.returncode if is_done else None


def _is_done(process: subprocess.Popen[bytes], timeout: float) -> bool:
    """Whether the process is done in time.

    Where the system can tell without, it is not waited for yet: until then its number stays its
    own, and a group of that number is the one to be ended.
    """
    deadline, pause = time.monotonic() + timeout, 0.001
    while not _has_exited(process):
        if time.monotonic() > deadline:
            return False
        pause = min(2 * pause, 0.02)
        time.sleep(pause)
    return True


def _has_exited(process: subprocess.Popen[bytes]) -> bool:
    if not hasattr(os, "waitid"):
        return process.poll() is not None
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None


def _has_number(stream: Any) -> bool:
    try:
        return stream is not None and stream.fileno() >= 0
    except (OSError, ValueError, AttributeError):
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process, and on POSIX also those that it has started and left."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        elif process.poll() is None:
            process.kill()
    process.wait()


def _records(file: Path) -> Iterator[Record]:
    """What was said; the last line may be cut off."""
    with file.open("rb") as stream:
        lines = stream.read(_MOST_RECORDS).split(b"\n")
    for line in lines[:-1]:
        try:
            record = json.loads(line)
        except ValueError:
            return
        if isinstance(record, dict) and "kind" in record:
            yield record
