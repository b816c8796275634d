"""Values and gradients of a run: at the ends of lines, at the wires, and what failures say."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import numpy as np
import pytest

from cases import SAMPLES
from gradgen.api import build
from gradgen.cli import run
from gradgen.draw.readings import Reading, Readings
from gradgen.draw.wiring import wiring
from gradgen.verify.given import read_given
from gradgen.verify.readings import take_readings
from gradgen.verify.verification import Subject, Terms


def read_at(path: Path, at: str, mode: str = "vjp") -> tuple[Subject, Readings]:
    result = build(path.read_bytes(), filename=path.name, mode=mode)
    subject = Subject(path.name, path, path.read_bytes(), result, mode)
    return subject, take_readings(subject, Terms(read_given([at])))


def by_target(subject: Subject, readings: Readings) -> dict[str, Reading]:
    lines = [line for f in subject.result.scene.functions for line in f.lines]
    return {line.target: readings.lines[line.first] for line in lines if line.target}


def test_the_neuron_of_the_notes() -> None:
    neuron = SAMPLES / "neuron.py"
    subject, readings = read_at(neuron, "w0=2,x0=-1,w1=-3,x1=-2,w2=-3")
    found = {name: round(r.number, 2) for name, r in by_target(subject, readings).items()}
    assert [found[name] for name in ("s0", "s1", "s2", "s3", "L")] == [-2, 6, 4, 1, 0.73]
    assert {found[f"grad_{name}"] for name in ("s3", "s2", "w2", "s0", "s1")} == {0.2}
    assert [found[f"grad_{name}"] for name in ("w0", "x0", "w1", "x1")] == [
        -0.2,
        0.39,
        -0.39,
        -0.59,
    ]


def test_at_the_wires_of_a_fork_stands_what_each_use_contributes() -> None:
    subject, readings = read_at(SAMPLES / "fan_out.py", "x=2,y=3")
    (function,) = subject.result.scene.functions
    wires = wiring(function, readings=readings).wires
    total = [w.back for w in wires if w.value == "total"]
    assert total == ["21", "20", "1"]
    assert [w.back for w in wires if w.value == "x"] == ["46", "21", "25"]
    assert [w.above for w in wires if w.is_to_fork] == ["2", "5"]


def test_arrays_have_shape_range_and_norm(tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_text("import numpy as np\n\n\ndef f(x):\n    return np.sum(x * x)\n")
    subject, readings = read_at(file, "x=[3, -4]")
    found = by_target(subject, readings)
    assert found["t1"].text == "[2] from 9 to 16, norm 18.4"
    assert found["grad_x"].text == "[2] from -8 to 6, norm 10"
    assert found["out"].text == "25"


def test_an_archive_gives_arrays(tmp_path: Path) -> None:
    file, archive = tmp_path / "f.py", tmp_path / "at.npz"
    file.write_text("import numpy as np\n\n\ndef f(x):\n    return np.sum(x * x)\n")
    np.savez(archive, x=np.array([1.0, 2.0, 2.0]))
    subject, readings = read_at(file, str(archive))
    assert by_target(subject, readings)["grad_x"].text == "[3] from 2 to 4, norm 6"


@pytest.mark.parametrize("mode", ["jvp", "hvp", "jacobian", "hessian"])
def test_other_derivatives(mode: str, tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_text("def f(x, y):\n    return x * x * y\n")
    subject, readings = read_at(file, "x=3,y=5", mode)
    lines = [line for f in subject.result.scene.functions for line in f.lines]
    assert {
        line.first for line in lines if line.target and not line.is_idle
    } <= readings.lines.keys()
    expected = {"jvp": 39.0, "hvp": 16.0, "jacobian": 30.0, "hessian": 10.0}[mode]
    assert expected in [reading.number for reading in readings.lines.values()]


def test_a_wrapped_line_and_a_loop(tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_text(
        "import numpy as np\n\n\ndef f(a):\n    y = np.zeros_like(a)\n"
        "    for i in range(len(a)):\n        y[i] = a[i] * 2.0\n    return np.sum(y)\n"
    )
    subject, readings = read_at(file, "a=[1.0, 2.0]")
    found = by_target(subject, readings)
    assert found["grad_a"].text == "[2] from 2 to 2, norm 2.83"


def test_the_command_says_that_it_executes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "f.py"
    file.write_text("def f(x, y):\n    return x * y\n")
    assert run(["--emit", "html", "--at", "x=3,y=-4", str(file)]) == 0
    out, err = capfd.readouterr()
    assert f"executing {file} in a process of its own\n" in err
    ends = re.findall(r'<span class="end (\w+)">(.*?)</span>', out)
    assert [(sort, unescape(text)) for sort, text in ends] == [
        ("value", "-12"),
        ("gradient", "-4"),
        ("gradient", "3"),
    ]
    assert "when the file was executed" in out


def test_nothing_is_executed_without_at(tmp_path: Path) -> None:
    file, mark = tmp_path / "f.py", tmp_path / "mark"
    file.write_text(f"open({str(mark)!r}, 'w')\n\n\ndef f(x):\n    return x * x\n")
    for form in ("html", "dot", "mermaid", "json"):
        assert run(["-q", "--emit", form, str(file), "-o", str(tmp_path / "out")]) == 0
    assert not mark.exists()
    assert run(["-q", "--emit", "dot", "--at", "x=2", str(file), "-o", str(tmp_path / "out")]) == 0
    assert mark.exists()


@pytest.mark.parametrize(
    ("text", "at", "slug"),
    [
        ("def f(x):\n    assert x > 9\n    return x * x\n", "x=2", "run-failed"),
        ("import no_such_module\n\n\ndef f(x):\n    return x * x\n", "x=2", "run-failed"),
        ("def f(x):\n    return 1.0 / x\n", "x=0", "run-failed"),
    ],
    ids=["assertion", "import", "division"],
)
def test_what_goes_wrong_is_told(
    text: str, at: str, slug: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "f.py"
    file.write_text(text)
    words = ["-q", "--emit", "html", "--at", at, "--output-format", "json", str(file)]
    assert run(words) == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert [found["slug"] for found in json.loads(err)] == [slug]


@pytest.mark.parametrize("words", [["json", "--at", "x=2"], ["html", "--at", "z=2"]])
def test_misuse(words: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "f.py"
    file.write_text("def f(x):\n    return x * x\n")
    assert run(["-q", "--emit", *words, str(file)]) == 2
    assert "Error: " in capfd.readouterr().err
