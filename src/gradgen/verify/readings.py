"""Runs what was generated from a file once, and reads off the value of each line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gradgen.diagnostics import Diagnostic, GradgenError
from gradgen.draw.readings import Reading, Readings
from gradgen.draw.scene import LineView, Scene
from gradgen.frontend.reading import decode, read
from gradgen.pipeline import Result, run
from gradgen.recursion import deep_recursion
from gradgen.verify.findings import Findings
from gradgen.verify.process import Record, run_job
from gradgen.verify.verification import Subject, Terms, job_for


def take_readings(subject: Subject, terms: Terms) -> Readings:
    """What the lines of a derivative give for the inputs of `terms`.

    Upstream gradients and tangents that are not among these are one.

    Raises GradgenError where the run goes wrong.
    """
    valued = _with_value(subject)
    lines = [line for line in _lines(valued.scene) if line.target and not line.is_idle]
    watched = {n: (line.first, line.target) for line in lines for n in _rows(line)}
    with_value = valued.options.with_value
    job = job_for(subject._replace(result=valued, with_value=with_value), terms)
    try:
        outcome = run_job(replace(job, watched=watched), terms.timeout, show=terms.show)
    except OSError as error:
        message = f"no process can be started: {error.strerror or error}"
        again = Diagnostic("run-failed", message, (), "try again on another system")
        raise GradgenError([again]) from None
    text = decode(subject.data, subject.name)[0]
    findings = Findings(subject.name, valued, text, terms.timeout, terms.memory)
    errors = tuple(findings.of(outcome))
    if errors:
        raise GradgenError(errors)
    found = {r["line"]: _reading(r) for r in outcome.records if r["kind"] == "line"}
    told = _told(subject.result.scene, valued.scene, found, _named(outcome.records, "input"))
    return replace(told, upstream=_named(outcome.records, "upstream"))


def _with_value(subject: Subject) -> Result:
    """The derivative that gives the value too: it computes what the other one does without."""
    options = subject.result.options
    if options.with_value or options.split:
        return subject.result
    wished = replace(options, functions=subject.result.functions, with_value=True)
    with deep_recursion():
        valued = run(read(subject.data, subject.name), wished)
    alike = _derived(valued.scene) == _derived(subject.result.scene)
    return valued if alike else subject.result


def _derived(scene: Scene) -> list[str]:
    """The lines that carry derivatives."""
    return [line.code for line in _lines(scene) if line.is_derivative and not line.is_idle]


def _lines(scene: Scene) -> Iterator[LineView]:
    return (line for function in scene.functions for line in function.lines)


def _rows(line: LineView) -> range:
    return range(line.first, line.last + 1)


def _named(records: Sequence[Record], kind: str) -> dict[tuple[str, str], Reading]:
    """What a derivative was given, by function and name."""
    return {(r["function"], r["name"]): _reading(r) for r in records if r["kind"] == kind}


def _reading(record: Record) -> Reading:
    shape = tuple(record["shape"])
    return Reading(record["number"], shape, record.get("least", 0.0), record.get("most", 0.0))


def _told(
    shown: Scene,
    valued: Scene,
    found: Mapping[int, Reading],
    inputs: Mapping[tuple[str, str], Reading],
) -> Readings:
    """The readings of one text as those of another that has the same lines, but for some values."""
    lines: dict[int, Reading] = {}
    values = dict(inputs)
    for here, there in zip(shown.functions, valued.functions, strict=True):
        made = {gate.id: gate.targets for gate in here.gates}
        for line in there.lines:
            if line.first in found and not line.is_derivative:
                values[here.name, _value_of(line, made)] = found[line.first]
        derived, own = (
            [line for line in lines_ if line.is_derivative and not line.is_idle]
            for lines_ in (there.lines, here.lines)
        )
        for line, twin in zip(own, derived, strict=True):
            if twin.first in found:
                lines[line.first] = found[twin.first]
        for line in here.lines:
            name = here.name, _value_of(line, made)
            if not line.is_derivative and name in values:
                lines[line.first] = values[name]
    return Readings(lines, values)


def _value_of(line: LineView, made: Mapping[str, tuple[str, ...]]) -> str:
    """What a line makes: of one that changes an array, the array as it is from then on."""
    values = [value for id_ in line.gates for value in made[id_]]
    return values[0] if len(values) == 1 else line.target
