"""What the process found, told as diagnostics with places in the user's file."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from gradgen.diagnostics import Diagnostic, FixedSpan, Label, Position, Span
from gradgen.pipeline import Result
from gradgen.verify.process import Outcome
from gradgen.verify.table import shown_shape

Record = dict[str, Any]

_OTHER_INPUTS = "try other inputs: --seed 1, or --at"


@dataclass(frozen=True)
class Findings:
    """Makes diagnostics of records; `name` is what messages call the file, `text` what it says."""

    name: str
    result: Result
    text: str
    timeout: float
    memory: int

    def of(self, outcome: Outcome) -> Iterator[Diagnostic]:
        """All that went wrong, in the order in which it was found."""
        for record in outcome.records:
            if record["kind"] in _TELLERS:
                yield from _TELLERS[record["kind"]](self, record)
        if outcome.end != "done":
            yield self._end(outcome)

    # --- verdicts -----------------------------------------------------------------------------

    def _row(self, record: Record) -> Iterator[Diagnostic]:
        verdict, parameter = record["verdict"], record["parameter"]
        function = record["function"]
        what = f"the derivative of `{function}` by `{parameter}`"
        if parameter.startswith("("):
            what = f"the derivative of `{function}` along all parameters"
        labels = self._labels(function, parameter)
        if "misfit" in record:
            yield _wrong(f"{what} has {_misfit(record['misfit'])}", labels)
        elif verdict == "wrong":
            numbers = f"{record['found']:.10g}, not {record['expected']:.10g}"
            yield _wrong(f"{what} is wrong: {numbers} in a random direction", labels)
        elif verdict == "kink":
            title = f"{what} is one of many: `{function}` has a kink here"
            why = f"{_places(record)}the slopes to both sides differ, and the derivative is between"
            yield Diagnostic("kink", title, _said(labels, why), _OTHER_INPUTS, "warning")
        elif verdict == "unsure":
            title = f"{what} cannot be verified: the differences do not settle"
            why = f"the derivative says {record['found']:.6g}, differences tell no clear number"
            if record["method"] == "both sides":
                why = "a kink: the slopes to both sides differ, and the derivative is beyond both"
            yield Diagnostic("unsure-gradient", title, _said(labels, why), _OTHER_INPUTS)

    def _infinite(self, record: Record) -> Iterator[Diagnostic]:
        function, name, word = record["function"], record["name"], record["word"]
        line = record["generated_line"]
        what = f"`{function}`" if record["is_value"] else f"the derivative of `{function}`"
        title, labels = f"{what} is {word} at this point", self._labels(function, "")
        if line:
            title = f"{what} is not finite: `{name}` is the first to be {word}"
            labels = _said(self._origin(line) or labels, self._generated(line))
        help_ = "choose inputs where it is finite: --at x=1; or mend the line"
        yield Diagnostic("not-finite", title, labels, help_)

    def _changed(self, record: Record) -> Iterator[Diagnostic]:
        names = ", ".join(f"`{name}`" for name in record["names"])
        function = record["function"]
        title = f"the derivative of `{function}` changes what it is given: {names}"
        yield _wrong(title, self._labels(function, record["names"][0]))

    def _results(self, record: Record) -> Iterator[Diagnostic]:
        function, found, expected = record["function"], record["found"], record["expected"]
        title = f"the derivative of `{function}` has {found} parts, not {expected}"
        yield _wrong(title, self._labels(function, ""))

    def _other_value(self, record: Record) -> Iterator[Diagnostic]:
        function, output = record["function"], record["output"]
        title = f"the value `{output}` beside the derivative is not that of `{function}`"
        yield _wrong(title, self._labels(function, ""))

    # --- what cannot be run -------------------------------------------------------------------

    def _raised(self, record: Record) -> Iterator[Diagnostic]:
        if record["is_memory"]:
            yield self._out_of_memory(record["stage"])
            return
        stage, kind, message = record["stage"], record["type"], record["message"]
        labels = self._place(record)
        if record["is_exit"]:
            title = f"{self.name} ends the process, {stage}"
            help_ = 'let it do so only as a program: if __name__ == "__main__": ...'
        elif record["missing"]:
            title = f"{self.name} needs `{record['missing']}`, which is not installed"
            help_ = "install it beside gradgen, or verify where it is installed"
        else:
            title = f"{kind} {stage}" + (f": {message}" if message else "")
            help_ = "give inputs that the function takes: --at x=3,y=-4"
            if record["generated_line"]:
                help_ = "choose inputs where the derivative is defined: --at x=3,y=-4"
            if not record["function"]:
                help_ = "see to it that Python runs the file without an error"
            if record.get("attempts", 1) > 1:
                help_ = f"no inputs that were drawn will do; {help_}"
        yield Diagnostic("run-failed", title, labels, help_)

    def _misfit(self, record: Record) -> Iterator[Diagnostic]:
        function, parameter = record["function"], record["parameter"]
        declared = ", ".join(record["declared"])
        sizes = ", ".join(f"{name}={size}" for name, size in record["sizes"].items())
        why = f"it is declared as [{declared}]" + (f", and {sizes}" if sizes else "")
        yield Diagnostic(
            "wrong-input",
            f"the value of `{parameter}` has the shape {shown_shape(record['found'])}",
            _said(self._labels(function, parameter), why),
            "give an array of the declared shape; equal names are equal sizes",
        )

    def _unlike(self, record: Record) -> Iterator[Diagnostic]:
        function, name, of = record["function"], record["name"], record["of"]
        if "type" in record:
            has, why = f"is no number, but a {record['type']}", f"it goes with `{of}`"
        else:
            has = f"has the shape {shown_shape(record['found'])}"
            why = f"`{of}` {_is_shaped(record['expected'])}"
        labels = self._labels(function, of)
        help_ = f"give a number, or an array of the shape of `{of}`: --at {name}=1"
        title = f"the value of `{name}` {has}"
        yield Diagnostic("wrong-input", title, _said(labels, why), help_)

    def _no_float(self, record: Record) -> Iterator[Diagnostic]:
        function, parameter = record["function"], record["parameter"]
        yield Diagnostic(
            "wrong-input",
            f"the value of `{parameter}` is no number, but a {record['type']}",
            _said(self._labels(function, parameter), "a derivative is taken by it"),
            f"give a number or an array: --at {parameter}=3; or leave it out of --wrt",
        )

    def _no_number(self, record: Record) -> Iterator[Diagnostic]:
        function = record["function"]
        title = f"`{function}` gives a {record['type']} where a number or an array is expected"
        yield Diagnostic("run-failed", title, self._labels(function, ""), _INPUTS)

    def _count(self, record: Record) -> Iterator[Diagnostic]:
        function, found, expected = record["function"], record["found"], record["expected"]
        title = f"`{function}` gives {found} values where its text has {expected}"
        yield Diagnostic("run-failed", title, self._labels(function, ""), _INPUTS)

    def _changing(self, record: Record) -> Iterator[Diagnostic]:
        function = record["function"]
        title = f"`{function}` gives another value when it is called again"
        help_ = "let it depend on its arguments alone"
        yield Diagnostic("run-failed", title, self._labels(function, ""), help_)

    # --- how the process ended ----------------------------------------------------------------

    def _end(self, outcome: Outcome) -> Diagnostic:
        stages = [r["stage"] for r in outcome.records if r["kind"] == "stage"]
        stage = stages[-1] if stages else "while it was started"
        if outcome.end == "time":
            title = f"{self.name} was not done after {self.timeout:g} s, {stage}"
            help_ = "allow more: --timeout 600; or give smaller inputs: --at"
            return Diagnostic("run-unbounded", title, (), help_)
        return Diagnostic(
            "run-failed",
            f"the process died, {stage}: {_reason(outcome.code)}",
            (),
            ("this is no fault of the derivative: look for what ends a process, or takes memory"),
        )

    def _out_of_memory(self, stage: str) -> Diagnostic:
        title = f"{self.name} needs more than {self.memory} MiB, {stage}"
        help_ = "allow more: --memory 16384; or give smaller inputs: --at"
        return Diagnostic("run-unbounded", title, (), help_)

    # --- places -------------------------------------------------------------------------------

    def _labels(self, function: str, parameter: str) -> tuple[Label, ...]:
        """The place of a parameter, or else of the function."""
        for circuit in self.result.original.circuits:
            if circuit.name == function:
                spans = [p.span for p in circuit.parameters if p.name == parameter and p.span]
                span: Span | None = spans[0] if spans else circuit.span
                return (Label(span),) if span else ()
        return ()

    def _place(self, record: Record) -> tuple[Label, ...]:
        """The line of the user's file that raised, or that the generated line comes from."""
        if record["line"]:
            return (Label(self._line(record["line"])),)
        line = record["generated_line"]
        return _said(self._origin(line), self._generated(line)) if line else ()

    def _line(self, number: int) -> Span:
        """A line of the user's file, without the spaces around it."""
        line = self.text.split("\n")[number - 1]
        start, end = len(line) - len(line.lstrip()), len(line.rstrip())
        return FixedSpan(self.name, Position(number, start), Position(number, end))

    def _origin(self, line: int) -> tuple[Label, ...]:
        for one in self.result.source_map:
            if one.first <= line <= one.last and one.span:
                return (Label(one.span),)
        return ()

    def _generated(self, line: int) -> str:
        text = self.result.source.split("\n")[line - 1].strip()
        return f"line {line} of the output: {text.partition('  # ')[0]}"


