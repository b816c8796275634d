"""The work of the process: the files are loaded, then one function after the other is examined."""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path
from typing import Any

from gradgen.verify.child.examination import Examination
from gradgen.verify.child.job import Job
from gradgen.verify.child.libraries import library_of, prepare, reserves_addresses
from gradgen.verify.child.limits import bound_memory
from gradgen.verify.child.program import load, load_generated, stand_in_for_annotations
from gradgen.verify.child.records import FailedError, Reporter
from gradgen.verify.child.subject import Functions
from gradgen.verify.child.watching import tell_lines


def main(job_file: str, records_file: str) -> None:
    """Does what the job says; the last record is `done`."""
    job: Job = pickle.loads(Path(job_file).read_bytes())
    bound_memory(job.memory, reserves=reserves_addresses(job.array_module))
    prepare(job.array_module)
    sys.argv = [job.path]
    sys.path[:0] = job.folders
    with open(records_file, "a", encoding="utf-8") as stream:
        reporter = Reporter(stream, job.path)
        _work(job, reporter)
        reporter.say("done")
    os._exit(0)  # whatever threads the user's code has left


def _work(job: Job, reporter: Reporter) -> None:
    try:
        stand_in_for_annotations()
        names = reporter.attempt("while the file was run", lambda: load(job))
        derived = reporter.attempt("while the generated text was run", lambda: load_generated(job))
        library = reporter.attempt(
            "while its library was imported", lambda: library_of(job.array_module)
        )
        archive = _archive(job, reporter)
    except FailedError as failure:
        reporter.say(**failure.record)
        return
    functions = Functions(names, derived, library)
    for question in job.questions:
        reporter.function = question.function
        try:
            if job.watched:
                tell_lines(job, question, reporter, functions, archive)
            else:
                Examination(job, question, reporter, functions, archive).run()
        except FailedError as failure:
            reporter.say(**failure.record)
        except MemoryError:
            stage = f"while the differences of `{question.function}` were taken"
            reporter.say("raised", stage=stage, is_memory=True)
    reporter.function = ""


def _archive(job: Job, reporter: Reporter) -> dict[str, Any]:
    if not job.archive:
        return {}
    import numpy as np

    def read() -> dict[str, Any]:
        with np.load(job.archive, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}

    return reporter.attempt(f"while {job.archive} was read", read)
