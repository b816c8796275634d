"""What tells the shape of a gate's output: one small function for each name in `shape="…"`.

Each takes the operands by name and raises MisfitError, with both shapes in its message, where what
is known of them cannot go together. Where nothing can be told it raises UnsureError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from gradgen.ir.expression import Apply, Expression, Literal, Name, Sequence, Slice
from gradgen.ir.numerals import number
from gradgen.ir.shape import (
    SCALAR,
    Dim,
    MisfitError,
    Open,
    Shape,
    UnsureError,
    broadcast,
    is_unnamed,
    shifted,
)
from gradgen.rules.forms.axes import literal_axes


class Operands(NamedTuple):
    """The operands of a gate by name, and what is known of values so far.

    `size_of` gives a whole number as a dimension (`N` for `x.shape[0]`), where it is known.
    """

    values: Mapping[str, Expression]
    shape_of: Callable[[Expression], Shape]
    size_of: Callable[[Expression], Dim | None]

    def shape(self, name: str) -> Shape:
        """The shape of an operand."""
        return self.shape_of(self.values[name])

    def dims(self, name: str) -> tuple[Dim, ...]:
        """The dimensions of an operand; raises UnsureError where they are not known."""
        shape = self.shape(name)
        if not shape.is_exact:
            raise UnsureError
        return shape.dims

    def row(self, name: str) -> tuple[Expression, ...]:
        """The operands of a starred row."""
        row = self.values[f"*{name}"]
        assert isinstance(row, Sequence)
        return row.items

    def is_true(self, name: str) -> bool:
        """Whether an option is given as `True`; raises UnsureError where it is no literal."""
        value = self.values[name]
        if value not in (Literal("True"), Literal("False")):
            raise UnsureError
        return value == Literal("True")


def elementwise(operands: Operands) -> Shape:
    """All operands, broadcast."""
    return broadcast(operands.shape_of(value) for value in _each(operands.values.values()))


def _each(values: object) -> list[Expression]:
    found: list[Expression] = []
    for value in values:  # type: ignore[attr-defined]
        found += value.items if isinstance(value, Sequence) else [value]
    return found


def scalar(_: Operands) -> Shape:
    """A single number."""
    return SCALAR


def like_first(operands: Operands) -> Shape:
    """The shape of the first operand."""
    return operands.shape_of(next(iter(operands.values.values())))


def unknown(_: Operands) -> Shape:
    """Nothing is known."""
    raise UnsureError


def reduced(operands: Operands) -> Shape:
    """The first operand without the axes `axis`, or with length 1 there with `keepdims`."""
    first = next(iter(operands.values))
    axis, keeps = operands.values["axis"], False
    if "keepdims" in operands.values:
        keeps = operands.is_true("keepdims")
    if axis == Literal("None") and not keeps:
        return SCALAR
    dims = operands.dims(first)
    places = range(len(dims)) if axis == Literal("None") else literal_axes(axis)
    if places is None:
        raise UnsureError
    wrong = [place for place in places if not -len(dims) <= place < len(dims)]
    if wrong:
        raise MisfitError(f"axis {wrong[0]} of {Shape(dims)}, which has {len(dims)} dimensions")
    gone = {place % len(dims) for place in places}
    if keeps:
        return Shape(tuple(1 if i in gone else dim for i, dim in enumerate(dims)))
    return Shape(tuple(dim for i, dim in enumerate(dims) if i not in gone))


def cumulated(operands: Operands) -> Shape:
    """The first operand; flat where `axis` is left out."""
    if operands.values["axis"] != Literal("None"):
        return like_first(operands)
    first = like_first(operands)
    if first.rank == 1:
        return first
    raise UnsureError


def transposed(operands: Operands) -> Shape:
    """The axes of `a` in the order `axes`; turned round without."""
    dims, axes = operands.dims("a"), operands.values.get("axes", Literal("None"))
    if axes == Literal("None"):
        return Shape(dims[::-1])
    places = literal_axes(axes)
    if places is None:
        raise UnsureError
    if sorted(place % max(len(dims), 1) for place in places) != list(range(len(dims))):
        raise MisfitError(f"the axes {places} of {Shape(dims)}")
    return Shape(tuple(dims[place] for place in places))


def matrix_product(operands: Operands) -> Shape:
    """`[…, N, K] @ [K, M]`, a vector standing for one row or column (NumPy, `matmul`)."""
    names = list(operands.values)
    shapes = operands.shape(names[0]), operands.shape(names[1])
    left, right = (operands.dims(name) for name in names[:2])
    if not left or not right:
        raise MisfitError(f"{shapes[0]} @ {shapes[1]}: a matrix product needs arrays")
    inner = left[-1], right[-2] if len(right) > 1 else right[0]
    if inner[0] != inner[1]:
        if any(map(is_unnamed, inner)):
            raise UnsureError
        raise MisfitError(f"{shapes[0]} @ {shapes[1]}: {inner[0]} against {inner[1]}")
    lead = broadcast((Shape(left[:-2]), Shape(right[:-2]))).dims
    return Shape((*lead, *(left[-2:-1] if len(left) > 1 else ()), *right[-1:] * (len(right) > 1)))


def dot_product(operands: Operands) -> Shape:
    """As `matrix_product` up to two dimensions; a number scales (NumPy, `dot`)."""
    left, right = (operands.dims(name) for name in list(operands.values)[:2])
    if not left or not right:
        return Shape(left or right)
    if len(right) > 2:
        raise UnsureError
    return matrix_product(operands)


def outer_product(operands: Operands) -> Shape:
    """`[N]` and `[M]` give `[N, M]`."""
    left, right = (operands.dims(name) for name in list(operands.values)[:2])
    if len(left) > 1 or len(right) > 1:
        raise UnsureError
    return Shape((*(left or (1,)), *(right or (1,))))


def given_shape(operands: Operands) -> Shape:
    """The dimensions that the operand `shape` names."""
    value = operands.values["shape"]
    if isinstance(value, Apply) and value.function.name == "shape":
        return operands.shape_of(value.arguments[0])
    items = value.items if isinstance(value, Sequence) else (value,)
    sizes = [operands.size_of(item) for item in items]
    if None in sizes or (not isinstance(value, Sequence) and operands.shape_of(value).dims):
        raise UnsureError
    return Shape(tuple(size for size in sizes if size is not None))


def reshaped(operands: Operands) -> Shape:
    """The dimensions that `shape` names; one `-1` is worked out where that can be."""
    shape = given_shape(operands)
    if -1 not in shape.dims:
        return shape
    whole = operands.shape("a")
    if shape.dims == (-1,) and whole.rank == 1:
        return whole
    rest = list(whole.dims) if whole.is_exact else []
    for dim in shape.dims:
        if dim != -1 and dim in rest:
            rest.remove(dim)
        elif dim not in (-1, 1):
            rest = []
            break
    missing = rest[0] if len(rest) == 1 else "?" + "*".join(map(str, shape.dims))
    return Shape(tuple(missing if dim == -1 else dim for dim in shape.dims))


def subscripted(operands: Operands) -> Shape:
    """What an index leaves of `a` (NumPy, "Indexing on ndarrays")."""
    index = operands.values["index"]
    items = list(index.items) if isinstance(index, Sequence) and index.brackets == "()" else [index]
    shape = operands.shape("a")
    if not shape.is_exact:
        return _subscripted_open(shape, items)
    dims, used = list(shape.dims), sum(_consumes(operands, item) for item in items)
    if used > len(dims):
        raise MisfitError(f"{used} indices into {shape}")
    if Literal("...") not in items:
        items.append(Literal("..."))
    found: list[Dim] = []
    arrays = [item for item in items if _is_array_index(operands, item)]
    if len(arrays) > 1:
        raise UnsureError
    for item in items:
        if item == Literal("..."):
            count = len(dims) - sum(_consumes(operands, i) for i in items[items.index(item) + 1 :])
            found += dims[:count]
            del dims[:count]
        elif item == Literal("None"):
            found.append(1)
        elif item in arrays:
            found += operands.shape_of(item).dims
            del dims[0]
        else:
            dim = dims.pop(0)
            if isinstance(item, Slice):
                found.append(_sliced(dim, item))
    return Shape(tuple(found))


def _subscripted_open(shape: Shape, items: list[Expression]) -> Shape:
    """`x[..., None]` and the like of a shape that is not known: all that can be told."""
    if items and all(item in (Literal("None"), Literal("...")) for item in items):
        lone = next(iter(shape.opens)) if len(shape.opens) == 1 and not shape.dims else None
        if lone and items[0] == Literal("..."):
            return Shape((), frozenset((Open(lone.name, (*lone.dims, *(1,) * (len(items) - 1))),)))
    raise UnsureError


def _consumes(operands: Operands, item: Expression) -> int:
    """How many axes an item of an index takes."""
    if item in (Literal("None"), Literal("...")):
        return 0
    return 1 if isinstance(item, Slice) else _is_array_index(operands, item) or 1


def _is_array_index(operands: Operands, item: Expression) -> bool:
    """Whether an item of an index is an array of integers, for certain; raises UnsureError."""
    if isinstance(item, Slice) or number(item) is not None or item in (
        Literal("None"),
        Literal("..."),
    ):
        return False
    if isinstance(item, Sequence):
        if all(isinstance(number(i), int) for i in item.items):
            return True
        raise UnsureError
    if operands.size_of(item) is not None:
        return False
    if isinstance(item, Name) and operands.shape_of(item).is_scalar:
        return False
    raise UnsureError


def _sliced(dim: Dim, item: Slice) -> Dim:
    """The length of a slice of an axis, where bounds are literal."""
    start, stop, step = (None if p is None else number(p) for p in (item.start, item.stop, item.step))
    if item == Slice():
        return dim
    if isinstance(dim, int) and all(
        p is None or isinstance(number(p), int) for p in (item.start, item.stop, item.step)
    ):
        return len(range(dim)[slice(start, stop, step)])  # type: ignore[misc]
    text = f"?{dim}[{start}:{stop}:{step}]"
    if item.step is not None and step == -1 and item.start is None and item.stop is None:
        return dim
    literal = (item.start is None or isinstance(start, int)) and (
        item.stop is None or isinstance(stop, int)
    )
    if item.step is not None or not literal or (start or 0) < 0 or (stop is not None and stop >= 0):
        raise UnsureError(text)
    return shifted(dim, int(stop or 0) - int(start or 0))


def expanded(operands: Operands) -> Shape:
    """`a` with an axis of length 1 at `axis`."""
    dims, places = list(operands.dims("a")), literal_axes(operands.values["axis"])
    if places is None or len(places) != 1:
        raise UnsureError
    place = places[0] if places[0] >= 0 else places[0] + len(dims) + 1
    dims.insert(place, 1)
    return Shape(tuple(dims))


def concatenated(operands: Operands) -> Shape:
    """The arrays one behind the other along `axis`."""
    rows = [operands.shape_of(value) for value in operands.row("arrays")]
    places = literal_axes(operands.values["axis"])
    if places is None or len(places) != 1 or not all(shape.is_exact for shape in rows):
        raise UnsureError
    dims = list(rows[0].dims)
    sizes = [shape.dims[places[0]] for shape in rows]
    if not all(isinstance(size, int) for size in sizes):
        raise UnsureError
    dims[places[0]] = sum(size for size in sizes if isinstance(size, int))
    return Shape(tuple(dims))


def stacked(operands: Operands) -> Shape:
    """The arrays side by side along a new axis."""
    rows = [operands.shape_of(value) for value in operands.row("arrays")]
    places = literal_axes(operands.values["axis"])
    if places is None or len(places) != 1 or not all(shape.is_exact for shape in rows):
        raise UnsureError
    dims = list(rows[0].dims)
    place = places[0] if places[0] >= 0 else places[0] + len(dims) + 1
    dims.insert(place, len(rows))
    return Shape(tuple(dims))


def counted(operands: Operands) -> Shape:
    """`arange(n)`."""
    values = operands.values
    size = operands.size_of(values["start_or_stop"])
    if size is None or values["stop"] != Literal("None"):
        raise UnsureError
    return Shape((size,))


def square(operands: Operands) -> Shape:
    """`eye(N)`."""
    size = operands.size_of(operands.values["N"])
    if size is None or operands.values.get("M", Literal("None")) != Literal("None"):
        raise UnsureError
    return Shape((size, size))


def of_literal(operands: Operands) -> Shape:
    """An array made of a literal list, or of an array."""
    return operands.shape_of(next(iter(operands.values.values())))


def vector_of_shape(operands: Operands) -> Shape:
    """`x.shape`: as many numbers as there are dimensions."""
    return Shape((len(operands.dims(next(iter(operands.values)))),))


def output_shape(name: str, operands: Operands) -> Shape:
    """The shape that the function `name` of this module tells."""
    tell: Callable[[Operands], Shape] = globals()[name or "elementwise"]
    return tell(operands)
