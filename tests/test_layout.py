"""Layout: the parts of a module one below the other, as black would have them.

That this is so to the byte, whatever black is asked about, is held by `test_canonical.py`.
"""

from __future__ import annotations

import subprocess
import sys

import black
import pytest

from gradgen.emit import layout as layout_module
from gradgen.emit.layout import Part, layout

FUNCTION = '''\
def f(x):
    """What it does.

    Returns y.
    """
    # forward
    y = x * 2

    return y'''


def test_parts_are_two_lines_apart() -> None:
    assert layout([Part("import math\n\nK=2"), Part(FUNCTION)], 88) == (
        f"import math\n\nK = 2\n\n\n{FUNCTION}\n"
    )


def test_what_is_canonical_is_left_as_it_is() -> None:
    assert layout([Part("K = 2", flat=True), Part(FUNCTION, flat=True)], 88) == (
        f"K = 2\n\n\n{FUNCTION}\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    y = x  *  2", "    y = x * 2"),
        ("    y = 'text'", '    y = "text"'),
        ("    y = f(x, 'a', )", '    y = f(\n        x,\n        "a",\n    )'),
        ("    y = 1.E5", "    y = 1.0e5"),
        ("    y = x # why", "    y = x  # why"),
    ],
)
def test_what_is_not_goes_to_black(before: str, after: str) -> None:
    """And the canonical lines around it come back to their places."""
    lines = ["def f(x):", "    a = x", before, "    b = y", "", "    # backward", "    c = b"]
    wanted = "\n".join(lines).replace(before, after) + "\n"
    assert layout([Part("\n".join(lines), flat=True)], 88) == wanted


@pytest.mark.parametrize("line_length", [20, 40, 88])
def test_long_lines_are_wrapped(line_length: int) -> None:
    text = FUNCTION.replace("x * 2", "x * 2 + x * 3 + x * 4 + x * 5 + x * 6")
    mode = black.Mode(line_length=line_length)
    assert layout([Part(text, flat=True)], line_length) == black.format_str(text, mode=mode)


def test_a_settled_part_is_blacks_own_at_some_line_lengths(monkeypatch: pytest.MonkeyPatch) -> None:
    """From its longest line to the length that it was written for."""
    asked = []

    def watched(text: str, line_length: int) -> str:
        asked.append(line_length)
        return text

    monkeypatch.setattr(layout_module, "_black", watched)
    longest = max(map(len, FUNCTION.splitlines()))
    for line_length in (longest - 1, longest, 70, 71):
        layout([Part(FUNCTION, settled=70)], line_length)
    assert asked == [longest - 1, 71]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    # fmt: off\n    y = x  *  2\n    # fmt: on\n    z = y", None),
        ("    y = x  *  2  # fmt: skip\n    z = y", None),
        ("    # yapf: disable\n    y = x  *  2\n    z = y", None),
        ("    y = x  *  2  # fmt the rest\n    z = y", "    y = x * 2  # fmt the rest\n    z = y"),
    ],
)
def test_directives_to_formatters_are_obeyed(before: str, after: str | None) -> None:
    """They may speak of other lines than their own."""
    wanted = f"def f(x):\n{after or before}\n"
    assert layout([Part(f"def f(x):\n{before}", flat=True)], 88) == wanted


def test_text_that_looks_like_a_mark() -> None:
    text = "def f(x):\n    gradgen_lines_0  =  x\n    y = gradgen_lines_0\n    return y"
    assert layout([Part(text, flat=True)], 88) == text.replace("0  =  x", "0 = x") + "\n"


def test_a_short_module_needs_no_black() -> None:
    code = (
        "import sys; from gradgen.emit.layout import *;"
        f"layout([Part({FUNCTION!r}, flat=True)], 88); print('black' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
