"""GitHub's workflow commands: each diagnostic becomes an annotation at its place in a pull request.

The form is `::error file=F,line=1,col=1,endLine=1,endColumn=2,title=T::message`. Columns are left
out where a span goes over several lines: GitHub takes them for a single line only.
"""

from __future__ import annotations

from collections.abc import Sequence

from gradgen.diagnostics.diagnostic import Diagnostic


def github(diagnostics: Sequence[Diagnostic]) -> str:
    """The diagnostics as workflow commands, one line each."""
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    properties = {**_place(diagnostic), "title": f"gradgen ({diagnostic.slug})"}
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{diagnostic.severity} {listed}::{_escaped(_message(diagnostic))}"


def _place(diagnostic: Diagnostic) -> dict[str, str]:
    if not diagnostic.labels:
        return {}
    span = diagnostic.labels[0].span
    start, end = span.start, span.end
    place = {"file": span.filename, "line": str(start.line)}
    if end.line == start.line:
        place["col"] = str(start.column + 1)
    place["endLine"] = str(end.line)
    if end.line == start.line:
        place["endColumn"] = str(end.column + 1)
    return place


def _message(diagnostic: Diagnostic) -> str:
    reason = diagnostic.labels[0].text if diagnostic.labels else ""
    help_ = f"help: {diagnostic.help}" if diagnostic.help else ""
    return "\n".join(part for part in (diagnostic.message, reason, help_) if part)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
