"""Forms for rows inside of rows: where an item, or a block, is in what was made of them."""

from __future__ import annotations

from collections.abc import Iterator

from gradgen.ir.expression import (
    Expression,
    Function,
    Literal,
    Sequence,
    Symbol,
    subscript,
)
from gradgen.rules.forms.joining import along, bounds_of, row_of, shaped
from gradgen.rules.forms.surroundings import Surroundings, fill, form
from gradgen.rules.operands import nested

_TRUTH = Symbol(Function("bool", "builtins", "bool"))


@form
def block_of(around: Surroundings, grad: Expression, own: Expression) -> Expression:
    """The part of `grad` that one block of `np.block` has become."""
    rows = around.bindings[nested("arrays")]
    assert isinstance(rows, Sequence)
    ranks = {around.shape_of(value).rank for value in row_of(around, "*arrays")}
    is_grid = all(
        isinstance(row, Sequence) and not any(isinstance(b, Sequence) for b in row.items)
        for row in rows.items
    )
    if ranks == {2} and is_grid:
        return _in_grid(around, grad, [r.items for r in rows.items if isinstance(r, Sequence)])
    mask = _masked(rows, iter(_numbered(rows, [0])), around.index)
    own_part = fill("grad[block(mask)]", grad=grad, mask=mask)
    return shaped(around, own_part, own, 1)


def _in_grid(
    around: Surroundings, grad: Expression, rows: list[tuple[Expression, ...]]
) -> Expression:
    """The part of one block of a matrix of matrices: `grad[: len(a), a.shape[1] :]`."""
    index = around.index
    for above, row in enumerate(rows):
        if index < len(row):
            firsts = tuple(line[0] for line in rows)
            down = bounds_of(around, firsts, above, along(Literal("0")))
            across = bounds_of(around, row, index, along(Literal("1")))
            return subscript(grad, Sequence((down, across)))
        index -= len(row)
    raise AssertionError("more places than blocks")


def _numbered(value: Expression, at: list[int]) -> list[int]:
    """The numbers of what stands in nested lists, in order."""
    if not isinstance(value, Sequence):
        at[0] += 1
        return [at[0] - 1]
    return [place for item in value.items for place in _numbered(item, at)]


def _masked(value: Expression, places: Iterator[int], own: int) -> Expression:
    """The nested lists with an array of truths for each block: true for the block itself."""
    if isinstance(value, Sequence):
        items = tuple(_masked(item, places, own) for item in value.items)
        return Sequence(items, value.brackets)
    is_own = next(places) == own
    return fill(f"{'ones' if is_own else 'zeros'}_like(x, dtype=truth)", x=value, truth=_TRUTH)


@form
def own_item(around: Surroundings, grad: Expression, _: Expression) -> Expression:
    """The element of `grad` that one item of a list, or of lists inside of lists, has become."""
    (rows,) = (value for name, value in around.bindings.items() if name == nested(name[:-2]))
    path = _path(rows, around.index)
    places = tuple(Literal(str(place)) for place in path)
    return subscript(grad, Sequence(places) if len(places) > 1 else places[0])


def _path(value: Expression, index: int) -> list[int]:
    """The places, list by list, of the innermost item number `index`."""
    assert isinstance(value, Sequence)
    for place, item in enumerate(value.items):
        count = len(_numbered(item, [0]))
        if index < count:
            return [place, *(_path(item, index) if isinstance(item, Sequence) else ())]
        index -= count
    raise AssertionError("more places than items")
