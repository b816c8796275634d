"""Where a user's file stops gradients: what differences of its functions have to leave alone."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator

from gradgen.diagnostics import Span
from gradgen.frontend.directives import is_stop
from gradgen.frontend.stops import NAME
from gradgen.ir.expression import Apply, walk
from gradgen.ir.program import Program
from gradgen.verify.child.job import Stopping


def stopping(text: str, program: Program) -> Stopping:
    """The places in the text of a file where its functions stop gradients."""
    places = {(*span.start, *span.end) for span in _origins(program)}
    return Stopping(tuple(_lines(text)), tuple(sorted(places))) if places else Stopping()


def _lines(text: str) -> Iterator[int]:
    """The lines whose comment says so."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and is_stop(token.string):
            yield token.start[0]


def _origins(program: Program) -> Iterator[Span]:
    """The places of all that is stopped in the circuits."""
    for circuit in program.circuits:
        for gate in circuit.gates():
            for part in walk(gate.expression):
                if isinstance(part, Apply) and part.function.name == NAME and part.origin:
                    yield part.origin
