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
from gradgen.diagnostics import GradgenError
from gradgen.draw.ends import source_ends
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


def line_ends(page: str) -> list[tuple[str, str]]:
    """What stands at the ends of lines, first in the source, then in the derivative."""
    ends = re.findall(r'<span class="end (\w+)"[^>]*>(.*?)</span>', page)
    return [(sort, unescape(text)) for sort, text in ends]


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


def page_at(path: Path, at: str, mode: str = "vjp") -> str:
    subject, readings = read_at(path, at, mode)
    return subject.result.html(readings)


def test_the_upstream_gradient_can_be_given_and_is_told(tmp_path: Path) -> None:
    subject, readings = read_at(SAMPLES / "fan_out.py", "x=2,y=3,grad_out=2")
    assert by_target(subject, readings)["grad_y"].number == 42
    wires = wiring(subject.result.scene.functions[0], readings=readings).wires
    assert wires[-1].back == "2"
    assert "executed with <code>grad_out = 2</code>." in subject.result.html(readings)
    file, archive = tmp_path / "f.py", tmp_path / "at.npz"
    file.write_text("import numpy as np\n\n\ndef f(x):\n    return np.exp(x)\n")
    np.savez(archive, x=np.zeros(2), grad_out=np.array([3.0, 4.0]))
    page = page_at(file, str(archive))
    assert "<code>grad_out = [2] from 3 to 4, norm 5</code>" in page
    assert ("derivative", "← norm 5") in line_ends(page)


def test_tangents_can_be_given_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_text("import numpy as np\n\n\ndef f(x, y):\n    return x * np.sum(x) * y\n")
    subject, readings = read_at(file, "x=[1, 2],y=3,dot_x=0,dot_y=2", "jvp")
    assert by_target(subject, readings)["dot_out"].text == "[2] from 6 to 12, norm 13.4"
    told = "dot_x = [2] from 0 to 0, norm 0 and dot_y = 2"
    assert f"<code>{told}</code>" in subject.result.html(readings)
    assert ("derivative", "→ 2") in line_ends(subject.result.html(readings))


