"""The circuit as SVG: every gate is there, no two labels overlap, and nothing is cut off."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from html import unescape
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pytest

from gradgen.api import build
from gradgen.draw.svg import drawn_for_page
from pictured import sample_result
from test_pictures import NASTY

pytest.importorskip("pygraphviz")

SHOWN = ("neuron", "fan_out", "mlp", "attention_head", "cs231n_circuit", "written_out")
ROOT = Path(__file__).resolve().parents[1]
_SVG = "{http://www.w3.org/2000/svg}"


class Box(NamedTuple):
    """Where a text stands, roughly: letters are half as wide as high."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        beside = self.right <= other.left or other.right <= self.left
        return not beside and not (self.bottom <= other.top or other.bottom <= self.top)


def boxes(root: ElementTree.Element) -> list[Box]:
    found = []
    for text in root.iter(f"{_SVG}text"):
        x, y, size = (float(text.attrib[name]) for name in ("x", "y", "font-size"))
        width = 0.5 * size * len(text.text or "")
        left = x - (width / 2 if text.attrib.get("text-anchor") == "middle" else 0)
        found.append(Box(text.text or "", left, y - 0.7 * size, left + width, y + 0.1 * size))
    return found


@pytest.mark.parametrize("name", SHOWN)
def test_labels_have_room(name: str) -> None:
    root = ElementTree.fromstring(sample_result(name).svg())
    texts = boxes(root)
    assert [(a.text, b.text) for a, b in combinations(texts, 2) if a.meets(b)] == []
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for box in texts:  # the drawing is moved down by its height
        assert box.left >= -4
        assert box.right <= width
        assert box.top >= -height
        assert box.bottom <= 4


@pytest.mark.parametrize("name", SHOWN)
def test_every_gate_is_drawn_once(name: str) -> None:
    text = sample_result(name).svg()
    classes = [unescape(found) for found in re.findall(r'class="([^"]*)"', text)]
    for function in sample_result(name).scene.functions:
        for gate in function.gates:
            assert sum(gate.id in each.split() for each in classes) == 1
    assert "<!--" not in text


def test_values_stand_above_the_wire_and_gradients_below() -> None:
    root = ElementTree.fromstring(sample_result("neuron").svg())
    rows = {box.text: box.bottom for box in boxes(root)}
    fills = {text.text: text.attrib.get("fill") for text in root.iter(f"{_SVG}text")}
    for name in ("s0", "s1", "s2", "s3", "L"):
        assert rows[name] < rows[f"grad_{name}"] if name != "L" else True
        assert fills[f"grad_{name}"] == "#b3261e"
    assert fills["s0"] == "#1b7a3d"


def test_the_pictures_of_the_documentation_are_up_to_date() -> None:
    """Else: make docs."""
    command = [sys.executable, str(ROOT / "docs" / "draw.py"), "--check"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("statements", [40, 400])
def test_a_large_circuit_is_drawn_line_by_line_in_the_page(statements: int) -> None:
    lines = [f"    v{n} = v{n - 1} * 0.5 + x" for n in range(1, statements)]
    last = f"    return v{statements - 1}"
    text = "\n".join(["def f(x, y):", "    v0 = x * y", *lines, last, ""])
    result = build(text)
    drawn = drawn_for_page(result.scene)
    root = ElementTree.fromstring(drawn)
    named = [g.attrib.get("class", "").split() for g in root.iter(f"{_SVG}g")]
    boxed = [classes for classes in named if "gate" in classes]
    gates = [gate.id for gate in result.scene.functions[0].gates]
    assert sorted(n for names in boxed for n in names if n in gates) == sorted(gates)
    assert len(boxed) == min(statements, 45)
    told = boxes(root)
    assert [(a.text, b.text) for a, b in combinations(told, 2) if a.meets(b)] == []
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert all(box.left >= -4 and box.right <= width for box in told)
    assert height < 250


def test_foreign_text_is_text() -> None:
    text = build(NASTY).svg()
    ElementTree.fromstring(text)
    assert "<script" not in text
    assert "<img" not in text
