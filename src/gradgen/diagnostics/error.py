"""The one exception that gradgen raises at its users."""

from __future__ import annotations

from collections.abc import Iterable

from gradgen.diagnostics.diagnostic import Diagnostic, in_order


class GradgenError(Exception):
    """The source cannot be differentiated; `diagnostics` says why, all findings at once."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = in_order(diagnostics)
        super().__init__("\n".join(_sentence(d) for d in self.diagnostics))


def _sentence(diagnostic: Diagnostic) -> str:
    file, line, column = diagnostic.place
    place = f"{file}:{line}:{column + 1}: " if diagnostic.labels else ""
    return f"{place}{diagnostic.severity}[{diagnostic.slug}]: {diagnostic.message}"
