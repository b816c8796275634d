"""The header that goes above generated code: from the result that holds the code."""

from __future__ import annotations

from dataclasses import fields

from gradgen.committed.header import Header, Mark
from gradgen.committed.rules_read import rules_read
from gradgen.committed.substance import Substance, digest
from gradgen.options import Options
from gradgen.pipeline import Result

# Which functions, and how long a line is: that is told apart, or makes no difference.
_APART = frozenset(("functions", "line_length", "rules"))


def header_for(result: Result, origin: str) -> Header:
    """The header of the file that holds a result; `origin` is the source's path, as seen there."""
    sources, derivatives = Substance(result.text), Substance(result.source)
    chosen = _choices(result.options)
    circuits = zip(result.derived.items(), result.original.circuits, strict=True)
    marks = (
        Mark(
            name,
            digest(sources.of([name]) + chosen + rules_read(circuit, result.options)),
            digest(derivatives.of(derived)),
        )
        for (name, derived), circuit in circuits
    )
    return Header(origin, tuple(marks), result.options.line_length)


def _choices(options: Options) -> str:
    """What was chosen, if it is not what everybody gets: a new option changes no digest."""
    chosen = ((f.name, getattr(options, f.name), f.default) for f in fields(options))
    parts = (f"{name}={value!r}" for name, value, usual in chosen if value != usual)
    return "".join(f"\n{part}" for part in parts if part.partition("=")[0] not in _APART)
