"""Every line of docs/conventions.md, run."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
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
    given: dict[str, Any] = eval(f"dict({point})")
    arguments = {n: np.array(v) if isinstance(v, list) else v for n, v in given.items()}
    names = list(arguments)
    head = (
        "import numpy as np" if any(isinstance(v, list) for v in given.values()) else "import math"
    )
    source = f"{head}\n\n\ndef f({', '.join(names)}):\n    return {code}\n"
    namespace: dict[str, Any] = {}
    exec(gradgen.generate(source, wrt=names), namespace)
    with np.errstate(all="ignore"):
        found = namespace["f_backward"](**arguments)
    several = found if isinstance(found, tuple) else (found,)
    return tuple(float(number) for gradient in several for number in np.ravel(gradient))


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
