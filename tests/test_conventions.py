"""Every line of docs/conventions.md, run."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gradgen

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


def derivative(code: str, arguments: dict[str, Any], mode: str) -> Callable[..., Any]:
    """The derivative of a function that returns the code."""
    names = list(arguments)
    has_arrays = any(isinstance(value, np.ndarray) for value in arguments.values())
    head = "import numpy as np" if has_arrays else "import math"
    source = f"{head}\n\n\ndef f({', '.join(names)}):\n    return {code}\n"
    namespace: dict[str, Any] = {}
    exec(gradgen.generate(source, wrt=names, mode=mode), namespace)
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


@pytest.mark.parametrize(("code", "point", "gradient"), rows())
@pytest.mark.parametrize("mode", [by_reverse_mode, by_forward_mode], ids=lambda m: m.__name__)
def test_a_convention_holds(mode: Mode, code: str, point: str, gradient: str) -> None:
    if gradient == "ZeroDivisionError":
        with pytest.raises(ZeroDivisionError):
            mode(code, point)
    else:
        wanted = [float(number) for number in gradient.split(",")]
        found = mode(code, point)
        assert found == pytest.approx(wanted)
        assert all(map(math.isfinite, found))


def test_every_row_of_the_tables_is_run() -> None:
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("|")]
    heads = [line for line in lines if line.startswith(("| What", "|---"))]
    assert len(rows()) == len(lines) - len(heads) >= 25
