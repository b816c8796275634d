"""Shapes of arrays whose elements are laid out anew: reshaped, flattened, with axes of length 1."""

from __future__ import annotations

from math import prod

from gradgen.ir.expression import Apply, Expression, Literal, Sequence
from gradgen.ir.printer import show
from gradgen.ir.shape import Dim, MisfitError, Shape, UnsureError
from gradgen.rules.forms.axes import literal_axes
from gradgen.rules.output_shapes.operands import Operands

_NONE = Literal("None")


def given_shape(operands: Operands) -> Shape:
    """The dimensions that the operand `shape` names."""
    return shape_named(operands, operands.values["shape"])


def shape_named(operands: Operands, value: Expression) -> Shape:
    """The shape that an expression is: `x.shape`, `(n, 3)`, `5`."""
    if isinstance(value, Apply) and value.function.name == "shape":
        return operands.shape_of(value.arguments[0])
    told = operands.told_by(value)
    if told is not None:
        return told
    items = value.items if isinstance(value, Sequence) else (value,)
    sizes = [operands.size_of(item) for item in items]
    if None in sizes or (not isinstance(value, Sequence) and operands.shape_of(value).dims):
        raise UnsureError
    return Shape(tuple(size for size in sizes if size is not None))


def reshaped(operands: Operands) -> Shape:
    """The dimensions that `shape` names; one `-1` is worked out where that can be."""
    shape, whole = given_shape(operands), operands.shape("a")
    if -1 not in shape.dims:
        return shape
    missing = _missing(whole, [dim for dim in shape.dims if dim != -1])
    if missing is None:
        missing = f"?{show(operands.values['a'])}{shape.dims}"
    return Shape(tuple(missing if dim == -1 else dim for dim in shape.dims))


def _missing(whole: Shape, given: list[Dim]) -> Dim | None:
    """The one dimension that is left of a shape beside those `given`."""
    if not whole.is_exact:
        return None
    rest = list(whole.dims)
    for dim in list(given):
        if dim in rest:
            rest.remove(dim)
            given.remove(dim)
    numbers = [dim for dim in rest if isinstance(dim, int)]
    names = [dim for dim in rest if not isinstance(dim, int)]
    by = [dim for dim in given if isinstance(dim, int)]
    if len(by) < len(given) or 0 in by or prod(numbers) % prod(by):
        return None
    left = prod(numbers) // prod(by)
    if not names:
        return left
    if left == 1 and len(names) == 1:
        return names[0]
    factors = [str(dim) for dim in rest if dim != 1]
    is_plain = all(factor.isidentifier() or factor.isdecimal() for factor in factors)
    return None if given or not is_plain or not left else f"?({'*'.join(factors)})"


def flattened(operands: Operands) -> Shape:
    """All elements in one row."""
    whole = operands.shape("a")
    return Shape((size_of_all(whole, operands.values["a"]),))


def size_of_all(whole: Shape, value: Expression) -> Dim:
    """How many elements an array has."""
    missing = _missing(whole, [])
    return f"?{show(value)}.size" if missing is None else missing


def expanded(operands: Operands) -> Shape:
    """`a` with axes of length 1 at `axis`."""
    dims, places = list(operands.dims("a")), literal_axes(operands.values["axis"])
    if places is None:
        raise UnsureError
    rank = len(dims) + len(places)
    if any(not -rank <= place < rank for place in places):
        raise MisfitError(f"axis {max(places, key=abs)} of {Shape(tuple(dims))} with new axes")
    for place in sorted(place % rank for place in places):
        dims.insert(place, 1)
    return Shape(tuple(dims))


def squeezed(operands: Operands) -> Shape:
    """`a` without axes of length 1: those of `axis`, or all."""
    dims, axis = operands.dims("a"), operands.values["axis"]
    if axis == _NONE:
        if not all(isinstance(dim, int) for dim in dims):
            raise UnsureError
        return Shape(tuple(dim for dim in dims if dim != 1))
    places = literal_axes(axis)
    if places is None:
        raise UnsureError
    for place in places:
        if not -len(dims) <= place < len(dims):
            raise MisfitError(f"axis {place} of {Shape(dims)}, which has {len(dims)} dimensions")
    gone = {place % len(dims) for place in places}
    return Shape(tuple(dim for i, dim in enumerate(dims) if i not in gone))


def at_least_1d(operands: Operands) -> Shape:
    """A number as a row."""
    return _row(Shape(operands.dims("x")))


def at_least_2d(operands: Operands) -> Shape:
    """A row, or a number, as a matrix of one row."""
    return _matrix(Shape(operands.dims("x")))


def at_least_3d(operands: Operands) -> Shape:
    """A matrix as one of depth 1, a row as one in the middle (NumPy, `atleast_3d`)."""
    return _box(Shape(operands.dims("x")))


def each_at_least_1d(operands: Operands) -> tuple[Shape, ...]:
    """Several arrays, each with one dimension or more."""
    return tuple(map(_row, _shapes(operands)))


def each_at_least_2d(operands: Operands) -> tuple[Shape, ...]:
    """Several arrays, each with two dimensions or more."""
    return tuple(map(_matrix, _shapes(operands)))


def each_at_least_3d(operands: Operands) -> tuple[Shape, ...]:
    """Several arrays, each with three dimensions or more."""
    return tuple(map(_box, _shapes(operands)))


def _shapes(operands: Operands) -> list[Shape]:
    """The shapes of several arrays; raises UnsureError where one is not known."""
    shapes = [operands.shape_of(value) for value in operands.row("arys")]
    if not all(shape.is_exact for shape in shapes):
        raise UnsureError
    return shapes


def _row(shape: Shape) -> Shape:
    return Shape(shape.dims or (1,))


def _matrix(shape: Shape) -> Shape:
    return Shape((*(1,) * (2 - len(shape.dims)), *shape.dims))


def _box(shape: Shape) -> Shape:
    dims = shape.dims
    return Shape({0: (1, 1, 1), 1: (1, *dims, 1), 2: (*dims, 1)}.get(len(dims), dims))


def vector_of_shape(operands: Operands) -> Shape:
    """`x.shape`: as many numbers as there are dimensions."""
    return Shape((len(operands.dims(next(iter(operands.values)))),))
