"""One line a diagnostic: `file:line:column: error[slug] message`, which editors can follow."""

from __future__ import annotations

from collections.abc import Sequence

from gradgen.diagnostics.diagnostic import Diagnostic
from gradgen.diagnostics.render.cells import one_line
from gradgen.diagnostics.render.paint import Paint


def concise(diagnostics: Sequence[Diagnostic], paint: Paint) -> str:
    """The diagnostics, one line each; one without a place begins with its severity."""
    return "".join(f"{_line(diagnostic, paint)}\n" for diagnostic in diagnostics)


def _line(diagnostic: Diagnostic, paint: Paint) -> str:
    file, line, column = diagnostic.place
    place = f"{one_line(file)}:{line}:{column + 1}: " if diagnostic.labels else ""
    head = paint(diagnostic.severity, f"{diagnostic.severity}[{diagnostic.slug}]")
    return f"{place}{head} {one_line(diagnostic.message)}"
