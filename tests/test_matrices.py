"""Jacobians and Hessians of every sample: each block in its shape, and right along a direction.

They are held against a complex step or differences of the sample itself, a Hessian against its
Hessian-vector products, which are proved by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

import gradgen
from agreement import Trial, analytic, real, trials, wanted
from cases import Sample, samples
from directions import (
    along,
    arguments,
    check_near,
    derivative,
    directions,
    has,
    is_along,
    moved_along,
    moving,
    slope_of,
)
from gradgen.api import build
from running import Function, as_tuple, call, generated

Values = Mapping[str, Any]
EACH = pytest.mark.parametrize("sample", [*samples()], ids=lambda sample: sample.name)


@EACH
@pytest.mark.parametrize("by", ["rows", "columns"])
def test_a_jacobian_is_right(sample: Sample, by: str) -> None:
    functions = matrices(sample, "jacobian", by)
    for trial in first_trials(sample):
        function = real(sample)[trial.function]
        outputs = as_tuple(call(function, trial.values))
        blocks = rows_of(call(functions[trial.function], trial.values), len(outputs))
        direction = directions(sample, trial)
        check_shapes(sample, trial, outputs, blocks)
        tangents = [_times(row, direction) for row in blocks]
        chance = np.random.default_rng(1)
        weights = [chance.normal(size=np.shape(output)) for output in outputs]
        moved = moved_along(function, sample, trial, direction, weights)
        can = moved_along(analytic(sample)[trial.function], sample, trial, direction, weights)
        found = sum(np.sum(t * w) for t, w in zip(tangents, weights, strict=True))
        is_along(found, slope_of(moved, None if trial.has_arrays else can), "jacobian")


def matrices(sample: Sample, mode: str, by: str = "") -> Mapping[str, Function]:
    """The functions that give the matrices of a sample, by the names of its own."""
    options = {**sample.options, "with_value": False, "mode": mode, "by": by}
    return generated(build(sample.source, **options).source, sample.result.functions, mode)


def first_trials(sample: Sample) -> list[Trial]:
    """The first trial of each function: a matrix has many numbers to be right."""
    tried = {trial.function: trial for trial in reversed(trials(sample))}
    return list(tried.values())


def rows_of(blocks: Any, count: int) -> list[tuple[Any, ...]]:
    """A row of blocks for each output, a block for each parameter."""
    return [as_tuple(row) for row in (as_tuple(blocks) if count > 1 else (blocks,))]


def check_shapes(
    sample: Sample, trial: Trial, outputs: Sequence[Any], blocks: Sequence[Sequence[Any]]
) -> None:
    """A block has the shape of its output, and behind it that of its parameter."""
    names, values = wanted(sample, trial.function), arguments(sample, trial)
    for output, row in zip(outputs, blocks, strict=True):
        for name, block in zip(names, row, strict=True):
            assert np.shape(block) == np.shape(output) + np.shape(values[name]), name


def _times(row: Sequence[Any], direction: Values) -> Any:
    """The blocks of a row times a direction."""
    pairs = zip(row, direction.values(), strict=True)
    return sum(np.tensordot(block, along, np.ndim(along)) for block, along in pairs)


@EACH
def test_rows_and_columns_agree(sample: Sample) -> None:
    by_rows, by_columns = (matrices(sample, "jacobian", by) for by in ("rows", "columns"))
    for trial in first_trials(sample):
        count = len(as_tuple(call(real(sample)[trial.function], trial.values)))
        one, other = (
            rows_of(call(functions[trial.function], trial.values), count)
            for functions in (by_rows, by_columns)
        )
        for mine, theirs in zip(one, other, strict=True):
            check_near(mine, theirs)


@EACH
def test_a_hessian_is_right_and_symmetric(sample: Sample) -> None:
    if not has(sample, "hvp"):
        return
    functions = matrices(sample, "hessian")
    products = moving(sample, derivative(sample, "hvp"), "hvp")
    for trial in first_trials(sample):
        names, values = wanted(sample, trial.function), arguments(sample, trial)
        blocks = rows_of(call(functions[trial.function], trial.values), len(names))
        check_shapes(sample, trial, [values[name] for name in names], blocks)
        direction = directions(sample, trial)
        expected = as_tuple(along(sample, trial, products[trial.function], direction))
        check_near([_times(row, direction) for row in blocks], expected)
        for i, row in enumerate(blocks):
            for j, block in enumerate(row):
                rank = np.ndim(values[names[i]])
                axes = (*range(rank, np.ndim(block)), *range(rank))
                check_near([np.transpose(block, axes)], [np.asarray(blocks[j][i])])


@EACH
@pytest.mark.parametrize("mode", ["jacobian", "hessian"])
def test_the_value_stands_before_the_matrix(sample: Sample, mode: str) -> None:
    if mode == "hessian" and not has(sample, "hvp"):
        return
    plain = matrices(sample, mode)
    text = build(sample.source, **{**sample.options, "mode": mode, "with_value": True}).source
    valued = generated(text, sample.result.functions, mode)
    for trial in first_trials(sample):
        value, blocks = call(valued[trial.function], trial.values)
        expected = call(real(sample)[trial.function], trial.values)
        check_equal(value, expected)
        check_equal(blocks, call(plain[trial.function], trial.values))


def check_equal(one: Any, other: Any) -> None:
    """The same to the last bit, and nested in the same way."""
    assert isinstance(one, tuple) == isinstance(other, tuple)
    if isinstance(one, tuple):
        for mine, theirs in zip(one, other, strict=True):
            check_equal(mine, theirs)
    else:
        np.testing.assert_array_equal(one, other)


# Which way is taken, and the diagonal.

HEAD = "import numpy as np\nfrom jaxtyping import Float\n\n\n"


@pytest.mark.parametrize(
    ("rows", "columns", "way"),
    [("3", "4", "backward"), ("4", "3", "forward"), ("N", "3", "forward"), ("3", "N", "backward")],
)
def test_what_is_less_work_is_chosen(rows: str, columns: str, way: str) -> None:
    source = (
        f'{HEAD}def f(x: Float[np.ndarray, "{columns}"], w: Float[np.ndarray, "{rows} {columns}"]):'
        "\n    return w @ x\n"
    )
    text = gradgen.generate(source, wrt="x", mode="jacobian")
    assert f"    # {way}, for each element" in text


def test_a_diagonal_is_that_of_the_jacobian() -> None:
    source = f'{HEAD}def f(x: Float[np.ndarray, "N D"], c: float):\n    return np.sin(x) * x / c\n'
    whole, lone = (
        generated(gradgen.generate(source, wrt="x", mode="jacobian", by=by), ("f",), "jacobian")
        for by in ("rows", "diagonal")
    )
    x = np.random.default_rng(0).normal(size=(3, 2))
    found = call(lone["f"], {"x": x, "c": 2.0})
    square = call(whole["f"], {"x": x, "c": 2.0}).reshape(6, 6)
    np.testing.assert_allclose(np.diag(found.ravel()), square, atol=1e-14)


@pytest.mark.parametrize(
    "body",
    ["x / np.sum(x)", "x[::-1]", "np.cumsum(x)", "w @ x", "x + w[:, None]", "np.sort(x)"],
)
def test_a_diagonal_of_what_mixes_elements_is_refused(body: str) -> None:
    source = (
        f'{HEAD}def f(x: Float[np.ndarray, "N"], w: Float[np.ndarray, "N N"]):\n    return {body}\n'
    )
    with pytest.raises(gradgen.GradgenError) as caught:
        gradgen.generate(source, wrt="x", mode="jacobian", by="diagonal")
    assert {found.slug for found in caught.value.diagnostics} <= {
        "not-elementwise",
        "shape-mismatch",
    }


@pytest.mark.parametrize(
    ("body", "by"),
    [
        ("np.dot(w, x)", "rows"),
        ("np.dot(w[::-1], x)", "rows"),
        ("float(len(x)) * w + x[0] * w", "columns"),
        ("a * w", "columns"),
        ("a * w[::-1] + x", "columns"),
    ],
)
def test_a_matrix_has_memory_of_its_own(body: str, by: str) -> None:
    """Also where it is one of the arguments as it is."""
    source = f"import numpy as np\n\n\ndef f(a, w, x):\n    return {body}\n"
    shapes = {"a": "", "w": "3", "x": "3"}
    namespace: dict[str, Any] = {}
    exec(gradgen.generate(source, mode="jacobian", by=by, shape=shapes), namespace)
    arrays = (np.arange(3.0), np.arange(3.0) + 5.0)
    for block in as_tuple(namespace["f_jacobian"](2.0, *arrays)):
        assert not any(np.shares_memory(block, array) for array in arrays)


@pytest.mark.parametrize("like", [2.0, -2.0])
def test_blocks_of_what_a_condition_chooses(like: float) -> None:
    """Each in its own shape, whichever was chosen."""
    source = "import numpy as np\n\n\ndef f(a, x):\n    return np.sum((x if a > 0 else a) * a)\n"
    namespace: dict[str, Any] = {}
    shapes = {"a": "", "x": "2,3"}
    exec(gradgen.generate(source, mode="jacobian", shape=shapes), namespace)
    x = np.arange(6.0).reshape(2, 3)
    by_a, by_x = namespace["f_jacobian"](like, x)
    np.testing.assert_allclose(by_a, x.sum() if like > 0 else 2 * like)
    np.testing.assert_allclose(by_x, np.full((2, 3), max(like, 0.0)), strict=True)
