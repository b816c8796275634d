"""Watches the generated functions run: what each line has bound, told in a few numbers."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from gradgen.verify.child import values as v
from gradgen.verify.child.inputs import Inputs
from gradgen.verify.child.job import Job, Question
from gradgen.verify.child.lines import LineValue, watch
from gradgen.verify.child.records import FailedError, Reporter
from gradgen.verify.child.subject import Derivative, Functions
from gradgen.verify.child.upstream import Upstream

Values = dict[str, Any]


def tell_lines(
    job: Job, question: Question, reporter: Reporter, functions: Functions, files: Values
) -> None:
    """Says a record for each line of the derivative, and for all that it is given."""
    derivative = functions.derivative(question)
    inputs = Inputs(job, question, functions, files)
    upstream = Upstream(question, functions.own(question), files)
    values, new = _first_that_will_do(inputs, upstream, derivative, reporter)
    seen: dict[int, Values] = {}

    def see(here: LineValue) -> None:
        first, name = job.watched.get(here.line, (0, ""))
        if here.name == name and (found := told(here.value)) is not None:
            seen[first] = found

    reporter.attempt(
        _stage(reporter),
        lambda: watch(
            lambda: _call(derivative, values, new), derivative.functions, see, derivative.left
        ),
    )
    for kind, given in (("input", values), ("upstream", new)):
        for name, value in given.items():
            if (found := told(value)) is not None:
                reporter.say(kind, name=name, **found)
    for line, found in sorted(seen.items()):
        reporter.say("line", line=line, **found)


def _first_that_will_do(
    inputs: Inputs, upstream: Upstream, derivative: Derivative, reporter: Reporter
) -> tuple[Values, Values]:
    """The first inputs at which the derivative can be had, and what is sent into it."""
    failure: FailedError | None = None
    for attempt in range(inputs.attempts):
        values, _ = inputs.at(attempt)
        try:
            new = reporter.attempt(_stage(reporter), partial(upstream.at, values))
            reporter.attempt(_stage(reporter), partial(_call, derivative, values, new))
        except FailedError as found:
            failure = failure or found
            continue
        return values, new
    assert failure is not None
    failure.record["attempts"] = inputs.attempts
    raise failure


def _call(derivative: Derivative, values: Values, new: Values) -> None:
    derivative.results(v.copies(values), [*v.copies(new).values()])


def _stage(reporter: Reporter) -> str:
    return f"while the derivative of `{reporter.function}` was called"


def told(value: Any) -> Values | None:
    """A value in a few numbers; None where it is none."""
    if not v.is_number(value):
        return None
    shape = v.shape_of(value)
    if not shape:
        return {"number": float(value), "shape": []}
    if not value.size:
        return {"number": 0.0, "shape": list(shape)}
    precise = value.astype("float64")
    norm = math.sqrt(float((precise * precise).sum()))
    least, most = float(precise.min()), float(precise.max())
    return {"number": norm, "shape": list(shape), "least": least, "most": most}
