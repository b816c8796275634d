"""Shapes of what an index leaves of an array."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal, Name, Sequence, Slice
from gradgen.ir.numerals import number
from gradgen.ir.shape import Dim, MisfitError, Open, Shape, UnsureError, shifted, unknown
from gradgen.rules.output_shapes.operands import Operands


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
    return _shortened(shape, items)


def _shortened(shape: Shape, items: list[Expression]) -> Shape:
    """`x[1:-1]` of a shape that is not known: `x[2:]` has as many elements, however many."""
    lone = next(iter(shape.opens))
    if len(shape.opens) > 1 or shape.dims or lone.dims or lone.reduced:
        raise UnsureError
    taken = [_taken(item) for item in items]
    return unknown(f"{lone.name}[-{',-'.join(map(str, taken))}]")


def _taken(item: Expression) -> int:
    """How many elements a slice leaves out at the ends of an axis; raises UnsureError."""
    if not isinstance(item, Slice) or item.step is not None:
        raise UnsureError
    start, stop = (0 if p is None else number(p) for p in (item.start, item.stop))
    if not isinstance(start, int) or not isinstance(stop, int) or start < 0 or stop > 0:
        raise UnsureError
    if item.stop is not None and stop == 0:
        raise UnsureError
    return start - stop


def _consumes(operands: Operands, item: Expression) -> int:
    """How many axes an item of an index takes."""
    if item in (Literal("None"), Literal("...")):
        return 0
    return 1 if isinstance(item, Slice) else _is_array_index(operands, item) or 1


def _is_array_index(operands: Operands, item: Expression) -> bool:
    """Whether an item of an index is an array of integers, for certain; raises UnsureError."""
    if (
        isinstance(item, Slice)
        or number(item) is not None
        or item
        in (
            Literal("None"),
            Literal("..."),
        )
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
    start, stop, step = (
        None if p is None else number(p) for p in (item.start, item.stop, item.step)
    )
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
