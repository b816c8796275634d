"""Gradients of gradients of array code: right, or refused, when gradgen reads its own output."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from array_check import Case, compare, draw, source
from gradgen import GradgenError, generate
from gradgen.targets.definitions import numpy as definitions

FAMILIES = ("reductions", "statistics", "nan_reductions", "cumulative", "sorting", "differences")
PLACES = (
    *("layout", "spreading", "joining", "splitting", "conversions", "creation", "selecting"),
    *("diagonals", "repeating", "convolutions", "updates", "indexing"),
)
ALGEBRA = ("products", "einsum", "linalg", "norms")
# Each third case: what they do a second time is the same for many.
CASES = [
    pytest.param(case, id=f"{family}-{case.code.splitlines()[-1]}")
    for family in (*FAMILIES, "softmax", *PLACES, *ALGEBRA)
    for case in import_module(f"array_cases.{family}").CASES[::3]
]
# What cannot be differentiated twice yet: loops, and changes in place.
REFUSED_TWICE = (
    *("prepend", "append", "np.cov(x, y)[", "np.corrcoef(x, y)[", "x[", "np.sort(x)[", " @ "),
    *("k...", "i...,"),
)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("annotated", [True, False])
def test_the_gradient_of_the_gradient_is_right(case: Case, annotated: bool) -> None:
    chance = np.random.default_rng(3)
    values = {name: draw(spec, chance) for name, spec in case.inputs.items()}
    *lines, last = case.code.splitlines()
    last = f"({last})[-1]" if _gives_several(case, values) else last
    case = replace(case, code="\n".join([*lines, f"np.sin({last})"]))
    text = source(case, values, annotated=annotated)
    wrt = [name for name in values if name not in case.fixed and _is_real(values[name])]
    try:
        first = generate(text, function="f", wrt=wrt)
    except GradgenError:
        assert case.shaped
        return
    try:
        second = generate(first, function="f_backward", wrt=wrt)
    except GradgenError:
        assert any(part in case.code for part in REFUSED_TWICE)
        return
    backward, twice = _function(first, "f_backward"), _function(second, "f_backward_backward")
    (seed,) = (name for name in inspect.signature(backward).parameters if name not in values)
    with_value = _function(generate(text, function="f", wrt=wrt, with_value=True), "f_backward")
    upstream = chance.normal(size=np.shape(with_value(**values)[0]))
    compare(backward, twice, {**values, seed: np.asarray(upstream)}, wrt, chance, 1e-4)


def _gives_several(case: Case, values: Mapping[str, Any]) -> bool:
    text = source(case, values, annotated=False)
    return isinstance(_function(text, "f", **vars(definitions))(**values), tuple | list)


def _is_real(value: Any) -> bool:
    return isinstance(value, float) or np.asarray(value).dtype.kind == "f"


def _function(text: str, name: str, **known: Any) -> Any:
    namespace: dict[str, Any] = dict(known)
    exec(text.replace("from jaxtyping import", "from array_check import"), namespace)
    return namespace[name]