_TELLERS: dict[str, Callable[[Findings, Record], Iterator[Diagnostic]]] = {
    "row": Findings._row,
    "infinite": Findings._infinite,
    "changed": Findings._changed,
    "results": Findings._results,
    "other-value": Findings._other_value,
    "raised": Findings._raised,
    "misfit": Findings._misfit,
    "unlike": Findings._unlike,
    "no-float": Findings._no_float,
    "no-number": Findings._no_number,
    "count": Findings._count,
    "changing": Findings._changing,
}
_INPUTS = "give inputs for which it gives numbers: --at x=3,y=-4"


def _misfit(form: Record) -> str:
    """What a derivative has, and what it should have."""
    if "dtype" in form:
        return f"elements of type {form['dtype']}, not {form['right']}"
    return f"the shape {shown_shape(form['shape'])}, not {shown_shape(form['right'])}"


def _is_shaped(shape: list[int]) -> str:
    return f"has the shape {shown_shape(shape)}" if shape else "is one number"


def _places(record: Record) -> str:
    """The elements that are on kinks, if an array has some."""
    kinks, shown = record.get("kinks", ()), 3
    if not kinks:
        return ""
    more = f" and {len(kinks) - shown} more" if len(kinks) > shown else ""
    return f"at {', '.join(kinks[:shown])}{more} "


def _wrong(title: str, labels: tuple[Label, ...]) -> Diagnostic:
    help_ = "see gradgen --explain wrong-gradient; if it is none of that, please report it"
    return Diagnostic("wrong-gradient", title, labels, help_)


def _said(labels: tuple[Label, ...], text: str) -> tuple[Label, ...]:
    return tuple(Label(label.span, text) for label in labels)


def _reason(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
