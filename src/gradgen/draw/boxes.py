"""Boxes of a picture: around what is done in a loop, and around the gates of one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from gradgen.draw.scene import FunctionView, LoopView, Scene
from gradgen.draw.wiring import Wire, Wiring

# Boxes for the lines of the source help from so many gates on.
MANY = 20
_LONGEST = 60


class Box(NamedTuple):
    """A box: its `id` is its own in the function, `title` is what stands above it."""

    id: str
    title: str
    is_loop: bool


# Boxes around something, the outermost first.
Around: TypeAlias = tuple[Box, ...]


class Boxes:
    """Which boxes are around each node of a function, the outermost first."""

    def __init__(self, function: FunctionView, scene: Scene, drawing: Wiring) -> None:
        self._rows = scene.source.split("\n")
        gates = [node.gate for node in drawing.nodes if node.gate and node.gate.place]
        self._has_lines = len(gates) >= MANY
        self._around: dict[str, Around] = {}
        for node in drawing.nodes:
            if node.gate:
                loops = [loop for loop in function.loops if node.gate.id in loop.gates]
                place = node.gate.place
                found = self._of(loops, place.start.line if place else 0)
                self._around[node.id] = found
        forks = {w.head: w.tail for w in drawing.wires if w.is_to_fork}
        for fork, tail in forks.items():
            self._around[fork] = self._around.get(tail, ())

    def around(self, node: str) -> Around:
        """The boxes around a node."""
        return self._around.get(node, ())

    def around_both(self, wire: Wire) -> Around:
        """The boxes that a wire does not leave."""
        pairs = zip(self.around(wire.tail), self.around(wire.head), strict=False)
        return tuple(_while_same(pairs))

    def _of(self, loops: list[LoopView], line: int) -> Around:
        boxes = tuple(Box(f"loop {loop.number}", shortened(loop.head), True) for loop in loops)
        if not self._has_lines or not line:
            return boxes
        inside = f"{loops[-1].number} " if loops else ""
        title = f"{line}: {shortened(self._rows[line - 1].strip())}"
        return (*boxes, Box(f"{inside}{line}", title, False))


def _while_same(pairs: Iterator[tuple[Box, Box]]) -> Iterator[Box]:
    for one, other in pairs:
        if one != other:
            return
        yield one


def boxes_in(inside: Iterable[Around], around: Around) -> Iterable[Box]:
    """The boxes that stand directly in some boxes, each once."""
    depth = len(around)
    within = (each for each in inside if len(each) > depth and each[:depth] == around)
    return dict.fromkeys(each[depth] for each in within)


def shortened(text: str, longest: int = _LONGEST) -> str:
    """A text that fits above a box."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
