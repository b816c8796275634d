"""Reading: from bytes or text to a source whose line ends and names are in one form.

What is refused is in `test_refusals.py`.
"""

from __future__ import annotations

import ast
import codecs

import libcst as cst
import pytest

from gradgen.frontend.reading import decode, read


@pytest.mark.parametrize(
    ("data", "text", "newline"),
    [
        ("a = 1\n", "a = 1\n", "\n"),
        ("a = 1", "a = 1", "\n"),
        ("a = 1\r\nb = 2\r\n", "a = 1\nb = 2\n", "\r\n"),
        # The first line end tells; the others become one form too.
        ("a = 1\r\nb = 2\nc = 3\r", "a = 1\nb = 2\nc = 3\n", "\r\n"),
        ("a = 1\nb = 2\r\n", "a = 1\nb = 2\n", "\n"),
        ("a = 1\rb = 2\r", "a = 1\nb = 2\n", "\n"),
        ("\n\r\n", "\n\n", "\n"),
        ("\r\na = 1", "\na = 1", "\r\n"),
        # A byte order mark is no part of the text.
        ("\ufeffa = 1\n", "a = 1\n", "\n"),
        (codecs.BOM_UTF8 + b"a = 1\r\n", "a = 1\n", "\r\n"),
        (b"# coding: latin-1\na = '\xe9'\n", "# coding: latin-1\na = 'é'\n", "\n"),
        # Names in the form that Python gives them; text and comments as they are.
        ("ﬁ = 'ﬁ'  # ﬁ\n", "fi = 'ﬁ'  # ﬁ\n", "\n"),
        ("x = ﬁ + µ + ﬁ\n", "x = fi + μ + fi\n", "\n"),
        # Columns that tokens are found at may be behind other long characters.
        ("a = '😀'; ﬁ = 1\n", "a = '😀'; fi = 1\n", "\n"),
    ],
)
def test_decoding(data: str | bytes, text: str, newline: str) -> None:
    assert decode(data, "f.py") == (text, newline)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_bytes_and_text_are_the_same(newline: str) -> None:
    text = f"é = 1{newline}def f(x):{newline}    return x{newline}"
    assert decode(text, "f.py") == decode(text.encode(), "f.py")


def test_a_name_that_python_cannot_tell_is_left_to_python() -> None:
    assert decode("é = (\n", "f.py")[0] == "é = (\n"


def test_a_source_has_both_readings() -> None:
    source = read(b"def f(x):\r\n    return x\r\n", "f.py")
    assert (source.filename, source.newline) == ("f.py", "\r\n")
    assert source.text == source.module.code == "def f(x):\n    return x\n"
    assert isinstance(source.module.body[0], cst.FunctionDef)
    assert isinstance(source.tree.body[0], ast.FunctionDef)


def test_python_is_not_warned_of_what_is_read(recwarn: pytest.WarningsRecorder) -> None:
    read("x = '\\d'\ny = 1 is 1\n", "f.py")
    assert list(recwarn) == []


def test_reading_runs_nothing() -> None:
    read("raise SystemExit\nimport no_such_module\n", "f.py")


def test_deep_but_bearable() -> None:
    terms = " + ".join(["x"] * 900)
    assert read(f"y = {terms}\n", "f.py").text.count("x") == 900
