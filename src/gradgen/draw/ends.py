"""What stands at the ends of lines when a file was run: values, and the derivatives of these."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from gradgen.draw.bound import Bound, bound_values
from gradgen.draw.known import Known
from gradgen.draw.readings import Reading, Readings
from gradgen.draw.scene import LineView, Scene


def generated_end(line: LineView, readings: Readings) -> str:
    """What a generated line has given."""
    reading = readings.lines.get(line.first)
    return _span("derivative" if line.is_derivative else "value", reading.text) if reading else ""


def source_ends(scene: Scene, readings: Readings) -> dict[int, str]:
    """What each line of the user's binds, and the derivatives of that, by the line from 1."""
    if not readings:
        return {}
    known = {f.name: Known(f, readings) for f in scene.functions}
    way = "→" if scene.forward else "←"
    return {
        line: "".join(_told(bound, known[bound.function.name], way) for bound in values)
        for line, values in bound_values(scene).items()
    }


def _told(bound: Bound, known: Known, way: str) -> str:
    """The name of a value where it does not go without saying, the value, and its derivative."""
    value, derivative = known.value(bound.value), known.derivative(bound.value)
    if value is None and derivative is None:
        return ""
    name = f"<b>{escape(bound.name)}</b> " if bound.name else ""
    told = _span("value", value.brief) if value else ""
    if derivative:
        line = f' data-l="{derivative.line}"' if derivative.line else ""
        text = f"{way} {_beside(value, derivative.reading)}"
        told += _span("derivative", text, f'{line} title="{escape(derivative.name)}"')
    return f'<span class="bound">{name}{told}</span>'


def _beside(value: Reading | None, derivative: Reading) -> str:
    """A derivative in few words: that it has the shape of its value goes without saying."""
    if value and derivative.shape and value.shape == derivative.shape:
        return derivative.brief.removeprefix(derivative.short).lstrip()
    return derivative.brief


def _span(sort: str, text: str, attributes: str = "") -> str:
    return f'<span class="end {sort}"{attributes}>{escape(text)}</span>'


def upstream_told(scene: Scene, readings: Readings) -> str:
    """The upstream gradients or tangents of a run, as text: `grad_L = 1`; empty without any."""
    known = (Known(function, readings) for function in scene.functions)
    return _listed(f"{name} = {reading.text}" for one in known for name, reading in one.upstream())


def _listed(texts: Iterable[str]) -> str:
    *others, last = dict.fromkeys(texts) or [""]
    return f"{', '.join(others)} and {last}" if others else last
