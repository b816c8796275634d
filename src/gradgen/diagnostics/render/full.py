"""Diagnostics for people: title, place, the source with its labels, and the next step.

As rustc and ruff do it::

    error[no-rule]: no gradient rule for `np.sort`
     --> model.py:12:9
       |
    12 |     s = np.sort(x)
       |         ^^^^^^^^^^ `x` carries the gradient of `w`
       = help: pass it with --wrt left out, or write the rule: gradgen --explain no-rule
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from gradgen.diagnostics.diagnostic import Diagnostic
from gradgen.diagnostics.render.cells import one_line
from gradgen.diagnostics.render.marks import Mark, marks_by_file
from gradgen.diagnostics.render.paint import Paint
from gradgen.diagnostics.render.snippet import shown_lines, snippet

# Python's line ends, and no others: `str.splitlines` would cut at a form feed too.
_LINE_END = re.compile(r"\r\n|\r|\n")


def full(diagnostics: Sequence[Diagnostic], sources: Mapping[str, str], paint: Paint) -> str:
    """The diagnostics with the source that they speak of, a blank line between two."""
    lines = {name: _LINE_END.split(sources[name]) for name in _files(diagnostics, sources)}
    texts = ("".join(f"{row}\n" for row in _rows(d, lines, paint)) for d in diagnostics)
    return "\n".join(texts)


def _files(diagnostics: Sequence[Diagnostic], sources: Mapping[str, str]) -> set[str]:
    names = {label.span.filename for d in diagnostics for label in d.labels}
    return {name for name in names if name in sources}


def _rows(
    diagnostic: Diagnostic, lines: Mapping[str, Sequence[str]], paint: Paint
) -> Iterator[str]:
    groups = marks_by_file(diagnostic, lines)
    gutter = max((len(str(n)) for marks in groups.values() for n in shown_lines(marks)), default=1)
    severity = diagnostic.severity
    title = paint("title", f": {one_line(diagnostic.message)}")
    yield paint(severity, f"{severity}[{diagnostic.slug}]") + title
    for position, (file, marks) in enumerate(groups.items()):
        yield _place(file, marks[0], "-->" if position == 0 else ":::", gutter, paint)
        if file in lines:
            yield from snippet(lines[file], marks, gutter, severity, paint)
        else:
            yield from _unquoted(marks, gutter, paint)
    if diagnostic.help:
        yield from _footer("help", diagnostic.help, gutter, paint)


def _place(file: str, mark: Mark, arrow: str, gutter: int, paint: Paint) -> str:
    start = mark.start
    indent = " " * max(1, gutter - 1)
    return f"{indent}{paint('frame', arrow)} {one_line(file)}:{start.line}:{start.column + 1}"


def _unquoted(marks: Sequence[Mark], gutter: int, paint: Paint) -> Iterator[str]:
    """What the labels say, where the source that they point at is not at hand."""
    for mark in marks:
        if mark.text:
            yield from _footer("note", mark.text, gutter, paint)


def _footer(word: str, text: str, gutter: int, paint: Paint) -> Iterator[str]:
    lead = f"{' ' * (gutter + 1)}= {word}: "
    first, *rest = text.splitlines()
    yield f"{' ' * (gutter + 1)}{paint('frame', '=')} {paint('help', f'{word}:')} {one_line(first)}"
    for line in rest:
        yield f"{' ' * len(lead)}{one_line(line)}".rstrip()
