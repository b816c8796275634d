"""JSON for programs: an array of diagnostics. Keys may be added; none changes or goes away.

Each diagnostic is an object::

    {
      "slug": "no-rule",              the kind of finding, as in `gradgen --explain SLUG`
      "severity": "error",            "error" or "warning"
      "message": "no gradient …",     the title
      "help": "write …",              the next step; "" if there is none
      "labels": [                     the places, the one that the finding is about first
        {
          "file": "model.py",         as it was named on the command line
          "start": {"line": 12, "column": 9},    lines and columns (in characters) count from 1
          "end": {"line": 12, "column": 19},     just behind the last character
          "text": "`x` carries …"     what is to be said there; "" if nothing
        }
      ]
    }
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from gradgen.diagnostics.diagnostic import Diagnostic, Label
from gradgen.diagnostics.span import Position


def json_array(diagnostics: Sequence[Diagnostic]) -> str:
    """The diagnostics as a JSON array, in ASCII."""
    return json.dumps([_diagnostic(d) for d in diagnostics], indent=2) + "\n"


def _diagnostic(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "slug": diagnostic.slug,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "labels": [_label(label) for label in diagnostic.labels],
    }


def _label(label: Label) -> dict[str, object]:
    span = label.span
    return {
        "file": span.filename,
        "start": _position(span.start),
        "end": _position(span.end),
        "text": label.text,
    }


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column + 1}
