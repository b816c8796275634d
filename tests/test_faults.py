"""Faults of the transforms, injected one by one: each is seen by a check that is there anyway."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pkgutil import resolve_name
from typing import Any

import pytest

from agreement import trials
from array_programs import ArrayProgram
from cases import Case
from faults import CHECKER, FAULTS, Fault, text
from gradgen import GradgenError
from gradgen.ir.checker import BrokenCircuitError
from mode_promises import MODE_PROMISES
from program_modes import check_array_mode
from promises import PROMISES
from rejoined import in_split_form
from test_directions import test_hessian_vector_products as check_products
from test_directions import test_tangents as check_tangents
from test_matrices import test_a_jacobian_is_right as check_jacobian
from test_split import (
    test_the_residuals_are_what_the_backward_function_reads as check_residuals,
)
from test_split import test_value_and_gradients_are_those_of_the_joint_form as check_halves

Check = Callable[[Case], Any]


def checks(mode: str) -> Mapping[str, Check]:
    """What is checked of every sample in a mode, by name."""
    forward: dict[str, Check] = {
        promise.__name__: lambda case, promise=promise: promise(case, mode)  # type: ignore[misc]
        for promise in MODE_PROMISES
    }
    gradient: dict[str, Check] = {promise.__name__: promise for promise in PROMISES}
    known: dict[str, dict[str, Check]] = {
        "vjp": {**gradient, "slopes": check_slopes},
        "jvp": {**forward, "tangents": check_tangents},
        "hvp": {**forward, "products": check_products},
        "jacobian": {by: partial(check_jacobian, by=by) for by in ("rows", "columns")},
        "split": {"halves": check_halves, "residuals": check_residuals},
    }
    return known[mode]


def check_slopes(case: Case) -> None:
    """As random programs are checked."""
    for trial in trials(case):
        program = ArrayProgram(case.text, trial.values)
        check_array_mode(program, "vjp", annotated=True, thorough=False)


def seen(fault: Fault, run: str) -> bool:
    """Whether the check that a fault names fails; `run` is a name that no other case has."""
    case = Case(f"{run} {fault.where} {fault.noticed_by}", text(fault).encode())
    try:
        _ = in_split_form(case).result if fault.mode == "split" else case.in_mode[fault.mode].result
    except (BrokenCircuitError, GradgenError):  # of loops, what is broken is refused
        return fault.noticed_by == CHECKER
    if fault.noticed_by == CHECKER:
        return False
    try:
        checks(fault.mode)[fault.noticed_by](case)
    except (AssertionError, ValueError, ArithmeticError):
        return True
    return False


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = FAULTS[name]
    assert not seen(fault, "right")
    monkeypatch.setattr(fault.where, fault.wrong(resolve_name(fault.where)))
    assert seen(fault, "wrong")


def test_faults_are_of_all_transforms() -> None:
    """Each mode has some, and each file that writes lines of derivatives has one."""
    assert {fault.mode for fault in FAULTS.values()} == {"vjp", "jvp", "hvp", "jacobian", "split"}
    files = {fault.where.split(".")[2] for fault in FAULTS.values() if "transforms" in fault.where}
    walking = {"pullback", "pushforward", "reverse", "jacobian_blocks", "splitting"}
    assert walking | {"ledger", "broadcasting", "in_place"} <= files
