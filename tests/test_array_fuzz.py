"""Random array programs: every promise of the output, and the gradient against differences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import array_program_checks as checks
from array_programs import ArrayProgram, array_program
from array_slopes import UnfitError
from gradgen.diagnostics import Diagnostic

REGRESSIONS = sorted((Path(__file__).parent / "array_regressions").glob("*.txt"))
# What a program may be refused for: it changes what others see, sizes are not known to fit, what a
# loop binds is read behind it, what is changed is told by `None` or `...`.
JUSTIFIED = frozenset(
    ("in-place", "duplicate-output", "shape-mismatch", "control-flow", "unsupported-target")
)
# And its gradient: some of the functions that it leans on have branches and loops.
SECOND = frozenset(
    ("in-place", "control-flow", "unknown-function", "unsupported-comparison", "no-rule")
)
# These have no rule, or none that is safe: what they are given may be whole numbers.
PENDING = ("np.linalg.qr", "what may be put into an array of whole numbers")


@pytest.mark.parametrize("annotated", [True, False], ids=["shapes", "no shapes"])
def test_random_array_programs(annotated: bool) -> None:
    """Each keeps every promise, or is refused for a reason; and most have a gradient."""
    ended: list[str] = []
    seconds: list[str] = []
    for number in range(80):
        program = array_program(number)
        ended.append(ending(program, annotated=annotated))
        if ended[-1] == "right" and number % 5 == 0:
            again = checks.gradient_program(program, annotated=annotated)
            seconds.append(ending(again, annotated=True, justified=SECOND))
    assert ended.count("right") > 0.6 * len(ended), ended
    assert seconds.count("right") > 0.6 * len(seconds), seconds


def ending(program: ArrayProgram, *, annotated: bool, justified: frozenset[str] = JUSTIFIED) -> str:
    """How a check ended: `right`, or why there was nothing to compare."""
    try:
        checks.check_array_program(program, annotated=annotated)
    except UnfitError as error:
        return str(error)
    except checks.RefusedError as error:
        if all(is_justified(finding, justified) for finding in error.diagnostics):
            return str(error)
        error.add_note(program.source)
        raise
    except Exception as error:
        error.add_note(program.source)
        raise
    return "right"


def is_justified(finding: Diagnostic, justified: frozenset[str]) -> bool:
    """Whether a program may be refused with a finding."""
    return finding.slug in justified or any(what in finding.message for what in PENDING)


@pytest.mark.parametrize("annotated", [True, False], ids=["shapes", "no shapes"])
@pytest.mark.parametrize("path", REGRESSIONS, ids=lambda path: path.stem)
def test_regression(path: Path, annotated: bool) -> None:
    """A file of tests/array_regressions: `# at: x=(3, 4), s=0.7` says at which arguments.

    `# only with shapes` says that it is refused without.
    """
    source = path.read_bytes().decode("utf-8")
    places = [line for line in source.splitlines() if line.startswith("# at: ")]
    assert places, "no line such as `# at: x=(3, 4), s=0.7`"
    for place in places:
        values = _arguments(place.removeprefix("# at: "))
        fixed = frozenset(n for n, v in values.items() if np.asarray(v).dtype.kind in "bi")
        is_single = any(np.asarray(v).dtype == np.float32 for v in values.values())
        program = ArrayProgram(source, values, fixed, is_single)
        if annotated or "# only with shapes" not in source:
            checks.check_array_program(program, annotated=annotated)
            continue
        with pytest.raises(checks.RefusedError):
            checks.check_array_program(program, annotated=False)


def _arguments(text: str) -> dict[str, Any]:
    """Arguments by name: a shape stands for random numbers."""
    chance = np.random.default_rng(5)
    given = eval(f"dict({text})", {"np": np})
    return {n: chance.normal(size=v) if isinstance(v, tuple) else v for n, v in given.items()}


KNOWN = """
import numpy as np

def f(x, y):
    return np.abs(x) * y + np.exp(x[::-1])
"""


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("return grad_out * y + np.exp(x), np.abs(x)", "along a direction"),
        ("return x * y, np.sum(x)", "the shape"),
        ("return grad_out, grad_out", "an alias"),
        ("x += 1; return x * 1, x * 1", "read-only"),
        ("return 1 / (x - x), x * 1", "a warning"),
        ("return x.astype(np.float32), x * 1", "is float32"),
    ],
)
def test_the_check_sees_what_is_wrong(wrong: str, why: str) -> None:
    names = checks.load(f"{KNOWN}\ndef f_backward(x, y, grad_out=1.0):\n    {wrong}\n")
    values = {"x": np.array([1.0, -0.5]), "y": np.array([2.0, 0.25])}
    upstream = [np.array([1.5, -0.5])]
    run = checks.Run(names["f"], names["f_backward"], values, ["x", "y"], upstream)
    with pytest.raises((checks.WrongError, ValueError), match=why):
        checks.check_slopes(run, checks.check_run(run, warned=False))


def test_a_kink_is_nothing_to_compare_with() -> None:
    names = checks.load(f"{KNOWN}\ndef f_backward(x, y, grad_out=1.0): ...\n")
    values = {"x": np.array([0.0, 1.0]), "y": np.array([2.0, 1.0])}
    run = checks.Run(names["f"], names["f_backward"], values, ["x"], [np.array([1.0, 1.0])])
    with pytest.raises(UnfitError, match="a kink"):
        checks.check_slopes(run, [np.array([1.0, 1.0])])
