"""Shapes of values: what is known of them, and what two of them make together.

A dimension is a number, or a name such as `N` or `N-1`; one that begins with `?` is a size that
nobody has named, which equals none but itself. A shape is exact, or it is what some unknown shapes
broadcast to. Broadcasting joins: it does not matter in which order, nor how often, so that
`(x + y) * x` is known to have the shape of `x + y` though neither is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple, TypeAlias

Dim: TypeAlias = int | str


class Reduced(NamedTuple):
    """What a reduction has left of a shape: `axes` have length 1, or are gone unless it `keeps`."""

    axes: tuple[int, ...]
    keeps: bool


class Open(NamedTuple):
    """An unknown shape: any number of dimensions called `name`, and then `dims`.

    With `reduced` it is what a reduction has left of them. That broadcasts to the whole again.
    """

    name: str
    dims: tuple[Dim, ...] = ()
    reduced: Reduced | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """What `dims` and all of `opens` broadcast to; exactly `dims` where nothing is open."""

    dims: tuple[Dim, ...] = ()
    opens: frozenset[Open] = frozenset()

    @property
    def is_exact(self) -> bool:
        """Whether every dimension is known."""
        return not self.opens

    @property
    def is_scalar(self) -> bool:
        """Whether it is certainly the shape of a single number."""
        return not self.opens and not self.dims

    @property
    def rank(self) -> int | None:
        """The number of dimensions, where that is known."""
        return None if self.opens else len(self.dims)

    def __str__(self) -> str:
        """`[N, D]`, or `[*batch, D]`; an unknown shape is `[...]`."""
        dims = [told(dim) or "?" for dim in self.dims]
        if self.is_exact:
            return f"[{', '.join(dims)}]"
        if len(self.opens) == 1 and not dims:
            (lone,) = self.opens
            name = lone.name if lone.name.startswith("*") else "..."
            return f"[{', '.join([name, *map(str, lone.dims)])}]"
        return "[...]"


SCALAR = Shape()


class MisfitError(ValueError):
    """Two shapes that cannot go together."""


class UnsureError(ValueError):
    """Two shapes of which cannot be told whether they go together."""


def unknown(name: str) -> Shape:
    """A shape of which nothing is known; the same name stands for the same shape."""
    return Shape((), frozenset((Open(name),)))


def reduced_shape(shape: Shape, axes: tuple[int, ...], *, keeps: bool) -> Shape:
    """What a reduction over `axes` leaves of a shape; raises UnsureError where nobody can tell.

    Of an unknown shape that is known where what is left still broadcasts to the whole: with axes
    counted from the end that are kept as length 1, or with leading axes gone.
    """
    if shape.is_exact:
        return Shape(_without(shape.dims, axes, keeps))
    if any(lone.reduced for lone in shape.opens):
        raise UnsureError
    if all(axis < 0 for axis in axes):
        return _reduced_from_the_end(shape, axes, keeps)
    lone = next(iter(shape.opens))
    if len(shape.opens) > 1 or shape.dims or (not keeps and axes != tuple(range(len(axes)))):
        raise UnsureError
    return Shape((), frozenset((lone._replace(reduced=Reduced(axes, keeps)),)))


def _reduced_from_the_end(shape: Shape, axes: tuple[int, ...], keeps: bool) -> Shape:
    lone = next(iter(shape.opens))
    if len(shape.opens) == 1 and not shape.dims and -min(axes) <= len(lone.dims):
        return Shape((), frozenset((Open(lone.name, _without(lone.dims, axes, keeps)),)))
    if not keeps:
        raise UnsureError
    dims = tuple(1 if i - len(shape.dims) in axes else d for i, d in enumerate(shape.dims))
    reduced = Reduced(tuple(sorted(axes)), True)
    return Shape(dims, frozenset(each._replace(reduced=reduced) for each in shape.opens))


def _without(dims: tuple[Dim, ...], axes: tuple[int, ...], keeps: bool) -> tuple[Dim, ...]:
    gone = {axis % len(dims) for axis in axes} if dims else set()
    if keeps:
        return tuple(1 if i in gone else dim for i, dim in enumerate(dims))
    return tuple(dim for i, dim in enumerate(dims) if i not in gone)


def reduction_between(own: Shape, whole: Shape) -> Reduced | None:
    """The reduction that leaves `own` of the unknown shape `whole`, if it is one."""
    for lone in own.opens:
        if lone.reduced is not None:
            try:
                same = reduced_shape(whole, lone.reduced.axes, keeps=lone.reduced.keeps) == own
            except UnsureError:
                return None
            return lone.reduced if same else None
    return None


def is_unnamed(dim: Dim) -> bool:
    """Whether a dimension is a size that nobody has named."""
    return isinstance(dim, str) and dim.startswith("?")


# A size that nobody has named, but that a few names tell: `?(D+H)`, `?(N*D)`.
_TOLD = re.compile(r"\?\(((?:[^\W\d]\w*|\d+)(?:[+*/](?:[^\W\d]\w*|\d+))+)\)")
_LONGEST = 9


def told(dim: Dim) -> str:
    """How people are told of a size: `N`, `N-1`, `D+H`; empty where there is nothing to say."""
    if not is_unnamed(dim):
        return str(dim)
    found = _TOLD.fullmatch(str(dim))
    return found[1] if found and len(found[1]) <= _LONGEST else ""


def shifted(dim: Dim, by: int) -> Dim:
    """The dimension that is `by` larger: `N-1` and 3 make `N+2`."""
    if isinstance(dim, int):
        return dim + by
    name, offset = split(dim)
    total = offset + by
    return f"{name}{total:+d}" if total else name


def split(dim: str) -> tuple[str, int]:
    """`N-1` as `N` and -1."""
    found = re.fullmatch(r"(.*?)([+-]\d+)?", dim)
    assert found is not None
    return found[1], int(found[2] or 0)


def broadcast(shapes: Iterable[Shape]) -> Shape:
    """What `shapes` broadcast to; raises MisfitError where that cannot be."""
    return reduce(_join, shapes, SCALAR)


def _join(left: Shape, right: Shape) -> Shape:
    opens = left.opens | right.opens
    dims = _join_dims(left.dims, right.dims)
    return _absorbed(Shape(dims, opens)) if opens else Shape(dims)


def _join_dims(left: tuple[Dim, ...], right: tuple[Dim, ...]) -> tuple[Dim, ...]:
    lead = len(left) - len(right)
    if lead < 0:
        return _join_dims(right, left)
    pairs = zip(left[lead:], right, strict=True)
    return left[:lead] + tuple(joined(a, b) for a, b in pairs)


def joined(a: Dim, b: Dim) -> Dim:
    """The size that two sizes broadcast to; raises MisfitError where that cannot be."""
    if a == b or b == 1:
        return a
    if a == 1:
        return b
    if is_unnamed(a) or is_unnamed(b):
        raise UnsureError(f"{a} and {b}")
    raise MisfitError(f"{a} and {b}")


def _absorbed(shape: Shape) -> Shape:
    """Without what an open shape brings along anyway: reductions of it, and dimensions."""
    whole = {lone for lone in shape.opens if lone.reduced is None}
    kept = {lone for lone in shape.opens if lone._replace(reduced=None) not in whole}
    shape = Shape(shape.dims, frozenset(whole | kept))
    for lone in shape.opens:
        tail = lone.dims[len(lone.dims) - len(shape.dims) :]
        fits = len(shape.dims) <= len(lone.dims)
        if fits and all(dim in (1, own) for dim, own in zip(shape.dims, tail, strict=True)):
            return Shape((), shape.opens)
    return shape
