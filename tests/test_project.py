"""Projects: the targets of a pyproject.toml, whole folders, and settings that are refused."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

import gradgen
from gradgen.command import workers
from gradgen.options import Options
from gradgen.project.targets import known_choices
from test_freshness import said

NEURON = "def f(w, x):\n    return w * x\n"
LAYER = (
    "import numpy as np\n\n\ndef g(x, w):\n    return np.tanh(x @ w)\n\n\ndef h(x):\n    return x\n"
)
SETTINGS = """\
[tool.gradgen]
with-value = true

[[tool.gradgen.targets]]
source = "models/neuron.py"
output = "models/neuron_backward.py"

[[tool.gradgen.targets]]
source = "models/layer.py"
output = "made/layer.py"
function = "g"
wrt = ["w"]
shape = { x = "N,D", w = "D,M" }
with_value = false
mode = "jvp"
line-length = 40
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two files and two targets."""
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "neuron.py").write_text(NEURON)
    (tmp_path / "models" / "layer.py").write_text(LAYER)
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def body(file: str) -> str:
    return Path(file).read_text("utf-8").partition("\n\n")[2].lstrip("\n")


def test_all_targets_are_made_as_the_project_says() -> None:
    code, out, err = said()
    assert (code, out) == (0, "")
    assert err == "wrote models/neuron_backward.py\nwrote made/layer.py\n"
    assert body("models/neuron_backward.py") == gradgen.generate(NEURON, with_value=True)
    shape = {"x": "N,D", "w": "D,M"}
    expected = gradgen.generate(
        LAYER, function="g", wrt="w", shape=shape, mode="jvp", line_length=40
    )
    assert body("made/layer.py") == expected
    assert said() == (0, "", "gradgen: 2 files unchanged\n")
    assert said("--check") == (0, "", "gradgen: 2 files are fresh\n")


def test_all_targets_are_compared() -> None:
    said()
    Path("models/neuron.py").write_text(NEURON.replace("w * x", "w / x"))
    Path("made/layer.py").write_text(Path("made/layer.py").read_text() + "\nX = 3\n")
    code, out, err = said("--check", "--diff", "--output-format", "concise")
    assert code == 1
    assert re.findall(r"^\+\+\+ (.*)", out, re.MULTILINE) == [
        "models/neuron_backward.py",
        "made/layer.py",
    ]
    assert re.findall(r"error\[(\w+)\]", err) == ["stale", "edited"]
    assert err.endswith("gradgen: 2 of 2 files are not fresh\n")


def test_every_option_is_a_setting() -> None:
    """Of each target; rules are the project's."""
    spelled = {"functions": "function", "shapes": "shape"}
    assert {spelled.get(f.name, f.name) for f in fields(Options)} == {
        *known_choices(),
        "rules",
    }


def test_from_a_folder_of_the_project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said()
    before = {path: path.read_bytes() for path in folder.rglob("*.py")}
    monkeypatch.chdir("models")
    assert said("--check") == (0, "", "gradgen: 2 files are fresh\n")
    (folder / "made" / "layer.py").unlink()
    assert said()[2] == "wrote ../made/layer.py\ngradgen: 1 file unchanged\n"
    assert {path: path.read_bytes() for path in folder.rglob("*.py")} == before


def test_all_or_nothing(folder: Path) -> None:
    Path("models/layer.py").write_text(LAYER.replace("np.tanh", "np.sort_complex"))
    code, out, err = said()
    assert (code, out) == (1, "")
    assert "--> models/layer.py:5:12" in err
    assert err.endswith("gradgen: 1 error; no code was written\n")
    assert sorted(path.name for path in folder.rglob("*.py")) == ["layer.py", "neuron.py"]


def test_folders_go_to_folders(folder: Path) -> None:
    (folder / "models" / "deep").mkdir()
    (folder / "models" / "deep" / "er.py").write_text(NEURON)
    (folder / "models" / "__init__.py").touch()
    (folder / "models" / ".hidden.py").write_text("def f(: no Python\n")
    (folder / "made").mkdir()
    for _ in range(2):
        assert said("models", "-o", "made")[0] == 0
        assert said("models", "-o", "models")[0] == 0  # what was generated is no source
    names = sorted(path.relative_to("made").as_posix() for path in Path("made").rglob("*.py"))
    assert names == ["deep/er_backward.py", "layer_backward.py", "neuron_backward.py"]
    assert said("models", "-o", "made", "--check")[2] == "gradgen: 3 files are fresh\n"
    Path("pyproject.toml").write_text(
        '[[tool.gradgen.targets]]\nsource = "models"\noutput = "made"\n'
    )
    assert said("--check")[2] == "gradgen: 3 files are fresh\n"


