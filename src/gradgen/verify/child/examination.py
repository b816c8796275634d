"""One function and its derivative: points are looked for, and at one of them both are compared."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from gradgen.verify.child import values as v
from gradgen.verify.child.inputs import Inputs
from gradgen.verify.child.job import Job, Question
from gradgen.verify.child.modes import ROWS, Row
from gradgen.verify.child.records import FailedError, Reporter
from gradgen.verify.child.subject import Functions, Subject
from gradgen.verify.child.trial import Trial
from gradgen.verify.child.verdicts import RANKS

_POINTS = 3  # so many are tried until one is not at a kink
Values = dict[str, Any]


class Examination:
    """What it takes to run one of the user's functions beside its derivative."""

    def __init__(
        self,
        job: Job,
        question: Question,
        reporter: Reporter,
        functions: Functions,
        archive: Values,
    ) -> None:
        self._question, self._reporter, self._seed = question, reporter, job.seed
        self._function, self._twin = functions.own(question), functions.twin(question)
        self._derivative = functions.derivative(question)
        self._inputs = Inputs(job, question, functions, archive)

    def run(self) -> None:
        """Says a record for each parameter, and others where something is wrong."""
        rows, told = min(islice(self._tries(), _POINTS), key=lambda found: _doubt(found[0]))
        self._reporter.say("point", told=told)
        for row in rows:
            self._reporter.say("row", **row.record())

    def _tries(self) -> Iterator[tuple[list[Row], str]]:
        """The rows at one point after the other, until there is nothing to doubt."""
        for subject, told in self._subjects():
            trial = Trial(subject, self._derivative, self._reporter)
            rows = [*ROWS[self._question.mode](trial)]
            yield rows, told
            if not _doubt(rows):
                return

    def _subjects(self) -> Iterator[tuple[Subject, str]]:
        """The function at points where it has a finite value. Raises FailedError without any."""
        failure: FailedError | None = None
        is_found = False
        for attempt in range(self._inputs.attempts):
            values, told = self._inputs.at(attempt)
            try:
                subject = self._subject(values)
            except FailedError as found:
                if found.record["kind"] == "changing" or found.is_final:
                    raise
                failure = failure or found
                continue
            is_found = True
            yield subject, told
        if failure and not is_found:
            failure.record["attempts"] = self._inputs.attempts
            raise failure

    def _subject(self, values: Values) -> Subject:
        self._check_numbers(values)
        stage = f"while `{self._question.function}` was called"

        def made() -> Subject:
            return Subject(self._question, self._function, self._twin, values, self._seed)

        subject = self._reporter.attempt(stage, made)
        self._check_outputs(subject)
        if not v.is_same(subject.outputs, self._reporter.attempt(stage, made).outputs):
            raise FailedError("changing")
        return subject

    def _check_numbers(self, values: Values) -> None:
        for name in self._question.moving:
            if not v.is_float(values[name]):
                kind = type(values[name]).__name__
                raise FailedError("no-float", parameter=name, type=kind)

    def _check_outputs(self, subject: Subject) -> None:
        outputs, names = subject.outputs, self._question.outputs
        if len(outputs) != len(names):
            raise FailedError("count", found=len(outputs), expected=len(names))
        for output in outputs:
            if not v.is_number(output):
                raise FailedError("no-number", type=type(output).__name__)
        subject.draw_weights()
        if not all(map(v.is_finite, outputs)):
            raise Trial(subject, self._derivative, self._reporter).infinite(outputs)


def _doubt(rows: list[Row]) -> int:
    """How far the rows are from telling that a derivative is right, or that it is wrong."""
    found = [row.verdict for row in rows]
    return 0 if "wrong" in found else max((RANKS.index(verdict) for verdict in found), default=0)
