"""The promises of `promises.py` for each case of array gates, with shapes annotated and without.

Whether the gradients are right is asked by `test_array_rules`, with more care for each gate.
"""

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import promises
from array_check import Case as Call
from array_check import draw, source
from array_points import is_real_array
from cases import Case, Point
from gradgen import GradgenError

FAMILIES = sorted(p.stem for p in Path(__file__).with_name("array_cases").glob("[a-z]*.py"))
CASES = [
    pytest.param(
        call,
        id=f"{family}-{call.code.splitlines()[-1]}",
    )
    for family in FAMILIES
    for call in import_module(f"array_cases.{family}").CASES
]
ELSEWHERE = {promises.the_gradient_is_right, promises.the_gradient_is_right_beside_the_value}


@pytest.mark.parametrize("call", CASES)
def test_promises(call: Call) -> None:
    case = as_case(call, annotated=(True, False))
    try:
        _ = case.result
    except GradgenError:
        assert call.shaped
        case = as_case(call, annotated=(True,))
    for promise in promises.PROMISES:
        if promise not in ELSEWHERE:
            promise(case)


def as_case(call: Call, *, annotated: Iterable[bool]) -> Case:
    """The call in functions `f` and `g`, with shapes and without, with values for its inputs."""
    chance = np.random.default_rng(len(call.code))
    values = {name: draw(spec, chance) for name, spec in call.inputs.items()}
    wrt = ",".join(n for n, v in values.items() if n not in call.fixed and is_real(v))
    texts = [source(call, values, annotated=shaped) for shaped in annotated]
    *_, plain = [text.partition("def f(")[2] for text in texts]
    text = f"{texts[0]}\n\ndef g({plain}" if texts[1:] else texts[0]
    return Case(
        "call", f"# gradgen: --wrt {wrt} --with-value\n{text}".encode(), "", (Point(values),)
    )


def is_real(value: object) -> bool:
    return isinstance(value, float) or is_real_array(value)
