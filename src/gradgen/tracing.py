"""Places in a text that gradgen wrote, told as places in the text that it was written from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gradgen.diagnostics import Diagnostic, GradgenError, Label, Span
from gradgen.ir.circuit import Circuit, Remark, Statement

if TYPE_CHECKING:
    from gradgen.emit.source_map import SourceMapLine


def original(span: Span | None, lines: Sequence[SourceMapLine]) -> Span | None:
    """Where the line comes from that `span` stands in; `None` for one that no gate stands in."""
    if span is None:
        return None
    line = span.start.line
    return next((each.span for each in lines if each.first <= line <= each.last), None)


def traced(circuit: Circuit, lines: Sequence[SourceMapLine]) -> Circuit:
    """`circuit` with the places of its statements in the first text."""
    body = (
        s if isinstance(s, Remark) else replace(s, span=original(s.span, lines))
        for s in _in_halves(circuit, lines)
    )
    return replace(circuit, body=tuple(body), span=original(circuit.span, lines))


def _in_halves(circuit: Circuit, lines: Sequence[SourceMapLine]) -> Iterator[Statement]:
    """The statements, with the headings of the halves that the first text had."""
    derived = {n for each in lines if each.rule for n in range(each.first, each.last + 1)}
    yield Remark("forward", heading=True)
    is_forward = True
    for statement in circuit.body:
        span = None if isinstance(statement, Remark) else statement.span
        if is_forward and span is not None and span.start.line in derived:
            yield Remark("backward", heading=True)
            is_forward = False
        yield statement


def error_in_source(error: GradgenError, lines: Sequence[SourceMapLine]) -> GradgenError:
    """The findings about a generated text, as findings about what it was generated from."""
    return GradgenError(_in_source(each, lines) for each in error.diagnostics)


def _in_source(found: Diagnostic, lines: Sequence[SourceMapLine]) -> Diagnostic:
    labels = (Label(place, label.text) for label, place in _placed(found.labels, lines))
    return replace(found, labels=tuple(labels))


def _placed(
    labels: Iterable[Label], lines: Sequence[SourceMapLine]
) -> Iterable[tuple[Label, Span]]:
    for label in labels:
        place = original(label.span, lines)
        if place is not None:
            yield label, place
