"""Forms for grids of coordinates: each row gets back the sum over the axes of the others."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal, Sequence
from gradgen.rules.absent import ABSENT
from gradgen.rules.forms.layout import picked
from gradgen.rules.forms.surroundings import Surroundings, fill, form


@form
def own_grid(
    around: Surroundings,
    grads: Expression,
    row: Expression,
    sparse: Expression,
    indexing: Expression,
) -> Expression:
    """`grad` of the grid of one row of `np.meshgrid`."""
    grad, shape = picked(around, grads), around.shape_of(row)
    rows = around.bindings["*xi"]
    assert isinstance(rows, Sequence)
    if grad == ABSENT:
        return grad
    if sparse != Literal("True"):
        own = _axis(around.index, len(rows.items), indexing)
        others = [str(axis) for axis in range(len(rows.items)) if axis != own]
        axes = others[0] if len(others) == 1 else f"({', '.join(others)})"
        grad = fill(f"grad.sum(axis={axes})" if others else "grad", grad=grad)
        if shape.rank == 1:
            return grad
    return fill("grad.reshape(shape)", grad=grad, shape=around.shape(row))


def _axis(index: int, count: int, indexing: Expression) -> int:
    """The axis along which the row with that place runs: the first two are swapped in `xy`."""
    swapped = indexing != Literal('"ij"') and count > 1
    return {0: 1, 1: 0}.get(index, index) if swapped else index
