"""A source file: its parts, and the places of nodes, worked out when somebody asks."""

from __future__ import annotations

import libcst as cst
import pytest

from gradgen.api import build
from gradgen.diagnostics import Position
from gradgen.frontend.reading import read
from gradgen.frontend.source import KeywordSpan, NodeSpan, Source

TEXT = "K = 2\ndef f(x):\n    y = x * (K\n        + 1)\n    return y\n"


def source(text: str = TEXT) -> Source:
    return read(text, "waves.py")


def function(file: Source) -> cst.FunctionDef:
    found = file.module.body[1]
    assert isinstance(found, cst.FunctionDef)
    return found


def test_the_place_of_a_node() -> None:
    file = source()
    span = file.span(function(file).name)
    assert span.filename == "waves.py"
    assert (span.start, span.end) == (Position(2, 4), Position(2, 5))


def test_the_place_of_a_node_over_several_lines() -> None:
    file = source()
    line = function(file).body.body[0]
    assert isinstance(line, cst.SimpleStatementLine)
    span = file.span(line.body[0])
    assert (span.start, span.end) == (Position(3, 4), Position(4, 12))


def test_columns_are_counted_in_characters() -> None:
    file = source("a = 'é😀'; b = 2\n")
    line = file.module.body[0]
    assert isinstance(line, cst.SimpleStatementLine)
    assert file.span(line.body[1]).start == Position(1, 10)


def test_the_place_of_a_keyword() -> None:
    file = source()
    span = KeywordSpan(file, function(file), len("def"))
    assert (span.start, span.end) == (Position(2, 0), Position(2, 3))


def test_places_are_only_worked_out_when_somebody_asks() -> None:
    file = source()
    span = file.span(function(file))
    assert "positions" not in vars(file)
    assert span.filename == "waves.py"
    assert "positions" not in vars(file)
    assert span.start.line == 2
    assert "positions" in vars(file)


def test_no_place_is_worked_out_for_a_file_without_findings() -> None:
    result = build("def f(x):\n    return x * x\n")
    (circuit,) = result.program.circuits
    span = circuit.span
    assert isinstance(span, NodeSpan)
    assert "positions" not in vars(span.source)
    assert span.start == Position(1, 4)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("x = 1\n", False),
        ("x = 1  # behind\n# alone\n", False),
        ("x = '(#'\n", False),
        ("x = (1)  # behind\n", False),
        ("x = (\n    1  # inside\n)\n", True),
        ("x = [  # inside\n    1\n]\n", True),
        ("f({\n    # inside\n})\n", True),
        ("def f(  # inside\n    x,\n):\n    pass\n", True),
        ("def f(x):  # header\n    pass\n", False),
    ],
)
def test_comments_inside_brackets(text: str, answer: bool) -> None:
    assert source(text).has_inner_comments == answer
