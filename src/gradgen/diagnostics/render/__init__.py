"""Diagnostics as text: for people, for editors, for programs and for GitHub.

A format is loaded when it is used: most runs find nothing to tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gradgen.diagnostics.diagnostic import Diagnostic

FORMATS = ("full", "concise", "json", "github")


def render(
    diagnostics: Sequence[Diagnostic],
    sources: Mapping[str, str],
    *,
    output_format: str,
    color: bool,
) -> str:
    """The diagnostics in one of `FORMATS`, ending in a newline (empty if there are none to tell).

    `sources` are the texts of the files by the names that the spans use; a file that is not among
    them is named but not quoted. Columns count from 1. `color` adds ANSI colours to the formats
    for people.
    """
    from gradgen.diagnostics.render.paint import painter

    match output_format:
        case "full":
            from gradgen.diagnostics.render.full import full

            return full(diagnostics, sources, painter(color))
        case "concise":
            from gradgen.diagnostics.render.concise import concise

            return concise(diagnostics, painter(color))
        case "json":
            from gradgen.diagnostics.render.json_array import json_array

            return json_array(diagnostics)
        case "github":
            from gradgen.diagnostics.render.github import github

            return github(diagnostics)
    raise ValueError(f"no such output format: {output_format!r} (there are {', '.join(FORMATS)})")