def test_many_targets_are_made_in_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("made").mkdir()
    Path("models/bad.py").write_text("def f(x):\n    return x.y\n")
    Path("models/noisy.py").write_text("def f(x):\n    print(x)\n    return x * x\n")
    told = said("models", "-o", "made")
    monkeypatch.setattr(workers, "MANY", 2)
    assert said("models", "-o", "made") == told
    Path("models/bad.py").unlink()
    code, out, err = said("models", "-o", "made")
    assert (code, out) == (0, "")
    assert err.count("wrote made/") == 3
    assert "warning[print-left-out]" in err
    monkeypatch.setattr(workers, "MANY", 1000)
    assert said("models", "-o", "made", "--check", "--diff")[0] == 0


def refused(text: str) -> list[tuple[str, str, str]]:
    """Line, slug and reason of each finding, told for settings."""
    Path("pyproject.toml").write_text(text, "utf-8")
    code, out, err = said("--color", "never")
    assert (code, out) == (1, "")
    return re.findall(
        r"error\[([\w-]+)\].*\n +--> pyproject.toml:(\d+):.*\n(?:.*\n){2}.*\^ (.*)", err
    )


TARGET = '[[tool.gradgen.targets]]\nsource = "models/neuron.py"\noutput = "out.py"\n'


@pytest.mark.parametrize(
    ("settings", "slug", "line", "reason"),
    [
        (TARGET + "modes = 3\n", "unknown-setting", 4, "did you mean `mode`?"),
        (TARGET + "nonsense = 3\n", "unknown-setting", 4, "not known"),
        ("[tool.gradgen]\nsource = 'x'\n" + TARGET, "unknown-setting", 2, "not known"),
        (TARGET + 'mode = "vpj"\n', "invalid-settings", 4, "this has to be one of vjp, jvp,"),
        (TARGET + "\n\nsplit = 1\n", "invalid-settings", 6, "this has to be true or false"),
        (TARGET + 'wrt = """\n\n"""', "invalid-settings", 4, "it names nothing"),
        (TARGET + "wrt = [1]\n", "invalid-settings", 4, "this has to be a list of names"),
        (TARGET + "shape = 'N'\n", "invalid-settings", 4, "this has to be a table of shapes"),
        (TARGET + "line-length = true", "invalid-settings", 4, "this has to be a positive number"),
        (TARGET + "split = true\nmode = 'jvp'", "invalid-settings", 1, "split: there is a split"),
        (TARGET + "split = true\nwith_value=true", "invalid-settings", 1, "split: the forward"),
        (TARGET + "with-value = true\nwith_value = true", "invalid-settings", 5, "it is given"),
        (TARGET[:-18], "invalid-settings", 1, "a target needs `output`"),
        (TARGET + TARGET, "invalid-settings", 6, "models/neuron.py and models/neuron.py would"),
        (TARGET.replace("out.py", "models/neuron.py"), "invalid-settings", 3, "It would overwrite"),
        ('"tool"."gradgen"."targets" = 3\n', "invalid-settings", 1, "write each of them as"),
        ("x = 1\n\n[tool]\ngradgen = 3\n", "invalid-settings", 4, "this has to be a table"),
        ("[tool.gradgen]\ntargets = [\n 1]\n", "invalid-settings", 2, "this has to be a table"),
        ("[tool.gradgen", "invalid-settings", 1, "expected ']' at the end"),
        (TARGET.replace("neuron.py", ""), "invalid-settings", 3, "No file"),
    ],
)
def test_settings_that_are_refused(settings: str, slug: str, line: int, reason: str) -> None:
    if "No file" in reason:
        for file in Path("models").iterdir():
            file.unlink()
    ((found, place, told),) = refused(settings)
    assert (found, int(place)) == (slug, line)
    assert told.startswith(reason)


def test_all_findings_at_once() -> None:
    found = refused("[tool.gradgen]\nmode = 1\n" + TARGET + "by = 2\nx = 3\n")
    assert [(slug, int(line)) for slug, line, _ in found] == [
        ("invalid-settings", 2),
        ("invalid-settings", 6),
        ("unknown-setting", 7),
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        "--mode jvp",
        "-o out.py",
        "-f f",
        "--verify",
        "--emit test",
        "models -o none",
        "models -o a.py",
    ],
)
def test_wrong_usage(arguments: str) -> None:
    assert said(*arguments.split())[:2] == (2, "")


@pytest.mark.parametrize("settings", ["", "[tool.gradgen]\nmode = 'jvp'\n"])
def test_without_targets_a_file_has_to_be_named(settings: str) -> None:
    Path("pyproject.toml").write_text(settings)
    code, _, err = said()
    assert code == 2
    assert "Name a FILE" in err
