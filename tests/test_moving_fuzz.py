"""Random programs in the modes that go forward: slopes along a direction, and what is promised."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from array_program_checks import RefusedError, UnfitError
from array_programs import array_program
from moving_programs import NOT_ONE_NUMBER, check_moving, check_moving_arrays
from programs import Program, scalar_programs

# What a program may be refused for: see `test_array_fuzz`; and only a number has a Hessian.
JUSTIFIED = {"in-place", "duplicate-output", "shape-mismatch", NOT_ONE_NUMBER}
MODES = pytest.mark.parametrize("mode", ["jvp", "hvp"])


@MODES
def test_random_programs(mode: str) -> None:
    ended: list[str] = []

    @settings(
        max_examples=40,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(scalar_programs())
    def run(program: Program) -> None:
        ended.append(check_moving(program, mode))

    run()
    has_mode = [how for how in ended if how != NOT_ONE_NUMBER]
    assert has_mode.count("right") > len(has_mode) / 2, ended


@MODES
@pytest.mark.parametrize("annotated", [True, False], ids=["shapes", "no shapes"])
def test_random_array_programs(mode: str, annotated: bool) -> None:
    ended: list[str] = []
    for number in range(20):
        program = array_program(number)
        try:
            check_moving_arrays(program, mode, annotated=annotated)
        except UnfitError as error:
            ended.append(str(error))
        except RefusedError as error:
            error.add_note(program.source)
            if not {*error.slugs} <= JUSTIFIED:
                raise
        except Exception as error:
            error.add_note(program.source)
            raise
        else:
            ended.append("right")
    assert ended.count("right") > 0.6 * len(ended), ended
