"""The derivative at one point: what it gives, and whether it leaves alone what it is given."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from gradgen.verify.child import values as v
from gradgen.verify.child.job import Question
from gradgen.verify.child.lines import first_bad_line
from gradgen.verify.child.records import FailedError, Reporter
from gradgen.verify.child.subject import Derivative, Subject, zero_like

Values = dict[str, Any]


class Trial:
    """A function at a point, and its derivative there."""

    def __init__(self, subject: Subject, derivative: Derivative, reporter: Reporter) -> None:
        self.subject = subject
        self._derivative = derivative
        self._reporter = reporter

    @property
    def question(self) -> Question:
        """What is asked of the function."""
        return self.subject.question

    def results(self, new: Sequence[Any]) -> list[Any]:
        """The derivatives, for these seeds or tangents.

        Raises FailedError where what was given is changed, the value beside them is not that of the
        function, or they are not finite.
        """
        subject, question = self.subject, self.question
        given, new = v.copies(subject.values), [*map(v.copied, new)]
        before = [*map(v.copied, new)]
        values, found = self._reporter.attempt(
            f"while `{question.derivative}` was called",
            lambda: self._derivative.results(given, new),
        )
        changed = [n for n, value in given.items() if not v.is_same(value, subject.values[n])]
        pairs = zip(question.new, new, before, strict=True)
        changed += [n for n, one, other in pairs if not v.is_same(one, other)]
        if changed:
            raise FailedError("changed", names=changed)
        if len(found) != self._expected():
            raise FailedError("results", found=len(found), expected=self._expected())
        self._check_values(values)
        if not all(map(v.is_finite, found)):
            raise self.infinite(found)
        return found

    def _expected(self) -> int:
        """How many derivatives there are."""
        moving, outputs = len(self.question.moving), len(self.question.outputs)
        counts = {"jvp": outputs, "jacobian": outputs * moving, "hessian": moving * moving}
        return counts.get(self.question.mode, moving)

    def _check_values(self, values: Sequence[Any]) -> None:
        pairs = zip(self.question.outputs, values, self.subject.outputs, strict=False)
        for output, value, own in pairs:
            if v.shape_of(value) != v.shape_of(own) or not v.is_close(value, own):
                raise FailedError("other-value", output=output)

    def infinite(self, values: Sequence[Any]) -> FailedError:
        """What to raise for `values` that are not all finite: which line made the first of them."""
        bad = next(value for value in values if not v.is_finite(value))
        record: Values = {"name": "", "word": v.bad_word(bad), "generated_line": 0}
        if all(map(v.is_finite, self.subject.values.values())):
            given, new = v.copies(self.subject.values), self._any_new()
            action = partial(self._derivative.results, given, new)
            found = first_bad_line(action, self._derivative.functions, self._derivative.left)
            if found:
                word = v.bad_word(found.value)
                record = {"name": found.name, "word": word, "generated_line": found.line}
        is_value = values is self.subject.outputs
        return FailedError("infinite", is_value=is_value, **record)

    def _any_new(self) -> list[Any]:
        """Seeds or tangents, whichever the derivative takes."""
        subject, question = self.subject, self.question
        if len(question.new) == len(question.outputs) and question.mode == "vjp":
            return [*map(v.copied, subject.weights)]
        return [subject.direction(name) for name in question.moving[: len(question.new)]]

    def tangents(self, directions: Values) -> list[Any]:
        """A tangent for each moving parameter: zero where there is no direction."""
        values = self.subject.values
        return [directions.get(n, zero_like(values[n])) for n in self.question.moving]
