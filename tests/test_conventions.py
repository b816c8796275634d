"""Every line of docs/conventions.md, run; and further edges of the same sorts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gradgen
from convention_edges import ALIKE, EDGES, REFUSED

Mode = Callable[[str, str], tuple[float, ...]]

PAGE = Path(__file__).parent.parent / "docs" / "conventions.md"
_ROW = re.compile(r"^\| (.*?) \| (.*?) \| `(.*?)` \| `(.*?)` \| `(.*?)` \|$", re.MULTILINE)


def rows() -> list[tuple[str, str, str]]:
    """Code, point and gradient of each example of the page."""
    return [
        (code, point, gradient) for _, _, code, point, gradient in _ROW.findall(PAGE.read_text())
    ]


def arguments_at(point: str) -> dict[str, Any]:
    given: dict[str, Any] = eval(f"dict({point})")
    return {n: np.array(v) if isinstance(v, list) else v for n, v in given.items()}


def source(code: str, arguments: dict[str, Any]) -> str:
    """A file with a function that returns the code."""
    has_arrays = any(isinstance(value, np.ndarray) for value in arguments.values())
    head = "import numpy as np\n" if has_arrays else "import math\n"
    head += "from scipy import special\n" if "special." in code else ""
    head += "import scipy.linalg\n" if "scipy.linalg." in code else ""
    return f"{head}\n\ndef f({', '.join(arguments)}):\n    return {code}\n"


def derivative(code: str, arguments: dict[str, Any], mode: str) -> Callable[..., Any]:
    """The derivative of a function that returns the code."""
    names = list(arguments)
    namespace: dict[str, Any] = {}
    exec(gradgen.generate(source(code, arguments), wrt=names, mode=mode), namespace)
    function: Callable[..., Any] = namespace["f_backward" if mode == "vjp" else "f_jvp"]
    return function


def by_reverse_mode(code: str, point: str) -> tuple[float, ...]:
    arguments = arguments_at(point)
    with np.errstate(all="ignore"):
        found = derivative(code, arguments, "vjp")(**arguments)
    several = found if isinstance(found, tuple) else (found,)
    return tuple(float(number) for gradient in several for number in np.ravel(gradient))


def by_forward_mode(code: str, point: str) -> tuple[float, ...]:
    """The same from tangents: each number moves alone, and what it moves is added up."""
    arguments = arguments_at(point)
    function = derivative(code, arguments, "jvp")
    with np.errstate(all="ignore"):
        return tuple(
            float(np.sum(function(**arguments, **direction))) for direction in units(arguments)
        )


def units(arguments: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The directions in which one number moves alone."""
    still = {f"dot_{name}": np.zeros(np.shape(value)) for name, value in arguments.items()}
    for name, value in still.items():
        for index in np.ndindex(value.shape):
            moved = value.copy()
            moved[index] = 1.0
            direction = {**still, name: moved}
            yield {n: v if v.shape else float(v) for n, v in direction.items()}


@pytest.mark.parametrize(("code", "point", "gradient"), [*rows(), *EDGES])
@pytest.mark.parametrize("mode", [by_reverse_mode, by_forward_mode], ids=lambda m: m.__name__)
def test_a_convention_holds(mode: Mode, code: str, point: str, gradient: str) -> None:
    if gradient == "ZeroDivisionError":
        with pytest.raises(ZeroDivisionError):
            mode(code, point)
    else:
        wanted = [float(number) for number in gradient.split(",")]
        assert mode(code, point) == pytest.approx(wanted, nan_ok=True)


@pytest.mark.parametrize(("code", "point"), ALIKE)
def test_both_modes_make_the_same_choice(code: str, point: str) -> None:
    assert by_forward_mode(code, point) == pytest.approx(by_reverse_mode(code, point), abs=1e-9)


@pytest.mark.parametrize("refused", REFUSED)
@pytest.mark.parametrize("way", ["vjp", "jvp"])
def test_what_has_no_gradient_is_refused(way: str, refused: str) -> None:
    with pytest.raises(gradgen.GradgenError):
        gradgen.generate(source(refused, {"x": np.zeros(6)}), wrt=["x"], mode=way)


def test_every_row_of_the_tables_is_run() -> None:
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("|")]
    heads = [line for line in lines if line.startswith(("| What", "|---"))]
    assert len(rows()) == len(lines) - len(heads) >= 25
