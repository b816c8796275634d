"""Shapes that are partly known: what two of them make together, and what a reduction leaves."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gradgen.ir.shape import (
    SCALAR,
    Dim,
    MisfitError,
    Open,
    Shape,
    UnsureError,
    broadcast,
    is_unnamed,
    joined,
    reduced_shape,
    reduction_between,
    shifted,
    split,
    told,
    unknown,
)

X, Y = unknown("x"), unknown("y")


def exact(*dims: Dim) -> Shape:
    return Shape(dims)


def batch(*dims: Dim) -> Shape:
    """`*batch`, and then `dims`."""
    return Shape((), frozenset((Open("*batch", dims),)))


def test_what_is_known_of_a_shape() -> None:
    facts = {shape: (shape.is_exact, shape.is_scalar, shape.rank) for shape in (SCALAR, X)}
    assert facts == {SCALAR: (True, True, 0), X: (False, False, None)}
    matrix = exact("N", 3)
    assert (matrix.is_exact, matrix.is_scalar, matrix.rank) == (True, False, 2)
    assert batch("D").rank is None


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        (SCALAR, "[]"),
        (exact("N", 3), "[N, 3]"),
        (exact("N-1"), "[N-1]"),
        # A size without a name is not called by the one that gradgen has for it.
        (exact("?x0", "D"), "[?, D]"),
        (X, "[...]"),
        (batch(), "[*batch]"),
        (batch("D"), "[*batch, D]"),
        (broadcast([X, Y]), "[...]"),
        (broadcast([X, exact("N")]), "[...]"),
    ],
)
def test_shapes_as_people_read_them(shape: Shape, text: str) -> None:
    assert str(shape) == text


@pytest.mark.parametrize(
    ("shapes", "together"),
    [
        ([], SCALAR),
        ([exact("N", "D")], exact("N", "D")),
        ([exact("N", "D"), exact("N", "D")], exact("N", "D")),
        ([exact("N", "D"), exact("D")], exact("N", "D")),
        ([exact("N", "D"), SCALAR], exact("N", "D")),
        ([exact("N", 1), exact("D")], exact("N", "D")),
        ([exact(1), exact(0)], exact(0)),
        ([exact("N", 1, 4), exact("M", 1)], exact("N", "M", 4)),
        ([exact("?x0"), exact(1)], exact("?x0")),
        ([exact("?x0"), exact("?x0")], exact("?x0")),
        # An unknown shape has at least what a scalar has, and all that it has itself.
        ([X, SCALAR], X),
        ([X, X], X),
        ([batch("D"), exact("D")], batch("D")),
        ([batch("N", "D"), exact(1, "D")], batch("N", "D")),
    ],
)
def test_broadcasting(shapes: list[Shape], together: Shape) -> None:
    for order in permutations(shapes):
        assert broadcast(order) == together


def test_what_unknown_shapes_make_is_known_as_such() -> None:
    both = broadcast([X, Y])
    assert both not in (X, Y)
    assert broadcast([Y, X]) == broadcast([both, X]) == broadcast([both, both, SCALAR]) == both


def test_an_unknown_shape_may_be_smaller_than_a_known_one() -> None:
    assert broadcast([X, exact("N")]) not in (X, exact("N"))
    # It need not have a D to be broadcast along, nor be as long.
    assert broadcast([batch("D"), exact("N", "D")]) not in (batch("D"), exact("N", "D"))
    assert broadcast([batch(1), exact("D")]) not in (batch(1), batch("D"), exact("D"))


@pytest.mark.parametrize(
    ("left", "right"), [("N", "D"), ("N", 3), (2, 3), (0, 2), ("N", "N-1"), ("N-1", "N-2")]
)
def test_sizes_that_do_not_fit(left: Dim, right: Dim) -> None:
    with pytest.raises(MisfitError, match=f"{left} and {right}"):
        joined(left, right)
    with pytest.raises(MisfitError):
        broadcast([exact("K", left), exact(right)])
    with pytest.raises(MisfitError):
        broadcast([exact(right), X, exact(left)])


@pytest.mark.parametrize("other", ["N", 3, "?y0"])
def test_sizes_that_nobody_has_named_may_fit(other: Dim) -> None:
    with pytest.raises(UnsureError):
        joined("?x0", other)
    with pytest.raises(UnsureError):
        joined(other, "?x0")


def test_unnamed_sizes() -> None:
    assert is_unnamed("?x0")
    assert not any(is_unnamed(dim) for dim in ("N", "N-1", 3))


@pytest.mark.parametrize(
    ("dim", "by", "after"),
    [
        ("N", -1, "N-1"),
        ("N", 2, "N+2"),
        ("N-1", 1, "N"),
        ("N-1", 3, "N+2"),
        ("N", 0, "N"),
        (3, -1, 2),
        ("D1", 1, "D1+1"),
        ("?x0", -1, "?x0-1"),
    ],
)
def test_a_size_and_more(dim: Dim, by: int, after: Dim) -> None:
    assert shifted(dim, by) == after


def test_names_and_what_is_added() -> None:
    parts = {"N": ("N", 0), "N-1": ("N", -1), "N+12": ("N", 12), "D1": ("D1", 0)}
    assert {dim: split(dim) for dim in parts} == parts


# Reductions.


@pytest.mark.parametrize(
    ("shape", "axes", "keeps", "left"),
    [
        (exact("N", "D"), (0,), False, exact("D")),
        (exact("N", "D"), (-1,), False, exact("N")),
        (exact("N", "D"), (-1,), True, exact("N", 1)),
        (exact("N", "D", 3), (0, 2), False, exact("D")),
        (exact("N", "D", 3), (0, -1), True, exact(1, "D", 1)),
        (batch("N", "D"), (-1,), False, batch("N")),
        (batch("N", "D"), (-2,), True, batch(1, "D")),
    ],
)
def test_what_a_reduction_leaves(
    shape: Shape, axes: tuple[int, ...], keeps: bool, left: Shape
) -> None:
    assert reduced_shape(shape, axes, keeps=keeps) == left


@pytest.mark.parametrize(
    ("axes", "keeps"), [((-1,), True), ((-2, -1), True), ((1,), True), ((0,), False)]
)
def test_what_is_left_of_an_unknown_shape_broadcasts_to_it_again(
    axes: tuple[int, ...], keeps: bool
) -> None:
    left = reduced_shape(X, axes, keeps=keeps)
    assert left != X
    assert left == reduced_shape(X, axes, keeps=keeps) != reduced_shape(Y, axes, keeps=keeps)
    assert broadcast([X, left]) == broadcast([left, X, left]) == X
    assert broadcast([Y, left]) not in (Y, X, left, broadcast([X, Y]))
    found = reduction_between(left, X)
    assert found is not None
    assert (found.axes, found.keeps) == (axes, keeps)
    assert reduction_between(left, Y) is None
    assert reduction_between(X, left) is None


@pytest.mark.parametrize(
    ("shape", "axes", "keeps"),
    [
        # Which axes are left in the middle, or at the end, cannot be told.
        (X, (1,), False),
        (X, (-1,), False),
        (broadcast([X, Y]), (0,), True),
        (broadcast([X, exact("N")]), (0,), False),
        (reduced_shape(X, (0,), keeps=False), (0,), False),
        (reduced_shape(X, (0,), keeps=True), (0,), True),
    ],
)
def test_reductions_of_which_nothing_is_known(
    shape: Shape, axes: tuple[int, ...], keeps: bool
) -> None:
    with pytest.raises(UnsureError):
        reduced_shape(shape, axes, keeps=keeps)


# Whatever the sizes and the unknown shapes are: what is said of shapes is true of arrays.

SIZES = {"N": 2, "D": 3, "N-1": 1}
_DIM = st.sampled_from(["N", "D", 1, 3, 0])
_DIMS = st.lists(_DIM, max_size=3).map(tuple)
_CONCRETE = st.lists(st.sampled_from([1, 2, 3]), max_size=3).map(tuple)
_WORLD = st.fixed_dictionaries({"x": _CONCRETE, "y": _CONCRETE})
_OPEN = st.builds(
    lambda name, dims: Shape((), frozenset((Open(name, dims),))), st.sampled_from("xy"), _DIMS
)
_SHAPE = st.one_of(st.builds(Shape, _DIMS), _OPEN, st.sampled_from([X, Y]))
World = Mapping[str, tuple[int, ...]]


def concrete(shape: Shape, world: World) -> tuple[int, ...]:
    """The shape of an array, once all names stand for sizes; ValueError where there is none."""
    parts = [_sizes(shape.dims)]
    for lone in shape.opens:
        whole = (*world[lone.name], *_sizes(lone.dims))
        if lone.reduced is not None:
            empty: Any = np.empty(whole)  # for NumPy's types `keepdims` is a literal
            whole = empty.sum(lone.reduced.axes, keepdims=lone.reduced.keeps).shape
        parts.append(whole)
    return np.broadcast_shapes(*parts)


def _sizes(dims: tuple[Dim, ...]) -> tuple[int, ...]:
    return tuple(SIZES[dim] if isinstance(dim, str) else dim for dim in dims)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.lists(_SHAPE, max_size=4), _WORLD)
def test_broadcasting_is_that_of_arrays(shapes: list[Shape], world: World) -> None:
    try:
        wanted = np.broadcast_shapes(*(concrete(shape, world) for shape in shapes))
    except ValueError:
        assume(False)
    try:
        found = broadcast(shapes)
    except MisfitError:
        # Names and numbers may happen to be equal, and so may 1 and a name.
        assert any(isinstance(dim, str) for shape in shapes for dim in shape.dims)
        return
    assert concrete(found, world) == wanted


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(
    st.lists(_SHAPE, min_size=1, max_size=2),
    _WORLD,
    st.lists(st.integers(-3, 2), min_size=1, max_size=2, unique=True).map(tuple),
    st.booleans(),
    st.lists(_SHAPE, max_size=2),
)
def test_reductions_are_those_of_arrays(
    shapes: list[Shape], world: World, axes: tuple[int, ...], keeps: bool, others: list[Shape]
) -> None:
    try:
        whole = broadcast(shapes)
        array: Any = np.empty(concrete(whole, world))
        left = array.sum(axes, keepdims=keeps)
        found = reduced_shape(whole, axes, keeps=keeps)
        together = np.broadcast_shapes(left.shape, *(concrete(each, world) for each in others))
        assert concrete(found, world) == left.shape
        assert concrete(broadcast([found, *others]), world) == together
    except (ValueError, MisfitError, UnsureError):
        assume(False)


@pytest.mark.parametrize(
    ("dim", "text"),
    [
        (3, "3"),
        ("N-1", "N-1"),
        ("?(D+H)", "D+H"),
        ("?(N*2)", "N*2"),
        ("?(D/2)", "D/2"),
        ("?(D/2)[0]", ""),
        ("?(D+H)-1", ""),
        ("?(N-1+D)", ""),
        ("?(batch+width)", ""),  # too long to be read beside others
        ("?x0", ""),
    ],
)
def test_what_people_are_told_of_a_size(dim: Dim, text: str) -> None:
    assert told(dim) == text


def test_what_is_told_is_no_name() -> None:
    """Sizes that read alike are equal only where they are made alike."""
    assert joined("?(D+H)", "?(D+H)") == "?(D+H)"
    with pytest.raises(UnsureError):
        joined("?(D+H)", "N")
