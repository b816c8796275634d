"""The cell magic: the cell is run, its gradient is defined, and the page is shown."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

import gradgen
from gradgen.pipeline import Result

CELL = "def f(x, y):\n    return x * y\n"


class Shell:
    """As much of IPython as is asked for."""

    def __init__(self) -> None:
        self.user_ns: dict[str, Any] = {}
        self.magics: dict[tuple[str, str], Callable[[str, str], Any]] = {}

    def register_magic_function(self, func: Any, magic_kind: str, magic_name: str) -> None:
        self.magics[magic_kind, magic_name] = func

    def run_cell(self, raw_cell: str) -> Any:
        try:
            exec(raw_cell, self.user_ns)
        except Exception:
            return SimpleNamespace(success=False)
        return SimpleNamespace(success=True)


@pytest.fixture
def shell() -> Shell:
    made = Shell()
    load: Any = gradgen.__getattr__("load_ipython_extension")
    load(made)
    return made


def run(shell: Shell, cell: str, line: str = "") -> Any:
    return shell.magics["cell", "gradgen"](line, cell)


def test_the_cell_and_its_gradient_are_defined(shell: Shell) -> None:
    result = run(shell, CELL)
    assert shell.user_ns["f"](2.0, 5.0) == 10.0
    assert shell.user_ns["f_backward"](2.0, 5.0) == (5.0, 2.0)
    assert isinstance(result, Result)
    assert result._repr_html_().startswith("<iframe ")
    shown: list[str] = []
    result._repr_pretty_(SimpleNamespace(text=shown.append), False)
    assert shown == [result.source]


def test_choices(shell: Shell) -> None:
    run(shell, CELL, 'mode="jvp", with_value=True')
    assert shell.user_ns["f_jvp"](2.0, 5.0, 1.0, 0.0) == (10.0, 5.0)


def test_what_is_generated_leaves_the_other_names_alone(shell: Shell) -> None:
    shell.user_ns["sigmoid"] = "mine"
    run(shell, "def f(x):\n    L = sigmoid(x)\n")
    assert shell.user_ns["sigmoid"] == "mine"
    assert shell.user_ns["f_backward"](0.0) == 0.25


@pytest.mark.parametrize(
    ("cell", "line", "said"),
    [
        ("def f(x):\n    return unheard_of(x)\n", "", "unheard_of"),
        (CELL, "mode=", "choices such as"),
        (CELL, "print(1)", "choices such as"),
        (CELL, 'mode="sideways"', "sideways"),
        (CELL, "colour=3", "colour"),
    ],
)
def test_what_is_refused_is_said_and_not_run(
    cell: str, line: str, said: str, shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(shell, cell, line) is None
    assert said in capsys.readouterr().err
    assert "f" not in shell.user_ns


def test_a_cell_that_fails_has_no_gradient(shell: Shell) -> None:
    assert run(shell, f"{CELL}\n1 / 0\n") is None
    assert "f_backward" not in shell.user_ns
