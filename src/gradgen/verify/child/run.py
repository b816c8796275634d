"""The work of the process: each function at a point, each parameter along directions."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gradgen.verify.child import values as v
from gradgen.verify.child.inputs import Inputs
from gradgen.verify.child.job import Job, Question
from gradgen.verify.child.limits import bound_memory
from gradgen.verify.child.lines import first_bad_line
from gradgen.verify.child.program import (
    ComplexTwins,
    load,
    load_generated,
    stand_in_for_annotations,
)
from gradgen.verify.child.records import FailedError, Reporter
from gradgen.verify.child.subject import Derivative, Subject, fits, zero_like
from gradgen.verify.child.verdicts import Claim, Judgement, judge_first, judge_second, worst

_DIRECTIONS = 3
Values = dict[str, Any]


def main(job_file: str, records_file: str) -> None:
    """Does what the job says; the last record is `done`."""
    job: Job = pickle.loads(Path(job_file).read_bytes())
    bound_memory(job.memory)
    sys.argv = [job.path]
    sys.path.insert(0, job.folder)
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
        archive = _archive(job, reporter)
    except FailedError as failure:
        reporter.say(**failure.record)
        return
    twins = ComplexTwins(names)
    for question in job.questions:
        reporter.function = question.function
        try:
            _Verification(job, question, reporter, names, derived, twins, archive).run()
        except FailedError as failure:
            reporter.say(**failure.record)
        except MemoryError:
            stage = f"while the differences of `{question.function}` were taken"
            reporter.say("raised", stage=stage, is_memory=True, type="MemoryError", message="")
    reporter.function = ""


def _archive(job: Job, reporter: Reporter) -> dict[str, Any]:
    if not job.archive:
        return {}
    import numpy as np

    def read() -> dict[str, Any]:
        with np.load(job.archive, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}

    return reporter.attempt(f"while {job.archive} was read", read)


class _Verification:
    """One function, and all that is known of it so far."""

    def __init__(
        self,
        job: Job,
        question: Question,
        reporter: Reporter,
        names: Values,
        derived: Values,
        twins: ComplexTwins,
        archive: Values,
    ) -> None:
        self.job, self.question, self.reporter = job, question, reporter
        self.function = names[question.function]
        self.twin = twins.of(self.function)
        self.derivative = Derivative(question, derived)
        self.archive = archive

    def run(self) -> None:
        """Says a record for each parameter, and others where something is wrong."""
        question = self.question
        self.subject = self._subject()
        self.subject.draw_weights()
        total = self._total()
        if question.mode == "vjp":
            self._gradients(total)
        elif question.mode == "jvp":
            self._tangents(total)
        else:
            self._products(total)

    def _subject(self) -> Subject:
        """The function at the first point where it has a finite value."""
        question, name = self.question, self.question.function
        inputs = Inputs(question, self.function, self.archive, self.job.sizes, self.job.seed)
        failure: FailedError | None = None
        for attempt in range(inputs.attempts):
            values, told = inputs.at(attempt)
            self._check_numbers(values)

            def made(values: Values = values) -> Subject:
                return Subject(question, self.function, self.twin, values, self.job.seed)

            try:
                subject = self.reporter.attempt(f"while `{name}` was called", made)
                self._check_outputs(subject)
            except FailedError as found:
                if found.record.get("is_memory") or found.record.get("is_exit"):
                    raise
                failure = failure or found
                continue
            again = self.reporter.attempt(f"while `{name}` was called", made)
            if not v.is_same(subject.outputs, again.outputs):
                raise FailedError("changing")
            self.reporter.say("point", told=told)
            return subject
        assert failure is not None
        failure.record["attempts"] = inputs.attempts
        raise failure

    def _check_numbers(self, values: Values) -> None:
        for name in self.question.moving:
            if not v.is_float(values[name]):
                kind = type(values[name]).__name__
                raise FailedError("no-float", parameter=name, type=kind)

    def _check_outputs(self, subject: Subject) -> None:
        outputs = subject.outputs
        if len(outputs) != len(self.question.outputs):
            raise FailedError("count", found=len(outputs), expected=len(self.question.outputs))
        for output, name in zip(outputs, self.question.outputs, strict=True):
            if not v.is_number(output):
                raise FailedError("no-number", output=name, type=type(output).__name__)
        bad = [o for o in outputs if not v.is_finite(o)]
        if bad:
            subject.draw_weights()
            raise FailedError("infinite", **self._where_infinite(subject, v.bad_word(bad[0])))

    def _where_infinite(self, subject: Subject, word: str) -> Values:
        """The line of the generated text that makes what is not finite, where one does."""
        if all(map(v.is_finite, subject.values.values())):
            new = self._new(
                subject, {name: subject.direction(name) for name in self.question.moving}
            )
            values = v.copies(subject.values)
            functions = self.derivative.functions
            found = first_bad_line(lambda: self.derivative.results(values, new), functions)
            if found:
                return {"name": found.name, "word": found.word, "generated_line": found.line}
        return {"name": "", "word": word, "generated_line": 0}

    def _total(self) -> float:
        pairs = zip(self.subject.outputs, self.subject.weights, strict=True)
        return sum(v.size_of(o, w) for o, w in pairs)

    def _new(self, subject: Subject, directions: Values) -> list[Any]:
        """The seeds or tangents for a call of the derivative."""
        if self.question.mode == "vjp":
            return [*map(v.copied, subject.weights)]
        moving = self.question.moving
        return [v.copied(directions.get(n, zero_like(subject.values[n]))) for n in moving]

    def _results(self, directions: Values) -> list[Any]:
        """What the derivative gives; says so where it changes its inputs or gives another value."""
        subject, name = self.subject, self.question.derivative
        given, new = v.copies(subject.values), self._new(subject, directions)
        before = v.copied(new)
        values, found = self.reporter.attempt(
            f"while `{name}` was called", lambda: self.derivative.results(given, new)
        )
        changed = [n for n, value in given.items() if not v.is_same(value, subject.values[n])]
        pairs = zip(self.question.new, new, before, strict=True)
        changed += [n for n, one, other in pairs if not v.is_same(one, other)]
        if changed:
            raise FailedError("changed", names=changed)
        for output, value, own in zip(self.question.outputs, values, subject.outputs, strict=False):
            self._check_value(output, value, own)
        if not all(map(v.is_finite, found)):
            bad = next(each for each in found if not v.is_finite(each))
            where = self._where_infinite(subject, v.bad_word(bad))
            raise FailedError("infinite", **where)
        return found

    def _check_value(self, output: str, value: Any, own: Any) -> None:
        off = v.shape_of(value) != v.shape_of(own)
        if not off:
            most = float(abs(v.precise(own)).max()) if v.shape_of(own) else abs(float(own))
            apart = abs(v.precise(value) - v.precise(own))
            far = float(apart.max()) if getattr(apart, "size", 1) and v.shape_of(own) else apart
            empty = getattr(own, "size", 1) == 0
            off = not empty and not float(far) <= 0.01 * v.half_of_the_digits(own) * most + 1e-300
        if off:
            raise FailedError("other-value", output=output)

    # --- the modes --------------------------------------------------------------------------------

    def _gradients(self, total: float) -> None:
        found = self._results({})
        for name, gradient in zip(self.question.moving, found, strict=True):
            if not self._has_shape(name, gradient, self.subject.values[name]):
                continue
            judgements = [
                self._along(gradient, direction, {name: direction}, total)
                for direction in self._directions(name)
            ]
            self._say_row(name, judgements)

    def _along(self, gradient: Any, direction: Any, moving: Values, total: float) -> Judgement:
        subject = self.subject
        claim = Claim(
            float(v.dot(gradient, direction)),
            v.size_of(gradient, direction),
            total,
            v.half_of_the_digits(gradient),
        )
        return judge_first(claim, subject.moved(moving), subject.moved_twin(moving))

    def _tangents(self, total: float) -> None:
        names = self.question.moving
        for name in names:
            self._tangent_row(name, [{name: each} for each in self._directions(name)], total)
        if len(names) > 1:
            together = {name: self.subject.direction(name) for name in names}
            self._tangent_row("(all together)", [together], total)

    def _tangent_row(self, name: str, directions: list[Values], total: float) -> None:
        subject, judgements = self.subject, []
        for moving in directions:
            tangents = self._results(moving)
            pairs = zip(self.question.outputs, tangents, subject.outputs, strict=True)
            if not all(self._has_shape(name, t, own, output) for output, t, own in pairs):
                return
            pairs_of = list(zip(subject.weights, tangents, strict=True))
            claim = Claim(
                float(v.weighted(tangents, subject.weights)),
                sum(v.size_of(w, t) for w, t in pairs_of),
                total,
                max(map(v.half_of_the_digits, tangents)),
            )
            one = judge_first(claim, subject.moved(moving), subject.moved_twin(moving))
            judgements.append(one)
        self._say_row(name, judgements)

    def _products(self, total: float) -> None:
        names, subject = self.question.moving, self.subject
        subject.weights = [1.0 for _ in subject.outputs]  # a Hessian is that of one number
        vector = {name: subject.direction(name) for name in names}
        found = self._results(vector)[-len(names) :]
        for name, product in zip(names, found, strict=True):
            if not self._has_shape(name, product, subject.values[name]):
                continue
            judgements = []
            for direction in self._directions(name):
                claim = Claim(
                    float(v.dot(product, direction)),
                    v.size_of(product, direction),
                    total,
                    v.half_of_the_digits(product),
                )
                steps = {name: direction}, vector
                moved, twin = subject.moved_twice(*steps), subject.moved_twice_twin(*steps)
                judgements.append(judge_second(claim, moved, twin))
            self._say_row(name, judgements)

    def _directions(self, name: str) -> Iterator[Any]:
        value = self.subject.values[name]
        count = _DIRECTIONS if v.shape_of(value) else 1
        for _ in range(count if getattr(value, "size", 1) else 0):
            yield self.subject.direction(name)

    def _has_shape(self, name: str, found: Any, like: Any, output: str = "") -> bool:
        if fits(found, like):
            return True
        shapes = {"shape": [*v.shape_of(found)], "expected_shape": [*v.shape_of(like)]}
        self.reporter.say("row", parameter=name, output=output, verdict="shape", **shapes)
        return False

    def _say_row(self, name: str, judgements: list[Judgement]) -> None:
        one = worst(judgements) if judgements else Judgement("ok", method="no elements")
        value = self.subject.values.get(name)
        shape = [*v.shape_of(value)]
        self.reporter.say("row", parameter=name, shape=shape, **one._asdict())
