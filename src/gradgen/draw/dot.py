"""The circuit in the language of Graphviz: `--emit dot`, and what `--emit svg` is laid out from.

From left to right, gates as circles; on each wire the value above in green, and what flows back
below in red. Where there are many gates, those of one line of the source stand in a box.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from html import escape

from gradgen.draw.readings import NO_READINGS, Readings
from gradgen.draw.scene import FunctionView, GateView, Scene
from gradgen.draw.wiring import Node, Wire, Wiring, wiring

VALUE, GRADIENT, QUIET = "#1b7a3d", "#b3261e", "#8a8a8a"
# Boxes for the lines of the source help from so many gates on.
MANY = 20

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
    drawing = wiring(function, prefix, readings)
    boxes = _boxes(drawing)
    if prefix:
        yield f"subgraph {_quoted(f'cluster {function.name}')} {{"
        yield f"label={_quoted(function.name)}; color={_quoted(QUIET)}; style=rounded"
    inside: dict[int, list[str]] = defaultdict(list)
    for node in drawing.nodes:
        inside[boxes.get(node.id, 0)].append(_node(node))
    edges: list[str] = []
    for number, wire in enumerate(drawing.wires, 1):
        if not wire.above and not wire.back:
            edges.append(f"{_quoted(wire.tail)} -> {_quoted(wire.head)}")
            continue
        middle, *ends = _wire(wire, f"{prefix}wire-{number}")
        box = boxes.get(wire.tail, 0)
        inside[box if box == boxes.get(wire.head) else 0].append(middle)
        edges += ends
    yield from inside.pop(0, [])
    for line, lines in inside.items():
        yield from _box(line, lines, scene, prefix)
    yield from edges
    if prefix:
        yield "}"


def _boxes(drawing: Wiring) -> dict[str, int]:
    """The line of the source that each gate stands in, by its node, where there are many."""
    gates = [node for node in drawing.nodes if node.gate and node.gate.place]
    if len(gates) < MANY:
        return {}
    lines = {n.id: n.gate.place.start.line for n in gates if n.gate and n.gate.place}
    forks = {w.head: lines[w.tail] for w in drawing.wires if w.tail in lines and w.is_to_fork}
    return {**lines, **forks}


def _box(line: int, inside: list[str], scene: Scene, prefix: str) -> Iterator[str]:
    """What belongs to a line of the source, in a box with its text."""
    text = scene.source.split("\n")[line - 1].strip()
    title = f"{line}: {_cut(text)}"
    style = f"color={_quoted('#c9c9c9')}; fontcolor={_quoted('#6b6b6b')}; fontsize=11"
    yield f"subgraph {_quoted(f'cluster {prefix}{line}')} {{"
    yield f"label={_quoted(title)}; labeljust=l; style=rounded; {style}"
    yield from inside
    yield "}"


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _node(node: Node) -> str:
    ids = "id=" + _quoted(f"node-{node.id}")
    match node.sort:
        case "gate":
            assert node.gate is not None
            colour = node.gate.kind.colour if node.gate.kind else QUIET
            is_short = len(node.label) <= 3
            shape = "circle, width=0.5, fixedsize=true" if is_short else "box, style=rounded"
            looks = f"shape={shape}, height=0.5, margin=0.08, color={_quoted(colour)}, penwidth=1.6"
            told = f"{', '.join(node.gate.targets)} = {node.gate.expression}"
            classes = _quoted(f"gate {node.gate.id} {_kind_class(node.gate)}")
            tip = f"tooltip={_quoted(told)}, class={classes}"
            return f"{_quoted(node.id)} [{ids}, label={_quoted(node.label)}, {looks}, {tip}]"
        case "fork":
            looks = f'shape=point, width=0.07, color={_quoted(QUIET)}, tooltip="gradient adder"'
            return f"{_quoted(node.id)} [{ids}, {looks}]"
        case _:
            looks = f"shape=plaintext, margin=0.05, class={_quoted(node.sort)}"
            return f"{_quoted(node.id)} [{ids}, label={_quoted(node.label)}, {looks}]"


def _kind_class(gate: GateView) -> str:
    return f"k-{gate.kind.name}" if gate.kind else "k-none"


def _wire(wire: Wire, id_: str) -> Iterator[str]:
    """A node for the label, and the two halves of a wire that goes through it."""
    tail, middle, head = map(_quoted, (wire.tail, id_, wire.head))
    classes = _quoted(f"wire line-{wire.line}" if wire.line else "wire")
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


def _quoted(text: str) -> str:
    """Text as a string of Graphviz, which shows it as it is."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{plain}"'
