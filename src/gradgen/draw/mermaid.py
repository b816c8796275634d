"""The circuit as a Mermaid flowchart: `--emit mermaid`, for Markdown pages."""

from __future__ import annotations

from collections.abc import Iterator

from gradgen.draw.boxes import Around, Boxes, boxes_in
from gradgen.draw.readings import NO_READINGS, Readings
from gradgen.draw.scene import FunctionView, Scene
from gradgen.draw.wiring import Node, Wire, wiring


def as_mermaid(scene: Scene, readings: Readings = NO_READINGS) -> str:
    """The circuits of all functions as one flowchart; it ends in a line end."""
    functions = enumerate(scene.functions)
    lines = [line for n, f in functions for line in _function(f, n, scene, readings)]
    colours = (
        f"classDef {kind.name} fill:none,stroke:{kind.colour},stroke-width:2px"
        for kind in scene.kinds
    )
    return "".join(f"{line}\n" for line in ["flowchart LR", *_indented([*lines, *colours])])


def _indented(lines: list[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _function(
    function: FunctionView, number: int, scene: Scene, readings: Readings
) -> Iterator[str]:
    drawing = wiring(function, readings=readings, forward=scene.forward)
    names = {node.id: f"n{number}_{place}" for place, node in enumerate(drawing.nodes, 1)}
    if len(scene.functions) > 1:
        yield f"subgraph s{number} [{_quoted(function.name)}]"
    boxes = Boxes(function, scene, drawing)
    inside: dict[Around, list[str]] = {(): []}
    for node in drawing.nodes:
        loops = tuple(box for box in boxes.around(node.id) if box.is_loop)
        inside.setdefault(loops, []).append(_node(node, names[node.id]))
    yield from _boxed(inside, (), f"s{number}_")
    yield from (_wire(wire, names, scene.forward) for wire in drawing.wires)
    if len(scene.functions) > 1:
        yield "end"


def _boxed(inside: dict[Around, list[str]], around: Around, prefix: str) -> Iterator[str]:
    """The nodes in some loops: those of the loops themselves, then those of loops in these."""
    yield from inside.get(around, ())
    for box in boxes_in(inside, around):
        yield f"subgraph {prefix}{box.id.replace(' ', '')} [{_quoted(box.title)}]"
        yield from _boxed(inside, (*around, box), prefix)
        yield "end"


def _node(node: Node, name: str) -> str:
    if node.sort == "gate":
        assert node.gate is not None
        kind = f":::{node.gate.kind.name}" if node.gate.kind else ""
        return f"{name}(({_quoted(node.label)})){kind}"
    if node.sort == "fork":
        return f"{name}(({_quoted('•')}))"
    return f"{name}[{_quoted(node.label)}]"


def _wire(wire: Wire, names: dict[str, str], forward: bool) -> str:
    way = "→" if forward else "←"
    label = [wire.above, f"{way} {wire.back}" if wire.back else ""]
    text = "<br>".join(_escaped(part) for part in label if part)
    arrow = f'-->|"{text}"|' if text else "-->"
    return f"{names[wire.tail]} {arrow} {names[wire.head]}"


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    """Text as Mermaid shows it: letters, digits and a few signs as they are, the rest by number."""
    return "".join(c if c.isalnum() or c in " _.,=" else f"#{ord(c)};" for c in text)
