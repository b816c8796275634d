"""Un-broadcasting: what is written, what is said, and that it is the sum that it has to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gradgen.ir.expression import Name
from gradgen.ir.parser import parse
from gradgen.ir.printer import show
from gradgen.ir.shape import (
    SCALAR,
    Dim,
    MisfitError,
    Open,
    Shape,
    UnsureError,
    broadcast,
    reduced_shape,
    unknown,
)
from gradgen.targets.definitions import numpy as definitions
from gradgen.transforms.broadcasting import unbroadcast, unspread

_unbroadcast: Any = definitions.unbroadcast

X, Y = unknown("x"), unknown("y")


def exact(*dims: Dim) -> Shape:
    return Shape(dims)


def summed(own: Shape, out: Shape, value: str = "g") -> tuple[str, str]:
    """What is written for the gradient of `b`, and what is said of it."""
    found = unbroadcast(parse(value), Name("b"), own, out)
    return show(found.value), found.said


@pytest.mark.parametrize(
    "shape", [SCALAR, exact("N"), exact("N", 1), exact(0), X, broadcast([X, Y])]
)
def test_equal_shapes_need_nothing(shape: Shape) -> None:
    assert summed(shape, shape) == ("g", "")


@pytest.mark.parametrize(
    ("own", "out", "written", "said"),
    [
        # Axes that are missing in front.
        (exact("M"), exact("N", "M"), "g.sum(axis=0)", "summed over N: b was broadcast"),
        (exact("M"), exact(2, 3, "M"), "g.sum(axis=(0, 1))", "summed over 2, 3: b was broadcast"),
        # Axes of length 1.
        (
            exact("N", 1),
            exact("N", "M"),
            "g.sum(axis=1, keepdims=True)",
            "summed over M: b was broadcast",
        ),
        (
            exact(1, "N", 1),
            exact("K", "N", "M"),
            "g.sum(axis=(0, 2), keepdims=True)",
            "summed over K, M: b was broadcast",
        ),
        (exact(1), exact("N"), "g.sum(axis=0, keepdims=True)", "summed over N: b was broadcast"),
        # Both.
        (
            exact(1, "D"),
            exact("B", "N", "D"),
            "sum(g.sum(axis=0), axis=0, keepdims=True)",
            "summed over B, N: b was broadcast",
        ),
        # A size of 0 is a size like any other; a size without a name is called nothing.
        (exact(1), exact(0), "g.sum(axis=0, keepdims=True)", "summed over 0: b was broadcast"),
        (exact("D"), exact("?x0", "D"), "g.sum(axis=0)", "summed: b was broadcast"),
        # Nothing is said of axes of length 1.
        (exact("M"), exact(1, "N", "M"), "g.sum(axis=(0, 1))", "summed over N: b was broadcast"),
        (exact("M"), exact(1, "M"), "g.sum(axis=0)", "summed: b was broadcast"),
        (SCALAR, exact("N", 1), "sum(g)", "summed over N: b was broadcast"),
        # A single number.
        (SCALAR, exact("N", "M"), "sum(g)", "summed over N, M: b was broadcast"),
        (SCALAR, X, "sum(g)", "summed: b was broadcast"),
    ],
)
def test_what_is_written_and_said(own: Shape, out: Shape, written: str, said: str) -> None:
    assert summed(own, out) == (written, said)


def test_a_value_that_is_no_name_is_summed_by_a_function() -> None:
    assert summed(exact("M"), exact("N", "M"), "g * w") == (
        "sum(g * w, axis=0)",
        "summed over N: b was broadcast",
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("-g", "-g.sum(axis=0)"),
        ("-g * w", "-sum(g * w, axis=0)"),
        ("-g * w * 2", "-sum(g * w * 2, axis=0)"),
        ("-g * w / b", "-sum(g * w, axis=0) / b"),
        ("g * w / b", "sum(g * w, axis=0) / b"),
        ("g / b", "g.sum(axis=0) / b"),
        # What differs from summand to summand stays inside.
        ("g / w", "sum(g / w, axis=0)"),
        ("b / g", "sum(b / g, axis=0)"),
        ("g * -w", "sum(g * -w, axis=0)"),
        ("g / b * w", "sum(g / b * w, axis=0)"),
        ("-g + w", "sum(-g + w, axis=0)"),
    ],
)
def test_what_all_summands_share_is_left_outside(value: str, written: str) -> None:
    assert summed(exact("M"), exact("N", "M"), value)[0] == written


def test_it_is_left_outside_where_the_sum_is_found_out_when_it_runs() -> None:
    assert summed(X, Y, "-g * w / b")[0] == "-unbroadcast(g * w, b) / b"
    assert summed(SCALAR, X, "-g * w / b")[0] == "-sum(g * w) / b"


@pytest.mark.parametrize(
    ("own", "out"),
    [
        (X, broadcast([X, Y])),
        (X, exact("N")),
        (exact("N"), broadcast([X, exact("N")])),
        (exact(1), X),
        (Y, X),
    ],
)
def test_what_is_not_known_is_found_out_when_it_runs(own: Shape, out: Shape) -> None:
    assert summed(own, out) == ("unbroadcast(g, b)", "summed where b was broadcast")


@pytest.mark.parametrize(
    ("axes", "keeps", "written", "said"),
    [
        ((-1,), True, "g.sum(axis=-1, keepdims=True)", "summed over axis -1: b was broadcast"),
        ((0,), False, "g.sum(axis=0)", "summed over axis 0: b was broadcast"),
        (
            (-2, -1),
            True,
            "g.sum(axis=(-2, -1), keepdims=True)",
            "summed over axes -2, -1: b was broadcast",
        ),
    ],
)
def test_what_a_reduction_left_is_summed_over_its_axes_again(
    axes: tuple[int, ...], keeps: bool, written: str, said: str
) -> None:
    left = reduced_shape(X, axes, keeps=keeps)
    assert summed(left, X) == (written, said)
    assert summed(left, Y)[0] == summed(left, broadcast([X, Y]))[0] == "unbroadcast(g, b)"


@pytest.mark.parametrize(
    ("spread", "bare"),
    [
        ("broadcast_to(g / n, shape(x))", "g / n"),
        ("full_like(x, g)", "g"),
        ("g * ones_like(x)", "g"),
        ("g * x", "g * x"),
        ("g", "g"),
    ],
)
def test_what_is_added_to_a_whole_array_is_not_spread(spread: str, bare: str) -> None:
    assert show(unspread(parse(spread))) == bare


# With arrays.


def total(gradient: Any, shape: tuple[int, ...]) -> Any:
    """The sum over what an array of `shape` was repeated for, element by element."""
    result = np.zeros(shape)
    places = np.broadcast_to(np.arange(result.size).reshape(shape), gradient.shape)
    np.add.at(result.reshape(-1), places.reshape(-1), gradient.reshape(-1))
    return result


@pytest.mark.parametrize(
    ("whole", "own"),
    [
        ((2, 3), (3,)),
        ((2, 3), (2, 1)),
        ((2, 3), (1, 1)),
        ((2, 3), ()),
        ((2, 3), (2, 3)),
        ((4, 2, 3), (1, 3)),
        ((0, 3), (3,)),
        ((0, 3), (1, 3)),
        ((2, 0), (2, 1)),
        ((), ()),
        ((1, 1), ()),
    ],
)
@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_the_definition_sums_what_was_broadcast(
    whole: tuple[int, ...], own: tuple[int, ...], kind: type
) -> None:
    gradient: Any = np.random.default_rng(1).normal(size=whole).astype(kind)
    found = _unbroadcast(gradient, np.zeros(own, kind))
    assert np.shape(found) == own
    assert np.asarray(found).dtype == kind
    np.testing.assert_allclose(found, total(gradient, own), rtol=1e-5)


def test_the_definition_takes_plain_numbers() -> None:
    assert _unbroadcast(np.array([1.0, 2.0]), 5.0) == 3.0
    assert _unbroadcast(2.0, 5.0) == 2.0
    assert _unbroadcast(2.0, np.float64(5.0)) == 2.0


# Sizes that the names stand for, one of them 1 as it may well be.
SIZES = {"N": 2, "D": 3, "M": 1}
_DIMS = st.lists(st.sampled_from(["N", "D", "M", 1, 3, 0]), max_size=3).map(tuple)
_CONCRETE = st.lists(st.sampled_from([1, 2, 3]), max_size=3).map(tuple)
_WORLD = st.fixed_dictionaries({"x": _CONCRETE, "y": _CONCRETE})
_AXES = st.sampled_from([(0,), (-1,), (1,), (0, 1), (-2, -1)])


def _open(name: str, dims: tuple[Dim, ...]) -> Shape:
    return Shape((), frozenset((Open(name, dims),)))


def _left(shape: Shape, axes: tuple[int, ...], keeps: bool) -> Shape:
    try:
        return reduced_shape(shape, axes, keeps=keeps)
    except UnsureError:
        return shape


_WHOLE = st.one_of(
    st.builds(Shape, _DIMS), st.builds(_open, st.sampled_from("xy"), _DIMS), st.just(X)
)
_SHAPE = st.one_of(_WHOLE, st.builds(_left, st.sampled_from([X, Y]), _AXES, st.booleans()))
World = Mapping[str, tuple[int, ...]]


def concrete(shape: Shape, world: World) -> tuple[int, ...]:
    """The shape of an array, once all names stand for sizes; ValueError where there is none."""
    parts = [tuple(SIZES[d] if isinstance(d, str) else d for d in shape.dims)]
    for lone in shape.opens:
        whole = (*world[lone.name], *(SIZES[d] if isinstance(d, str) else d for d in lone.dims))
        if lone.reduced is not None:
            empty: Any = np.empty(whole)  # for NumPy's types `keepdims` is a literal
            whole = empty.sum(lone.reduced.axes, keepdims=lone.reduced.keeps).shape
        parts.append(whole)
    return np.broadcast_shapes(*parts)


@settings(max_examples=800, deadline=None, derandomize=True, database=None)
@given(_SHAPE, st.lists(_SHAPE, min_size=1, max_size=2), _WORLD, st.sampled_from(["g", "g * 1"]))
def test_the_gradient_of_a_broadcast_array_is_the_sum_over_its_copies(
    own: Shape, others: list[Shape], world: World, value: str
) -> None:
    try:
        shapes = [concrete(each, world) for each in (own, *others)]
        whole, out = np.broadcast_shapes(*shapes), broadcast([own, *others])
    except (ValueError, MisfitError):
        assume(False)
    gradient = np.random.default_rng(0).normal(size=whole)
    expression = unbroadcast(parse(value), Name("b"), own, out).value
    functions = {"sum": np.sum, "unbroadcast": definitions.unbroadcast}
    found = eval(show(expression), functions, {"g": gradient, "b": np.zeros(shapes[0])})
    assert np.shape(found) == shapes[0]
    np.testing.assert_allclose(found, total(gradient, shapes[0]), atol=1e-12)
