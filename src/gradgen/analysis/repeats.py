"""Whether an index may name one place of an array several times."""

from __future__ import annotations

from gradgen.analysis.shapes import Shapes
from gradgen.ir.expression import Apply, Expression, Literal, Name, Slice, index_items
from gradgen.rules.matcher import is_size


def may_repeat(index: Expression, shapes: Shapes) -> bool:
    """Whether what is added at `index` has to be added one by one.

    Slices, single numbers and masks name every place once. So does a row of places that all
    differ, be it by itself or along with other rows: `p[np.arange(n), labels]`; and so do the rows
    that `np.nonzero` gives, all of them.
    """
    if shapes.kinds.are_places_apart(index_items(index)):
        return False
    unclear = [item for item in index_items(index) if not _is_plain(item, shapes)]
    if not unclear:
        return False
    if len(unclear) == 1 and isinstance(unclear[0], Apply):
        return not shapes.kinds.is_different(unclear[0])
    lengths = {shapes.of(item) for item in unclear}
    alike = len(lengths) == 1 and lengths.pop().rank == 1
    return not alike or not any(map(shapes.kinds.is_different, unclear))


def _is_plain(item: Expression, shapes: Shapes) -> bool:
    """Whether an item of an index surely names every place once, whatever stands beside it."""
    match item:
        case Slice() | Literal():
            return True
        case Apply():
            return is_size(item) or item.function.name == "star"
        case Name():
            return shapes.of(item).is_scalar or shapes.kinds.is_mask(item)
        case _:
            return False
