"""`--emit test`: a file that stands alone, is green where all is right, and red where not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from xml.etree import ElementTree

import black
import pytest
from pyflakes.api import check
from pyflakes.reporter import Reporter

from test_verified_samples import run_tests
from test_verify import ARRAYS, FAULTS, FLOAT32, LOSS, NUMBERS
from verifying import Gradgen, command_in


@pytest.fixture
def gradgen_(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Gradgen:
    return command_in(tmp_path, monkeypatch, capfdbinary)


def emitted(gradgen_: Gradgen, source: str, *options: str) -> str:
    done = gradgen_("model.py", "--emit", "test", *options, source=source)
    assert (done.code, done.err) == (0, "")
    return done.out


LONE = "def f(x):\n    L = sigmoid(x) * relu(x)\n"
OPTIONS = [
    "",
    "--mode jvp --with-value",
    "--mode hvp",
    "--mode jacobian",
    "--mode hessian",
    "--split",
]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("source", [LOSS, LONE], ids=["arrays", "numbers"])
def test_it_reads_as_if_written_by_hand(source: str, options: str, gradgen_: Gradgen) -> None:
    """black has nothing to change, pyflakes nothing to say: no import or name is left over."""
    text = emitted(gradgen_, source, *options.split())
    assert black.format_str(text, mode=black.Mode()) == text
    assert flaws(text) == ""
    assert not re.search(r"import gradgen|from gradgen", text)
    assert "\n\n\n\n" not in text
    functions = re.findall(r"^def (\w+)", text, re.MULTILINE)
    unused = [name for name in functions if len(re.findall(rf"\b{name}\b", text)) == 1]
    assert [name for name in unused if not name.startswith("test_")] == []


def flaws(text: str) -> str:
    said = StringIO()
    check(text, "test_model.py", Reporter(said, said))
    return said.getvalue()


def test_it_is_the_same_every_time_and_runs_nothing(gradgen_: Gradgen) -> None:
    source = "open('ran', 'w')\n\n\n" + "def f(x):\n    return x * x\n"
    first = emitted(gradgen_, source)
    assert first == emitted(gradgen_, source)
    assert not Path("ran").exists()
    assert first != emitted(gradgen_, source, "--seed", "3")


def test_the_line_length_is_the_projects(gradgen_: Gradgen) -> None:
    Path("pyproject.toml").write_text("[tool.black]\nline-length = 120\n")
    text = emitted(gradgen_, ARRAYS, "--at", "a=0.5")
    assert black.format_str(text, mode=black.Mode(line_length=120)) == text
    assert max(map(len, text.splitlines())) > 88


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-", "--emit", "test"], "needs the name of a file"),
        (["model.py", "--emit", "test", "--at", "z=1"], "No function has a parameter z."),
    ],
)
def test_what_cannot_be_emitted(
    arguments: list[str], said: str, gradgen_: Gradgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "def f(x):\n    return x\n"
    Path("model.py").write_text(source)
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(source.encode())))
    done = gradgen_(*arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_inputs_that_lack(gradgen_: Gradgen) -> None:
    source = "import numpy as np\n\n\ndef f(x):\n    return np.sin(x)\n"
    done = gradgen_("model.py", "--emit", "test", source=source)
    assert (done.code, done.out, done.slugs) == (1, "", ["unknown-input"])


# --- what the tests say --------------------------------------------------------------------------

POINT = "a=0.5,N=4,M=3"
GREEN = {
    "float32": (FLOAT32, ["--at", "a=0.5"]),
    "float32_jvp": (FLOAT32, ["--mode", "jvp"]),
    "float32_hvp": (FLOAT32.replace("return y, np", "return np.sum(y) + np"), ["--mode", "hvp"]),
    "float32_jacobian": (FLOAT32, ["--mode", "jacobian", "--with-value"]),
    "numbers": (NUMBERS, []),
    "numbers_jvp": (NUMBERS, ["--mode", "jvp"]),
    "lone": (LONE.replace("relu(x)", "x"), ["--mode", "hessian", "--with-value"]),
    "lone_split": (LONE, ["--split"]),
    "elsewhere": (ARRAYS, ["--at", POINT]),
    "domain": ("import math\n\n\ndef f(x):\n    return math.log(x) + math.sqrt(x)\n", []),
    "package": ("from . import near\n\nnear.SCALE\n\n\n" + LONE.replace("relu(x)", "x"), []),
    "minimum": ("def f(x):\n    return (abs(x) - 1) ** 2\n", ["--at", "x=1"]),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_is_right_is_green_and_what_is_wrong_is_red(gradgen_: Gradgen, tmp_path: Path) -> None:
    """One folder for each; pytest runs once, in a process that has no gradgen."""
    Path("green_package").mkdir()
    Path("green_package/__init__.py").touch()
    Path("green_package/near.py").write_text("SCALE = 2.0\n")
    for name, (source, options) in GREEN.items():
        commit(gradgen_, f"green_{name}", source, options)
    for number, (source, old, new, mode) in enumerate(FAULTS.values()):
        folder = commit(gradgen_, f"red_{number}", source, ["--mode", mode])
        (committed,) = folder.glob("model_*.py")
        text = committed.read_text("utf-8")
        assert old in text
        committed.write_text(text.replace(old, new, 1), "utf-8")
    results = results_in(tmp_path)
    assert results.keys() == {
        *(f"green_{n}" for n in GREEN),
        *(f"red_{n}" for n in range(len(FAULTS))),
    }
    wrong = [name for name, failures in results.items() if name.startswith("red") == (not failures)]
    assert wrong == []


def commit(gradgen_: Gradgen, name: str, source: str, options: list[str]) -> Path:
    """A file with its derivative, and the test in a folder below."""
    folder = Path(name)
    (folder / "tests").mkdir(parents=True)
    (folder / "model.py").write_text(source, "utf-8")
    at = options.index("--at") if "--at" in options else len(options)
    assert gradgen_(f"{name}/model.py", "-q", "-o", name, *options[:at]).code == 0
    target = f"{name}/tests/test_{name}.py"
    assert gradgen_(f"{name}/model.py", "-q", "--emit", "test", *options, "-o", target).code == 0
    return folder


def results_in(folder: Path) -> Mapping[str, int]:
    """How many tests of each folder fail."""
    report = folder / "report.xml"
    done = run_tests(folder, f"--junitxml={report}", "--continue-on-collection-errors")
    assert done.returncode == 1, done.stdout
    found: dict[str, int] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = case.get("classname", "").split(".")[0]
        failed = case.find("failure") is not None or case.find("error") is not None
        found[name] = found.get(name, 0) + failed
    return found


def test_the_test_follows_the_committed_file(gradgen_: Gradgen) -> None:
    text = emitted(gradgen_, "def f(x):\n    return x * x\n")
    assert 'HERE / "model_backward.py"' in text
    assert 'HERE / "model.py"' in text
    for suffix in ("jvp", "hessian"):
        text = emitted(gradgen_, "def f(x):\n    return x * x\n", "--mode", suffix)
        assert f'HERE / "model_{suffix}.py"' in text