@pytest.mark.parametrize(
    ("at", "title"),
    [
        ("grad_out=[1, 2]", "the value of `grad_out` has the shape [2]"),
        ("grad_out='one'", "the value of `grad_out` is no number, but a str"),
    ],
)
def test_an_upstream_gradient_that_does_not_fit(at: str, title: str, tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_text("import numpy as np\n\n\ndef f(x):\n    return np.sum(x * x)\n")
    with pytest.raises(GradgenError) as found:
        read_at(file, f"x=[1, 2, 3],{at}")
    (diagnostic,) = found.value.diagnostics
    assert (diagnostic.slug, diagnostic.message) == ("wrong-input", title)


def test_in_forward_mode_a_fork_copies_the_tangent() -> None:
    subject, readings = read_at(SAMPLES / "fan_out.py", "x=2,y=3,dot_y=0", "jvp")
    (function,) = subject.result.scene.functions
    wires = wiring(function, readings=readings, forward=True).wires
    assert {w.back for w in wires if w.value == "total"} == {"1"}
    assert [w.above for w in wires if w.value == "total"] == ["5", "", ""]
    assert wires[-1].back == "46"  # 2 * total * x + total**2 + 1
    plain = wiring(function, forward=True).wires
    assert {w.back for w in plain if w.value == "total"} == {"dot_total"}
    assert '"#8594; dot_total"' in subject.result.mermaid()


@pytest.mark.parametrize("mode", ["hvp", "hessian"])
def test_of_second_order_it_is_the_derivative_of_the_gradient(mode: str, tmp_path: Path) -> None:
    """The tangents on the way there are no gradients, and are not shown as such."""
    file = tmp_path / "f.py"
    file.write_text("def f(x):\n    t = x * x\n    return t * t\n")
    subject, readings = read_at(file, "x=2", mode)
    (function,) = subject.result.scene.functions
    wires = wiring(function, readings=readings).wires
    assert next(w.back for w in wires if w.value == "x") == "48"  # 12 * x**2
    assert next(w.back for w in wires if w.value == "t") == "8"  # 2 * 2 * x
    assert [w.back for w in wires if w.value == "out"] == [""]
    ends = line_ends(subject.result.html(readings))
    assert ends[:5] == [
        *[("value", "2"), ("derivative", "← 48"), ("value", "4"), ("derivative", "← 8")],
        ("value", "16"),
    ]


def test_a_line_of_the_source_shows_what_it_binds(tmp_path: Path) -> None:
    """Also where the value was made in another function, or by several steps."""
    file = tmp_path / "f.py"
    file.write_text(
        "def square(a):\n    return a * a\n\n\ndef f(x, y):\n    u = square(x)\n"
        "    v = square(u) + 1.0\n    u = v * y\n    return u + y\n"
    )
    subject, readings = read_at(file, "x=2,y=3")
    ends = source_ends(subject.result.scene, readings)
    told = {line: unescape(re.sub("<[^>]*>", " ", end)).split() for line, end in ends.items()}
    assert told == {
        2: ["u", "4", "←", "24", "t1", "16", "←", "3"],
        5: ["x", "2", "←", "96", "y", "3", "←", "18"],
        6: ["4", "←", "24"],
        7: ["17", "←", "3"],
        8: ["51", "←", "1"],
        9: ["54", "←", "1"],
    }


def test_an_array_that_a_loop_fills_is_told_as_it_is_after_each_line(tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_text(
        "import numpy as np\n\n\ndef f(a):\n    y = np.zeros_like(a)\n"
        "    for i in range(len(a)):\n        y[i] = a[i] * a[i]\n    return np.sum(y)\n"
    )
    subject, readings = read_at(file, "a=[1.0, 2.0]")
    assert readings.values["f", "y"].text == "[2] from 0 to 0, norm 0"
    assert readings.values["f", "y_1"].text == "[2] from 1 to 4, norm 4.12"
    assert "In a loop they are those of the last turn." in subject.result.html(readings)
    (loop,) = subject.result.scene.functions[0].loops
    assert loop.head == "for i in range(len(a))"
    assert subject.result.dot().count('label="for i in range(len(a))"') == 1
    assert subject.result.mermaid().count("subgraph") == 1


@pytest.mark.parametrize("mode", ["jvp", "hvp", "jacobian", "hessian"])
def test_other_derivatives(mode: str, tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_text("def f(x, y):\n    return x * x * y\n")
    subject, readings = read_at(file, "x=3,y=5", mode)
    lines = [line for f in subject.result.scene.functions for line in f.lines]
    assert {
        line.first for line in lines if line.target and not line.is_idle
    } <= readings.lines.keys()
    page = subject.result.html(readings)
    assert ("when the file was executed with" in page) == (mode in ("jvp", "hvp"))
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
    assert line_ends(out) == [
        *[("value", "3"), ("derivative", "← -4"), ("value", "-4"), ("derivative", "← 3")],
        *[("value", "-12"), ("derivative", "← 1")],
        *[("value", "-12"), ("derivative", "-4"), ("derivative", "3")],
    ]
    assert "when the file was executed with <code>grad_out = 1</code>" in out


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


def test_an_upstream_gradient_is_no_input_of_a_verification(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "f.py"
    file.write_text("def f(x):\n    return x * x\n")
    assert run(["-q", "--verify", "--at", "x=2,grad_out=2", str(file)]) == 2
    assert "grad_out is drawn for a verification" in capfd.readouterr().err


@pytest.mark.parametrize("words", [["json", "--at", "x=2"], ["html", "--at", "z=2"]])
def test_misuse(words: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "f.py"
    file.write_text("def f(x):\n    return x * x\n")
    assert run(["-q", "--emit", *words, str(file)]) == 2
    assert "Error: " in capfd.readouterr().err
