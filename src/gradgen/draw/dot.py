"""The circuit in the language of Graphviz: `--emit dot`, and what `--emit svg` is laid out from.

From left to right, gates as circles; on each wire the value above in green, and what flows back
below in red. A loop is a dashed box; where there are many gates, those of one line of the source
stand in a box of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from gradgen.draw.boxes import Around, Box, Boxes, boxes_in
from gradgen.draw.readings import NO_READINGS, Readings
from gradgen.draw.scene import FunctionView, GateView, Scene
from gradgen.draw.wiring import Node, Wire, wiring

VALUE, GRADIENT, QUIET = "#1b7a3d", "#b3261e", "#8a8a8a"

FONT = "Helvetica,Arial,sans-serif"

_HEAD = """\
digraph circuit {
  rankdir=LR
  bgcolor="white"
  fontname="%s"
  newrank=true
  nodesep=0.18
  ranksep=0.28
  node [fontname="%s", fontsize=13]
  edge [fontname="%s", color="%s", arrowsize=0.6]
"""


def as_dot(scene: Scene, readings: Readings = NO_READINGS) -> str:
    """The circuits of all functions as one graph; it ends in a line end."""
    lines = (line for f in scene.functions for line in function_lines(f, scene, readings))
    body = "".join(f"  {line}\n" for line in lines)
    return f"{_HEAD % (FONT, FONT, FONT, QUIET)}{_limits(scene)}{body}}}\n"


def _limits(scene: Scene) -> str:
    """How hard Graphviz may try: for many gates it would try for minutes."""
    gates = sum(len(function.gates) for function in scene.functions)
    return "  nslimit=1\n  nslimit1=1\n  mclimit=0.3\n" if gates > 30 else ""


def function_lines(function: FunctionView, scene: Scene, readings: Readings) -> Iterator[str]:
    """The statements for one function, in a box of its own where there are several."""
    prefix = f"{function.name}-" if len(scene.functions) > 1 else ""
    drawing = wiring(function, prefix, readings, forward=scene.forward)
    boxes = Boxes(function, scene, drawing)
    if prefix:
        yield f"subgraph {quoted(f'cluster {function.name}')} {{"
        yield f"label={quoted(function.name)}; color={quoted(QUIET)}; style=rounded"
    inside: dict[Around, list[str]] = {(): []}
    for node in drawing.nodes:
        drawn = _node(node, forward=scene.forward)
        inside.setdefault(boxes.around(node.id), []).append(drawn)
    edges: list[str] = []
    for number, wire in enumerate(drawing.wires, 1):
        if not wire.above and not wire.back:
            edges.append(f"{quoted(wire.tail)} -> {quoted(wire.head)}")
            continue
        middle, *ends = _wire(wire, f"{prefix}wire-{number}")
        inside.setdefault(boxes.around_both(wire), []).append(middle)
        edges += ends
    yield from _boxed(inside, (), prefix)
    yield from edges
    if prefix:
        yield "}"


def _boxed(inside: dict[Around, list[str]], around: Around, prefix: str) -> Iterator[str]:
    """What stands in some boxes: by itself first, then the boxes that are in these."""
    yield from inside.get(around, ())
    for box in boxes_in(inside, around):
        yield f"subgraph {quoted(f'cluster {prefix}{box.id}')} {{"
        yield f"label={quoted(box.title)}; labeljust=l; {_frame(box)}; fontsize=11"
        yield from _boxed(inside, (*around, box), prefix)
        yield "}"


def _frame(box: Box) -> str:
    style, colour = ('"rounded,dashed"', QUIET) if box.is_loop else ("rounded", "#c9c9c9")
    return f"style={style}; color={quoted(colour)}; fontcolor={quoted('#6b6b6b')}"


def _node(node: Node, *, forward: bool) -> str:
    ids = "id=" + quoted(f"node-{node.id}")
    match node.sort:
        case "gate":
            assert node.gate is not None
            colour = node.gate.kind.colour if node.gate.kind else QUIET
            is_short = len(node.label) <= 3
            shape = "circle, width=0.5, fixedsize=true" if is_short else "box, style=rounded"
            looks = f"shape={shape}, height=0.5, margin=0.08, color={quoted(colour)}, penwidth=1.6"
            told = f"{', '.join(node.gate.targets)} = {node.gate.expression}"
            classes = quoted(f"gate {node.gate.id} {_kind_class(node.gate)}")
            tip = f"tooltip={quoted(told)}, class={classes}"
            return f"{quoted(node.id)} [{ids}, label={quoted(node.label)}, {looks}, {tip}]"
        case "fork":
            does = "tangent copier" if forward else "gradient adder"
            looks = f'shape=point, width=0.07, color={quoted(QUIET)}, tooltip="{does}"'
            return f"{quoted(node.id)} [{ids}, {looks}]"
        case _:
            looks = f"shape=plaintext, margin=0.05, class={quoted(node.sort)}"
            return f"{quoted(node.id)} [{ids}, label={quoted(node.label)}, {looks}]"


def _kind_class(gate: GateView) -> str:
    return f"k-{gate.kind.name}" if gate.kind else "k-none"


def _wire(wire: Wire, id_: str) -> Iterator[str]:
    """A node for the label, and the two halves of a wire that goes through it."""
    tail, middle, head = map(quoted, (wire.tail, id_, wire.head))
    classes = quoted(f"wire line-{wire.line}" if wire.line else "wire")
    yield f"{middle} [id={middle}, shape=plain, label=<{_label(wire)}>, class={classes}]"
    yield f"{tail} -> {middle}:wire:w [arrowhead=none]"
    yield f"{middle}:wire:e -> {head}{' [arrowhead=none]' if wire.is_to_fork else ''}"


def _label(wire: Wire) -> str:
    """Rows above, the wire itself, and rows below."""
    above = _cell(wire.above, VALUE)
    thread = f'<TR><TD PORT="wire" HEIGHT="1" CELLPADDING="0" BGCOLOR="{QUIET}"></TD></TR>'
    rows = f"{above}{thread}{_cell(wire.back, GRADIENT)}"
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2">{rows}</TABLE>'


def _cell(text: str, colour: str) -> str:
    inner = f'<FONT POINT-SIZE="11" COLOR="{colour}">{escape(text)}</FONT>' if text else " "
    return f"<TR><TD>{inner}</TD></TR>"


def quoted(text: str) -> str:
    """Text as a string of Graphviz, which shows it as it is."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{plain}"'
