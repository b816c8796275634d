"""Shapes of arrays joined to one, and of the parts that one is split into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from gradgen.ir.expression import Expression, Literal, Sequence
from gradgen.ir.numerals import number
from gradgen.ir.printer import show
from gradgen.ir.shape import (
    Dim,
    MisfitError,
    Shape,
    UnsureError,
    shifted,
    split,
    unknown,
)
from gradgen.rules.forms.axes import literal_axes
from gradgen.rules.operands import nested
from gradgen.rules.output_shapes.layout import size_of_all
from gradgen.rules.output_shapes.operands import Operands


def concatenated(operands: Operands) -> Shape:
    """The arrays one behind the other along `axis`."""
    if operands.values["axis"] == Literal("None"):
        sizes = [size_of_all(operands.shape_of(v), v) for v in operands.row("arrays")]
        return Shape((total(sizes),))
    return joined_along(list(_row(operands, "arrays")), _axis(operands))


def joined_along(rows: list[tuple[Dim, ...]], axis: int) -> Shape:
    """Arrays of these shapes one behind the other."""
    if not rows:  # what is appended to it later is refused for itself
        raise UnsureError
    if any(len(dims) != len(rows[0]) for dims in rows):
        raise MisfitError(f"{_listed(rows)} have different numbers of dimensions")
    if not -len(rows[0]) <= axis < len(rows[0]):
        raise MisfitError(f"axis {axis} of {Shape(rows[0])}")
    axis %= len(rows[0])
    dims = list(rows[0])
    dims[axis] = total(row[axis] for row in rows)
    return Shape(tuple(dims))


def _listed(rows: Iterable[tuple[Dim, ...]]) -> str:
    return " and ".join(str(Shape(dims)) for dims in rows)


def total(sizes: Iterable[Dim]) -> Dim:
    """The sum of sizes; a name may grow by a number, and other sums are sizes without a name."""
    sizes = list(sizes)
    number_of = sum(size for size in sizes if isinstance(size, int))
    names = sorted(size for size in sizes if isinstance(size, str))
    if not names:
        return number_of
    if len(names) == 1 and split(names[0])[1] >= 0:
        return shifted(names[0], number_of)
    return f"?({'+'.join([*names, *([str(number_of)] if number_of else [])])})"


def _row(operands: Operands, name: str) -> Iterator[tuple[Dim, ...]]:
    """The dimensions of each array of a row; raises UnsureError where one is not known."""
    for value in operands.row(name):
        shape = operands.shape_of(value)
        if not shape.is_exact:
            raise UnsureError
        yield shape.dims


def _axis(operands: Operands) -> int:
    places = literal_axes(operands.values["axis"])
    if places is None or len(places) != 1:
        raise UnsureError
    return places[0]


def stacked(operands: Operands) -> Shape:
    """The arrays side by side along a new axis."""
    rows, axis = list(_row(operands, "arrays")), _axis(operands)
    if not rows:
        raise UnsureError
    dims = list(rows[0])
    if any(len(row) != len(dims) for row in rows):
        raise MisfitError(f"{_listed(rows)} have different numbers of dimensions")
    dims.insert(axis if axis >= 0 else axis + len(dims) + 1, len(rows))
    return Shape(tuple(dims))


def beside(operands: Operands) -> Shape:
    """`hstack`: along the second axis, or the first where there is just one."""
    rows = [dims or (1,) for dims in _row(operands, "tup")]
    return joined_along(rows, 0 if all(len(dims) == 1 for dims in rows) else 1)


def upon(operands: Operands) -> Shape:
    """`vstack`: along the first axis, rows as matrices of one row."""
    rows = [(*(1,) * (2 - len(dims)), *dims) for dims in _row(operands, "tup")]
    return joined_along(rows, 0)


def behind(operands: Operands) -> Shape:
    """`dstack`: along the third axis, matrices as of depth 1."""
    rows = [_deep(dims) for dims in _row(operands, "tup")]
    return joined_along(rows, 2)


def _deep(dims: tuple[Dim, ...]) -> tuple[Dim, ...]:
    return {0: (1, 1, 1), 1: (1, *dims, 1), 2: (*dims, 1)}.get(len(dims), dims)


def as_columns(operands: Operands) -> Shape:
    """`column_stack`: along the second axis, rows as columns."""
    rows = [(dims or (1,)) + (1,) if len(dims) < 2 else dims for dims in _row(operands, "tup")]
    return joined_along(rows, 1)


def appended(operands: Operands) -> Shape:
    """`values` behind `arr` along `axis`; both flat without."""
    pair = [operands.values["arr"], operands.values["values"]]
    shapes = [operands.shape_of(value) for value in pair]
    if operands.values["axis"] == Literal("None"):
        return Shape((total(map(size_of_all, shapes, pair)),))
    if not all(shape.is_exact for shape in shapes):
        raise UnsureError
    return joined_along([shape.dims for shape in shapes], _axis(operands))


def in_blocks(operands: Operands) -> Shape:
    """Matrices in rows of blocks; a lone row of vectors is one vector."""
    rows = operands.values[nested("arrays")]
    if not isinstance(rows, Sequence):
        raise UnsureError
    depth = _depth(rows)
    return _block(operands, rows, depth, depth)


def _depth(value: Expression) -> int:
    return 1 + _depth(value.items[0]) if isinstance(value, Sequence) and value.items else 0


def _block(operands: Operands, value: Expression, level: int, depth: int) -> Shape:
    """What a list of blocks comes to: the innermost are joined along the last axis."""
    if not isinstance(value, Sequence):
        shape = operands.shape_of(value)
        if not shape.is_exact or len(shape.dims) > depth:
            raise UnsureError
        return Shape((*(1,) * (depth - len(shape.dims)), *shape.dims))
    parts = [_block(operands, item, level - 1, depth).dims for item in value.items]
    return joined_along(parts, -level)


def of_items(operands: Operands) -> Shape:
    """An array of a list, or of lists inside of lists."""
    (rows,) = (value for name, value in operands.values.items() if name == nested(name[:-2]))
    return operands.shape_of(rows)


def in_equal_parts(operands: Operands) -> tuple[Shape, ...]:
    """`split`: so many equal parts along `axis`, or those between the places given."""
    return _unknown_parts(operands) or _parts(
        operands.dims("ary"), _axis(operands), operands.values["indices_or_sections"]
    )


def _unknown_parts(operands: Operands) -> tuple[Shape, ...]:
    """So many equal parts of an array of unknown shape have one shape among them."""
    count = number(operands.values["indices_or_sections"])
    if operands.shape("ary").is_exact or not isinstance(count, int):
        return ()
    axis = show(operands.values.get("axis", Literal("")))
    return (unknown(f"{show(operands.values['ary'])}/{count}:{axis}"),) * count


def in_parts(operands: Operands) -> tuple[Shape, ...]:
    """`array_split`: so many parts along `axis`, the first ones longer where need be."""
    sections = operands.values["indices_or_sections"]
    return _parts(operands.dims("ary"), _axis(operands), sections, equal=False)


def beside_in_parts(operands: Operands) -> tuple[Shape, ...]:
    """`hsplit`: along the second axis, or the first where there is just one."""
    parts = _unknown_parts(operands)
    if parts:
        return parts
    dims = operands.dims("ary")
    return _parts(dims, min(len(dims) - 1, 1), operands.values["indices_or_sections"])


def upon_in_parts(operands: Operands) -> tuple[Shape, ...]:
    """`vsplit`: along the first axis."""
    return _unknown_parts(operands) or _parts(
        operands.dims("ary"), 0, operands.values["indices_or_sections"]
    )


def behind_in_parts(operands: Operands) -> tuple[Shape, ...]:
    """`dsplit`: along the third axis."""
    return _unknown_parts(operands) or _parts(
        operands.dims("ary"), 2, operands.values["indices_or_sections"]
    )


def _parts(
    dims: tuple[Dim, ...], axis: int, sections: Expression, *, equal: bool = True
) -> tuple[Shape, ...]:
    if not -len(dims) <= axis < len(dims):
        raise MisfitError(f"axis {axis} of {Shape(dims)}")
    axis %= len(dims)
    sizes = _sizes(dims[axis], sections, equal=equal)
    return tuple(Shape((*dims[:axis], size, *dims[axis + 1 :])) for size in sizes)


def _sizes(dim: Dim, sections: Expression, *, equal: bool) -> list[Dim]:
    """How long the parts of an axis are."""
    items = sections.items if isinstance(sections, Sequence) else ()
    ends, count = [number(item) for item in items], number(sections)
    if isinstance(sections, Sequence):
        if isinstance(dim, int) and all(isinstance(end, int) for end in ends):
            cuts = [0, *(int(end) for end in ends if end is not None), dim]
            places = range(dim)
            return [len(places[a:b]) for a, b in pairwise(cuts)]
        return [f"?{dim}/{show(sections)}[{i}]" for i in range(len(ends) + 1)]
    if not isinstance(count, int) or count < 1:
        raise UnsureError
    if isinstance(dim, int):
        size, longer = divmod(dim, count)
        return [size + (place < longer) for place in range(count)]
    share = f"?({dim}/{count})" if dim.isidentifier() else f"?{dim}/{count}"
    return [share if equal else f"{share}[{i}]" for i in range(count)]


def unstacked(operands: Operands) -> tuple[Shape, ...]:
    """As many arrays as the axis is long."""
    dims, axis = operands.dims("x"), _axis(operands)
    count = dims[axis]
    if not isinstance(count, int):
        raise UnsureError
    axis %= len(dims)
    return (Shape((*dims[:axis], *dims[axis + 1 :])),) * count


def like_each(operands: Operands) -> tuple[Shape, ...]:
    """The shapes of the arrays of a row, one for each."""
    return tuple(operands.shape_of(value) for value in operands.row("arrays"))
