"""Every line of docs/conventions.md, run."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import pytest

import gradgen

PAGE = Path(__file__).parent.parent / "docs" / "conventions.md"
_ROW = re.compile(r"^\| (.*?) \| (.*?) \| `(.*?)` \| `(.*?)` \| `(.*?)` \|$", re.MULTILINE)


def rows() -> list[tuple[str, str, str]]:
    """Code, point and gradient of each example of the page."""
    return [
        (code, point, gradient) for _, _, code, point, gradient in _ROW.findall(PAGE.read_text())
    ]


def gradient_at(code: str, point: str) -> tuple[float, ...]:
    arguments: dict[str, float] = eval(f"dict({point})")
    names = list(arguments)
    source = f"import math\n\n\ndef f({', '.join(names)}):\n    return {code}\n"
    namespace: dict[str, Any] = {}
    exec(gradgen.generate(source, wrt=names), namespace)
    found = namespace["f_backward"](**arguments)
    return found if isinstance(found, tuple) else (found,)


@pytest.mark.parametrize(("code", "point", "gradient"), rows())
def test_a_convention_holds(code: str, point: str, gradient: str) -> None:
    if gradient == "ZeroDivisionError":
        with pytest.raises(ZeroDivisionError):
            gradient_at(code, point)
    else:
        wanted = [float(number) for number in gradient.split(",")]
        found = gradient_at(code, point)
        assert found == pytest.approx(wanted)
        assert all(map(math.isfinite, found))


def test_every_row_of_the_tables_is_run() -> None:
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("|")]
    heads = [line for line in lines if line.startswith(("| What", "|---"))]
    assert len(rows()) == len(lines) - len(heads) >= 25
