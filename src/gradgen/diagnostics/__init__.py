"""What gradgen says to people: findings with a place, a reason and a next step."""

from gradgen.diagnostics.diagnostic import Diagnostic, Label, Severity
from gradgen.diagnostics.error import GradgenError
from gradgen.diagnostics.explanations import page, slugs
from gradgen.diagnostics.render import render
from gradgen.diagnostics.span import FixedSpan, Position, Span

__all__ = [
    "Diagnostic",
    "FixedSpan",
    "GradgenError",
    "Label",
    "Position",
    "Severity",
    "Span",
    "page",
    "render",
    "slugs",
]
