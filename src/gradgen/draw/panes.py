"""The two texts as HTML: a row for each line, with a span around each part that is a gate.

Spans nest as expressions do. Whatever text there is, is escaped here, and nowhere else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import islice
from typing import NamedTuple

from gradgen.draw.ends import generated_end, source_ends
from gradgen.draw.readings import Readings
from gradgen.draw.scene import LineView, Place, Scene
from gradgen.draw.tokens import tokens

HUES = 12
_SHEET = 40


class Stretch(NamedTuple):
    """A part of a line that is marked; the attributes of its span are HTML already."""

    start: int
    end: int
    attributes: str


def numbered(scene: Scene) -> dict[str, int]:
    """The numbers that gates go by on the page, by their ids: from 1, in order."""
    gates = (gate for function in scene.functions for gate in function.gates)
    return {gate.id: number for number, gate in enumerate(gates, 1)}


def hue(number: int) -> str:
    """The class that colours a gate: neighbours differ."""
    return f"h{number * 5 % HUES}"


def source_pane(scene: Scene, readings: Readings) -> str:
    """The user's text; each gate's part of it is marked, inside of others where it is nested.

    At the ends of lines stand readings of what they bind.
    """
    rows = scene.source.split("\n")
    rows = rows[:-1] if rows[-1] == "" else rows
    numbers = numbered(scene)
    marks = _marks(scene.source)
    chips: dict[int, list[str]] = defaultdict(list)
    for place, ids in _places(scene).items():
        for line, start, end in _by_line(place, rows):
            first = numbers[ids[0]]
            attributes = f'class="x {hue(first)}" data-g="{" ".join(ids)}"'
            marks[line].append(Stretch(start, end, attributes))
        chips[place.start.line - 1] += ids
    ends = source_ends(scene, readings)
    return _parted(
        _row(n, _nested(row, marks[n]), _chips(chips[n], numbers), "", ends.get(n + 1, ""))
        for n, row in enumerate(rows)
    )


def generated_pane(scene: Scene, readings: Readings) -> str:
    """The generated text, with readings at the ends of its lines."""
    rows = scene.generated.split("\n")
    rows = rows[:-1] if rows[-1] == "" else rows
    numbers, marks = numbered(scene), _marks(scene.generated)
    lines = {n - 1: each for each in _all_lines(scene) for n in range(each.first, each.last + 1)}
    return _parted(
        _generated_row(n, _nested(row, marks[n]), lines.get(n), numbers, readings)
        for n, row in enumerate(rows)
    )


def _parted(rows: Iterable[str]) -> str:
    """The rows in sheets: a browser passes over those that are far away, and scrolls smoothly."""
    together = iter(rows)
    sheets = iter(lambda: "".join(islice(together, _SHEET)), "")
    return "".join(f"<div>\n{sheet}</div>\n" for sheet in sheets)


def _all_lines(scene: Scene) -> Iterator[LineView]:
    return (line for function in scene.functions for line in function.lines)


def _generated_row(
    n: int, code: str, line: LineView | None, numbers: Mapping[str, int], readings: Readings
) -> str:
    if line is None:
        return _row(n, code, "", "")
    role = "idle" if line.is_idle else "back" if line.is_derivative else "forth"
    classes = " ".join(["linked", role, *(hue(numbers[id_]) for id_ in line.gates[:1])])
    is_first = n + 1 == line.first
    name = f' id="line-{line.first}"' if is_first else ""
    ids = " ".join(line.gates)
    attributes = f' class="row {classes}"{name} data-g="{ids}" data-l="{line.first}"'
    chips = _chips(line.gates, numbers) if is_first else ""
    end = generated_end(line, readings) if n + 1 == line.last else ""
    return _row(n, code, chips, attributes, end)


def _row(n: int, code: str, chips: str, attributes: str, end: str = "") -> str:
    attributes = attributes or ' class="row"'
    text = f'<span class="told"><code>{code}</code>{end}</span>' if end else f"<code>{code}</code>"
    return f'<div{attributes}><span class="n">{n + 1}</span>{text}{chips}</div>\n'


def _chips(ids: Sequence[str], numbers: Mapping[str, int]) -> str:
    """The numbers of gates at the end of a line, each a link to what there is to say of it."""
    links = "".join(
        f'<a class="chip {hue(numbers[id_])}" href="#{id_}" data-g="{id_}">{numbers[id_]}</a>'
        for id_ in sorted(ids, key=numbers.__getitem__)
    )
    return f'<span class="chips">{links}</span>' if links else ""


def _places(scene: Scene) -> dict[Place, list[str]]:
    """The ids of gates by their places; a function that is called twice has two gates at one."""
    found: dict[Place, list[str]] = defaultdict(list)
    for gate in (gate for function in scene.functions for gate in function.gates):
        if gate.place:
            found[gate.place].append(gate.id)
    return found


def _by_line(place: Place, rows: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """The parts of a place, one a line: the line from 0, and columns."""
    first, last = place.start.line - 1, place.end.line - 1
    for line in range(first, last + 1):
        row = rows[line]
        start = place.start.column if line == first else len(row) - len(row.lstrip())
        end = place.end.column if line == last else len(row)
        if start < end:
            yield line, start, end


def _marks(text: str) -> dict[int, list[Stretch]]:
    """The tokens of a text, by line."""
    found: dict[int, list[Stretch]] = defaultdict(list)
    for token in tokens(text):
        found[token.line].append(Stretch(token.start, token.end, f'class="{token.sort}"'))
    return found


def _nested(row: str, stretches: Iterable[Stretch]) -> str:
    """A line with its marked parts in spans: the longer ones around the shorter ones."""
    pieces: list[str] = []
    open_ends: list[int] = []
    at = 0

    def go_to(column: int) -> None:
        nonlocal at
        while open_ends and open_ends[-1] <= column:
            pieces.append(f"{escape(row[at : open_ends[-1]])}</span>")
            at = open_ends.pop()
        pieces.append(escape(row[at:column]))
        at = column

    for each in sorted(stretches, key=lambda s: (s.start, -s.end)):
        go_to(each.start)
        pieces.append(f"<span {each.attributes}>")
        open_ends.append(min([each.end, *open_ends[-1:]]))
    go_to(len(row))
    return "".join(pieces)
