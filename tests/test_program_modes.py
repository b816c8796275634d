"""Random programs in every mode, each against the slope along one random direction."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import Any

import numpy as np
import pytest

from array_program_checks import RefusedError, WrongError, load
from array_programs import ArrayProgram, array_program
from array_slopes import UnfitError
from program_modes import MODES, SECOND, check_along, check_array_mode, check_mode
from program_subjects import on_arrays
from programs import Program, scalar_program
from test_array_fuzz import JUSTIFIED, is_justified

IN_MODES = pytest.mark.parametrize("mode", MODES)


def ending(check: Callable[[], Any], source: str, justified: frozenset[str]) -> str:
    """How a check ended: `right`, or why there was nothing to compare."""
    try:
        check()
    except UnfitError as error:
        return str(error)
    except RefusedError as error:
        error.add_note(source)
        if not justified or not all(is_justified(d, justified) for d in error.diagnostics):
            raise
        return "refused"
    except Exception as error:
        error.add_note(source)
        raise
    return "right"


@IN_MODES
def test_random_programs(mode: str) -> None:
    ended = []
    for number in range(1000, 1016):
        program = scalar_program(number, 5, gives_number=mode in SECOND)
        check = partial(check_mode, program, mode)
        ended.append(ending(check, program.source, frozenset()))
    assert ended.count("right") > 0.7 * len(ended), ended


# Names that differ in numbers alone, bound in the order in which their gradients interleave.
NUMBERED = """
import math

def f(x_1):
    x_1 = math.sin(2 * x_1) + x_1
    x_2 = math.exp(x_1) * x_1
    (x_1, y_1), y_2 = (x_1 * x_2, x_2 - math.tanh(x_1)), x_1 / (2 + x_2 * x_2)
    return x_1 * y_1 + x_2 * y_2 + x_1 * x_1 * y_2 + y_1 * y_1
"""


@IN_MODES
def test_names_that_differ_in_numbers_alone(mode: str) -> None:
    check_mode(Program(NUMBERED, {"x_1": 0.31}, None, frozenset()), mode)


@IN_MODES
@pytest.mark.parametrize("annotated", [True, False], ids=["shapes", "no shapes"])
def test_random_array_programs(mode: str, annotated: bool) -> None:
    ended = []
    for number in range(12):
        program = array_program(number, 5, gives_number=mode in SECOND)
        check = partial(check_array_mode, program, mode, annotated=annotated)
        ended.append(ending(check, program.source, JUSTIFIED))
    assert ended.count("right") > 0.6 * len(ended), ended


# The check notices what it looks for.

SOURCE = "import numpy as np\n\n\ndef f(x, y):\n    return np.sum(x * x * y, axis=0)\n"
VALUES = {"x": np.array([[1.0, 2.0, -0.5], [0.5, 1.5, 0.25]]), "y": np.array([2.0, 0.25, 1.5])}
HEAD = {
    "vjp": "f_backward(x, y, grad_out=1.0)",
    "jvp": "f_jvp(x, y, dot_x, dot_y)",
    "rows": "f_jacobian(x, y)",
}


@pytest.mark.parametrize(
    ("mode", "returned", "why"),
    [
        ("vjp", "grad_out * 2 * x * y, np.sum(grad_out * x * x, axis=0)", ""),
        ("vjp", "grad_out * x * y, np.sum(grad_out * x * x, axis=0)", "along a direction"),
        ("vjp", "grad_out * 2 * x * y, np.sum(grad_out * x * x, axis=1)", "the shape"),
        ("vjp", "grad_out * 2 * x * y, grad_out", "an alias"),
        ("vjp", "(grad_out * 2 * x * y,)", "1 results for 2"),
        ("vjp", "x.astype(np.float32), y * 1", "the type"),
        ("jvp", "np.sum(2 * x * dot_x * y + x * x * dot_y, axis=0)", ""),
        ("jvp", "np.sum(2 * x * dot_x * y, axis=0)", "along a direction"),
        ("jvp", "np.add(dot_y, dot_x, out=dot_x)[0]", "read-only"),
        (
            "rows",
            "np.einsum('ij,jk->jik', 2 * x * y, np.eye(3)), np.diag(np.sum(x * x, axis=0))",
            "",
        ),
        (
            "rows",
            "np.einsum('ij,jk->kij', 2 * x * y, np.eye(3)), np.diag(np.sum(x, axis=0))",
            "along",
        ),
        ("rows", "np.einsum('ij,jk->ijk', 2 * x * y, np.eye(3)), np.diag(x[0])", "the shape"),
    ],
)
def test_the_check_sees_what_is_wrong(mode: str, returned: str, why: str) -> None:
    subject = on_arrays(ArrayProgram(SOURCE, VALUES), second=False, annotated=True)
    derived = load(f"import numpy as np\n\n\ndef {HEAD[mode]}:\n    return {returned}\n")
    with pytest.raises((WrongError, ValueError), match=why) if why else nullcontext():
        check_along(subject, mode, derived)
