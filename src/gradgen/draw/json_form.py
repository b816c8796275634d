"""The scene as JSON: source map and circuit, for editors and other tools.

`schema.json` beside this file says what is in it. Lines and columns count from 1, columns in
characters, as in the diagnostics. Keys may be added while the version stays; none is renamed, and
none goes away.
"""

from __future__ import annotations

import json
from typing import Any

from gradgen.draw.equation import Equation
from gradgen.draw.scene import (
    FunctionView,
    GateView,
    LineView,
    LoopView,
    Place,
    Scene,
    Size,
    ValueView,
)
from gradgen.rules.book import rule_named
from gradgen.rules.kinds import Kind

VERSION = 1


def as_json(scene: Scene) -> str:
    """The text of the JSON, in ASCII; it ends in a line end."""
    return json.dumps(document(scene), indent=1) + "\n"


def document(scene: Scene) -> dict[str, Any]:
    """The whole document."""
    return {
        "format": "gradgen",
        "version": VERSION,
        "source": {"file": scene.filename, "text": scene.source},
        "generated": {"text": scene.generated},
        "functions": list(map(_function, scene.functions)),
        "rules": {name: found for name in scene.rules if (found := _rule(name))},
        "kinds": {kind.name: _kind(kind) for kind in scene.kinds},
    }


def _function(function: FunctionView) -> dict[str, Any]:
    return {
        "name": function.name,
        "derivatives": list(function.derivatives),
        "place": _place(function.place),
        "parameters": list(map(_value, function.parameters)),
        "outputs": list(map(_value, function.outputs)),
        "gates": list(map(_gate, function.gates)),
        "loops": list(map(_loop, function.loops)),
        "lines": list(map(_line, function.lines)),
    }


def _value(value: ValueView) -> dict[str, Any]:
    return {
        "name": value.name,
        "value": value.value,
        "shape": _shape(value.shape),
        "derivative": value.derivative,
        "place": _place(value.place),
    }


def _gate(gate: GateView) -> dict[str, Any]:
    return {
        "id": gate.id,
        "targets": list(gate.targets),
        "expression": gate.expression,
        "symbol": gate.symbol,
        "operands": list(gate.operands),
        "shapes": list(map(_shape, gate.shapes)),
        "kind": gate.kind.name if gate.kind else "",
        "rule": gate.rule,
        "place": _place(gate.place),
    }


def _loop(loop: LoopView) -> dict[str, Any]:
    return {"head": loop.head, "gates": list(loop.gates), "place": _place(loop.place)}


def _line(line: LineView) -> dict[str, Any]:
    return {
        "first": line.first,
        "last": line.last,
        "function": line.function,
        "target": line.target,
        "code": line.code,
        "note": line.note,
        "role": "idle" if line.is_idle else "derivative" if line.is_derivative else "value",
        "of": line.of,
        "gates": list(line.gates),
        "rule": line.rule,
        "place": _place(line.place),
        "equation": _equation(line.equation),
    }


def _equation(equation: Equation | None) -> dict[str, Any] | None:
    if equation is None:
        return None
    return {
        "text": equation.text,
        "is_product": equation.is_product,
        "parts": [{"role": part.role, "text": part.text} for part in equation.parts],
    }


def _shape(shape: tuple[Size, ...] | None) -> list[Size] | None:
    return None if shape is None else list(shape)


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    start, end = place
    return {
        "start": {"line": start.line, "column": start.column + 1},
        "end": {"line": end.line, "column": end.column + 1},
    }


def _rule(name: str) -> dict[str, str] | None:
    """A rule of the book; lines such as copies name what is none."""
    rule = rule_named(name)
    if rule is None:
        return None
    return {"kind": rule.kind.name, "detail": rule.detail, "text": rule.text}


def _kind(kind: Kind) -> dict[str, str]:
    return {
        "word": kind.word,
        "going_back": kind.going_back,
        "forward": kind.forward,
        "going_forward": kind.going_forward,
        "colour": kind.colour,
    }
