"""`--verify-rules`: right rules pass, wrong ones are found out; the gates of a project's rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from verifying import Gradgen, command_in

LIBRARY = """\
import math

import numpy as np


def bump(x):
    return np.exp(-x * x)


def scaled(x, by, times=2):
    return x * np.sin(by) * times


def size(x):
    return np.sqrt(np.sum(x * x))


def branches(x):
    return math.exp(x) if x > 0 else 1.0 + x


def eats(x):
    x *= 0.5
    return np.cos(x)


def fails(x):
    raise ValueError("never")
"""

HEAD = "from mylib import branches, bump, eats, fails, scaled, size\n"
BUMP = """

@gate("function", "local gradient -2 * x * out")
def the_bump(x, grad_out):
    out = bump(x)
    grad_x = grad_out * (-2 * x * out)
"""
SCALED = """

@gate("multiplier")
def the_scaled(x, by, times: int = 2, *, grad_out):
    out = scaled(x, by, times=times)
    grad_x = grad_out * sin(by) * times
    grad_by = grad_out * x * cos(by) * times
"""
SIZE = """

@gate("function", "as long as it is", shape="scalar")
def the_size(x, grad_out):
    out = size(x)
    direction = x / out
    grad_x = grad_out * direction
    dot_out = sum(dot_x * direction)
"""
BRANCHES = """

@gate("function", "by halves")
def the_branches(x, grad_out):
    out = branches(x)
    grad_x = grad_out * where(x > 0, out, 1)
"""
HELD = """

@gate("stop")
def held(x, grad_out):
    out = eats(x)
    grad_x = 0
"""


@pytest.fixture
def gradgen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Gradgen:
    """The command in a project with a library and the setting for rules."""
    (tmp_path / "mylib.py").write_text(LIBRARY)
    (tmp_path / "pyproject.toml").write_text('[tool.gradgen]\nrules = ["rules.py"]\n')
    return command_in(tmp_path, monkeypatch, capfdbinary)


def rules(*texts: str) -> None:
    Path("rules.py").write_text(HEAD + "".join(texts))


def test_right_rules_pass(gradgen: Gradgen) -> None:
    rules(BUMP, SCALED, SIZE, BRANCHES, HELD)
    found = gradgen("--verify-rules")
    assert found.code == 0, found.err
    tables = found.out.split("\n\n")
    assert [table.partition("\n")[0] for table in tables] == [
        "the_bump in rules.py, for mylib.bump",
        "the_scaled in rules.py, for mylib.scaled",
        "the_size in rules.py, for mylib.size",
        "the_branches in rules.py, for mylib.branches",
        "held in rules.py, for mylib.eats",
    ]
    words = [[row.split() for row in table.splitlines()[2:]] for table in tables]
    assert all(row[-1] == "ok" for table in words[:3] for row in table)
    assert {tuple(row[:3]) for row in words[1]} >= {
        (name, inputs, mode)
        for name in ("x", "by")
        for inputs in ("numbers", "arrays")
        for mode in ("reverse", "forward")
    }
    assert {row[1] for row in words[2] if row[0] == "x"} == {"arrays"}
    assert words[3][-1][-3:] == ["takes", "no", "arrays"]
    assert "by choice" in tables[4]
    assert "executing mylib.bump in processes of its own" in found.err


EATING = HELD.replace("= 0", "= -0.5 * grad_out * sin(x / 2)").replace('"stop"', '"function"')
WRONG = {
    "sign": (BUMP.replace("(-2", "(2"), "by `x` is wrong", "    grad_x ="),
    "some inputs": (BUMP.replace("* x *", "* abs(x) *"), "by `x` is wrong", "    grad_x ="),
    "one operand": (SCALED.replace("cos(by)", "cos(x)"), "by `by` is wrong", "    grad_by ="),
    "not linear": (SCALED.replace("t * x", "t * grad_out * x"), "by `by` is", "    grad_by ="),
    "forward": (SIZE.replace("dot_x * direction", "dot_x"), "by `x` is wrong", "    grad_x ="),
    "shape": (SIZE.replace(', shape="scalar"', "").partition("    dot")[0], "", "    grad_x ="),
    "no number": (BUMP.replace('out"', 'out", shape="scalar"'), "not the shape", "def the_bump"),
    "not flat": (HELD.replace("stop", "flat"), "by `x` is wrong", "    grad_x ="),
    "changes": (EATING, "changes what it is given", "def held"),
    "fails": (EATING.replace("eats", "fails"), "ValueError: never", "def held"),
}


@pytest.mark.parametrize(("text", "message", "line"), WRONG.values(), ids=WRONG.keys())
def test_wrong_rules_are_found_out(gradgen: Gradgen, text: str, message: str, line: str) -> None:
    rules(text)
    found = gradgen("--verify-rules")
    assert found.code == 1
    assert message in found.err
    assert set(found.slugs) <= {"wrong-gradient", "run-failed", "unsure-gradient"}
    number = next(n for n, each in enumerate((HEAD + text).split("\n"), 1) if each.startswith(line))
    assert f"rules.py:{number}:" in found.err, found.err


def test_a_function_of_no_known_module_cannot_be_run(gradgen: Gradgen) -> None:
    rules(BUMP.replace("= bump", "= somewhere"))
    found = gradgen("--verify-rules")
    assert (found.code, found.slugs) == (1, ["run-failed"])
    assert "not verified" in found.out
    assert "import it in the file of rules" in found.err


def test_inputs_may_be_chosen(gradgen: Gradgen) -> None:
    rules(SIZE)
    found = gradgen("--verify-rules", "--shape", "x=2,2", "--at", "factor=3.0")
    assert found.code == 0, found.err


def test_without_rules_there_is_nothing_to_do(gradgen: Gradgen) -> None:
    Path("pyproject.toml").write_text("")
    found = gradgen("--verify-rules")
    assert (found.code, found.out) == (2, "")
    assert "The project has no rules" in found.err
    assert gradgen("--verify-rules", "mylib.py").code == 2
    assert gradgen("--verify-rules", "--mode", "jvp").code == 2


def test_what_is_wrong_with_their_file_is_told(gradgen: Gradgen) -> None:
    rules(BUMP.replace("grad_out * ", ""))
    for arguments in (["--verify-rules"], ["--list-gates"], ["--explain", "bump"]):
        found = gradgen(*arguments)
        assert found.code in (1, 2)
        assert "invalid-rule" in found.err or "no gate called" in found.err
    assert gradgen("--explain", "invalid-rule").code == 0


def test_they_are_listed_and_explained(gradgen: Gradgen) -> None:
    rules(BUMP, SCALED)
    found = gradgen("--list-gates")
    listed = found.out.partition("\n\nrules.py\n")[2]
    assert [line.split()[0] for line in listed.splitlines()] == ["the_bump", "the_scaled"]
    assert "gradient multiplier" in listed
    page = gradgen("--explain", "bump").out
    assert "local gradient -2 * x * out" in page
    assert "bump: dot_out = dot_x * (-2 * x * out)" in page
