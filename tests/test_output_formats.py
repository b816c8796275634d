"""What programs read of gradgen: JSON and GitHub's commands, held against their formats."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gradgen.cli import run

DOCS = Path(__file__).parent.parent / "docs" / "output_formats.md"

SOURCES = {
    "plain.py": "def f(x):\n    return unheard_of(x)\n",
    "a,b:c%0A;=é.py": "def f(x):\n    print(x)\n    return '100%, a:b' * x.y\n",
    "::error file=x::.py": "def f(x):\n    y = (x.a +\n        x.b)\n    return np.sotfmax(y)\n",
    "two\nlines\r.py": "def f(x, *rest):\n    for i in rest:\n        pass\n    return x\n",
    "100%.py": "def f(x:\n",
}

Said = Callable[[str], str]


@pytest.fixture
def said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Said:
    """What the command says of all of the files in a format."""
    for name, text in SOURCES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)

    def say(output_format: str) -> str:
        assert run([*SOURCES, "missing,%.py", "--output-format", output_format]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        return err

    return say


# GitHub's side of workflow commands, after `ActionCommand` of its runner: what is between `::` and
# `::` is the command and its properties, parted by commas; then the signs are put back.

_COMMAND = re.compile(r"::(?P<command>[a-z]+)(?: (?P<properties>[^\n]*?))?::(?P<data>.*)")
_KNOWN = {"file", "line", "endLine", "col", "endColumn", "title"}


def as_github_reads(line: str) -> tuple[str, dict[str, str], str]:
    found = _COMMAND.fullmatch(line)
    assert found, line
    properties = dict(pair.split("=", 1) for pair in (found["properties"] or "").split(",") if pair)
    unescaped = {key: _unescaped(value, properties=True) for key, value in properties.items()}
    return found["command"], unescaped, _unescaped(found["data"])


def _unescaped(text: str, *, properties: bool = False) -> str:
    signs = {"%0D": "\r", "%0A": "\n"} | ({"%3A": ":", "%2C": ","} if properties else {})
    for written, sign in signs.items():
        text = text.replace(written, sign)
    return text.replace("%25", "%")


def test_github_reads_what_json_says(said: Said) -> None:
    found = json.loads(said("json"))
    lines = said("github").removesuffix("\n").split("\n")
    assert len(lines) == len(found) >= 8
    for line, diagnostic in zip(lines, found, strict=True):
        command, properties, message = as_github_reads(line)
        assert command == diagnostic["severity"]
        assert properties.keys() <= _KNOWN
        assert properties["title"] == f"gradgen ({diagnostic['slug']})"
        assert message.startswith(diagnostic["message"])
        assert message.endswith(diagnostic["help"])
        assert properties.get("file") == (diagnostic["labels"] or [{}])[0].get("file")
        if diagnostic["labels"]:
            check_place(properties, diagnostic["labels"][0])
    assert {"\n", "%"} <= set("".join(json.dumps(d, ensure_ascii=False) for d in found)) | {"\n"}


def check_place(properties: dict[str, str], label: dict[str, Any]) -> None:
    start, end = label["start"], label["end"]
    assert (properties["line"], properties["endLine"]) == (str(start["line"]), str(end["line"]))
    columns = (properties.get("col"), properties.get("endColumn"))
    on_one_line = start["line"] == end["line"]
    assert columns == ((str(start["column"]), str(end["column"])) if on_one_line else (None, None))


def keys_of(value: Any, under: str = "") -> set[str]:
    """Where values are in JSON, as the page writes it: `labels[].start.line`."""
    if isinstance(value, dict):
        return {key for name, inner in value.items() for key in keys_of(inner, f"{under}.{name}")}
    if isinstance(value, list):
        inner = {key for item in value for key in keys_of(item, f"{under}[]")}
        return inner | {under}
    return {under}


def test_the_page_tells_every_key_of_json_and_its_type(said: Said) -> None:
    rows = dict(re.findall(r"^\| `([\w.\[\]]+)` \| (\w+) \|", DOCS.read_text("utf-8"), re.M))
    found = json.loads(said("json"))
    assert {key.lstrip(".") for d in found for key in keys_of(d)} == rows.keys()
    types = {"string": str, "array": list, "integer": int}
    for diagnostic in found:
        for key in ("slug", "severity", "message", "help", "labels"):
            assert isinstance(diagnostic[key], types[rows[key]])
        assert diagnostic["severity"] in ("error", "warning")
        assert diagnostic["message"].splitlines() == [diagnostic["message"]]
        for label in diagnostic["labels"]:
            places = [label[end][of] for end in ("start", "end") for of in ("line", "column")]
            assert all(type(place) is int and place >= 1 for place in places)


def test_json_is_ascii_and_nothing_else(said: Said) -> None:
    assert said("json").isascii()


@pytest.mark.usefixtures("said")
def test_json_is_there_where_nothing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    Path("fine.py").write_text("def f(x):\n    return x * x\n")
    assert run(["fine.py", "--output-format", "json", "-v"]) == 0
    assert json.loads(capsys.readouterr().err) == []
    assert run(["fine.py", "--output-format", "github"]) == 0
    assert capsys.readouterr().err == ""


def test_concise_has_a_line_for_each(said: Said) -> None:
    lines = said("concise").splitlines()
    assert len(lines) == len(json.loads(said("json"))) + 1
    assert all(re.search(r"(error|warning)\[[a-z-]+\] \S", line) for line in lines[:-1])


def test_all_findings_of_a_file_come_in_order_and_once(said: Said) -> None:
    found = json.loads(said("json"))
    seen = [(d["labels"][0]["file"], d["labels"][0]["start"]) for d in found if d["labels"]]
    for name in SOURCES:
        places = [(start["line"], start["column"]) for file, start in seen if file == name]
        assert places == sorted(places)
    assert len({json.dumps(d, sort_keys=True) for d in found}) == len(found)
