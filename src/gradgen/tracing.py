"""Places in a text that gradgen wrote, told as places in the text that it was written from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from gradgen.diagnostics import Diagnostic, GradgenError, Label, Span
from gradgen.ir.circuit import Assertion, Circuit, Gate, Release, Remark, Statement, Update
from gradgen.transforms.growth import regrown

if TYPE_CHECKING:
    from gradgen.emit.source_map import SourceMapLine

# What the words of a note end with that say the kind of the gate.
_FIRST_WORDS = re.compile("[:;,]| -> ")


@dataclass(frozen=True)
class Trace:
    """The way back from a generated text: its source map, and the circuits that it holds."""

    lines: Sequence[SourceMapLine]
    circuits: Sequence[Circuit]

    @cached_property
    def _by_line(self) -> dict[int, SourceMapLine]:
        return {n: each for each in self.lines for n in range(each.first, each.last + 1)}

    def origin(self, span: Span | None) -> Span | None:
        """Where the line comes from that `span` stands in, or else the function there."""
        if span is None:
            return None
        line = self._by_line.get(span.start.line)
        return line.span if line and line.span else self._function_at(span.start.line)

    def _function_at(self, line: int) -> Span | None:
        names = (each.function for each in self.lines if each.last >= line)
        name = next(names, self.circuits[-1].name)
        return next((circuit.span for circuit in self.circuits if circuit.name == name), None)

    def circuit(self, circuit: Circuit) -> Circuit:
        """`circuit`, read from the text, with places, halves and names as the first had them."""
        circuit = regrown(circuit, self._is_derived)
        body = (
            s if isinstance(s, Remark | Release) else replace(s, span=self.origin(s.span))
            for s in self._in_halves(circuit)
        )
        return replace(circuit, body=tuple(body), span=self.origin(circuit.span))

    def _in_halves(self, circuit: Circuit) -> Iterator[Statement]:
        forward = Remark("forward", heading=True)
        yield forward
        is_forward = True
        for statement in circuit.body:
            if statement == forward:
                continue
            if is_forward and self._is_derived(statement):
                statement, idle = _without_idle(statement)
                yield from map(Remark, idle)
                yield Remark("backward", heading=True)
                is_forward = False
            yield statement if is_forward else _with_note(statement)

    def _is_derived(self, statement: Statement) -> bool:
        if isinstance(statement, Remark | Release) or statement.span is None:
            return False
        line = self._by_line.get(statement.span.start.line)
        return line is not None and bool(line.rule)

    def error(self, error: GradgenError) -> GradgenError:
        """The findings about the text, as findings about what it was generated from."""
        return GradgenError(map(self._diagnostic, error.diagnostics))

    def _diagnostic(self, found: Diagnostic) -> Diagnostic:
        placed = ((label, self.origin(label.span)) for label in found.labels)
        labels = tuple(Label(place, label.text) for label, place in placed if place)
        return replace(found, labels=labels)


def _without_idle(statement: Statement) -> tuple[Statement, list[str]]:
    """A statement without the idle lines that stand above it as comments, and those."""
    if not isinstance(statement, Gate | Assertion):
        return statement, []
    above = statement.comments.above
    idle = [text for text in above if text.endswith("(value not needed)")]
    kept = tuple(text for text in above if text not in idle)
    return replace(statement, comments=statement.comments._replace(above=kept)), idle


def _with_note(statement: Statement) -> Statement:
    """A line of gradgen's own, whose comment is its note again: all but its first words may go."""
    if not isinstance(statement, Gate | Update) or not statement.comments.behind:
        return statement
    note = statement.comments.behind.removeprefix("# ")
    wordings = dict.fromkeys((note, note.partition(" -> ")[0], _FIRST_WORDS.split(note)[0]))
    kept = statement.comments._replace(behind="")
    return replace(statement, comments=kept, note=tuple(filter(None, wordings)))
