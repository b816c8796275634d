"""The circuit as SVG, laid out by Graphviz, which the extra `viz` brings along as pygraphviz."""

from __future__ import annotations

import re
from typing import Any

from gradgen.diagnostics import Diagnostic, GradgenError
from gradgen.draw.dot import as_dot
from gradgen.draw.overview import as_overview
from gradgen.draw.readings import NO_READINGS, Readings
from gradgen.draw.scene import Scene

# The time of a layout grows with the cube of this.
MOST_GATES = 60

_PROLOG = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_COMMENTS = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_TITLES = re.compile(r"<title>.*?</title>\n?", re.DOTALL)
_TIP = re.compile(r'<g id="a_[^"]*"><a (?:xlink:)?title="([^"]*)">\n?(.*?)</a>\n?</g>', re.DOTALL)


def as_svg(scene: Scene, readings: Readings = NO_READINGS) -> str:
    """The circuit; it ends in a line end. Raises GradgenError where Graphviz is not there."""
    graphviz = _graphviz()
    if graphviz is None:
        raise GradgenError([missing()])
    return _laid_out(graphviz, as_dot(scene, readings))


def drawn_for_page(scene: Scene, readings: Readings = NO_READINGS) -> str:
    """The circuit for a page, from further away where it is large; empty without Graphviz."""
    graphviz = _graphviz()
    if graphviz is None:
        return ""
    gates = sum(len(function.gates) for function in scene.functions)
    picture = as_dot if gates <= MOST_GATES else as_overview
    return _laid_out(graphviz, picture(scene, readings))


def _laid_out(graphviz: Any, dot: str) -> str:
    drawn: bytes = graphviz.AGraph(string=dot).draw(prog="dot", format="svg")
    return tidied(drawn.decode("utf-8"))


def _graphviz() -> Any:
    try:
        import pygraphviz
    except ImportError:
        return None
    return pygraphviz


def missing() -> Diagnostic:
    """What is said where Graphviz is not there."""
    return Diagnostic(
        "no-graphviz",
        "a picture in SVG needs Graphviz, and pygraphviz is not installed",
        (),
        "pip install 'gradgen-ad[viz]', or write --emit dot and draw it elsewhere",
    )


def tidied(text: str) -> str:
    """What Graphviz has drawn as one element: no comments, and titles that are for people."""
    text = _COMMENTS.sub("", _PROLOG.sub("", text))
    text = _TITLES.sub("", text)
    return _TIP.sub(r"<g><title>\1</title>\n\2</g>", text)
