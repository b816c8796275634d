"""Rows: those of a matrix are taken, and added where places repeat, in NumPy's faster ways.

Before, with `x: [N, D]` and whole numbers `i: [P]`::

    t1 = x[i]
    np.add.at(grad_x, i, grad_t1)

After::

    t1 = np.take(x, i, axis=0)
    add_rows(grad_x, i, grad_t1)

NumPy adds at places of a row ten times as fast as at rows of a matrix: `add_rows`, which is put
into the output, goes through the columns, or through the rows where these are fewer. Each sum is
made in the same order as before.
"""

from __future__ import annotations

from dataclasses import replace

from gradgen.ir.circuit import Circuit, Statement, Update
from gradgen.ir.expression import Apply, Expression, Function, Literal, Name, rebuild
from gradgen.ir.loops import inside_of_loops
from gradgen.optimize.knowledge import Knowledge
from gradgen.optimize.lines import changed


def by_rows(circuit: Circuit, known: Knowledge) -> Circuit:
    """`circuit` with rows of matrices taken and added as rows."""
    inside = inside_of_loops(circuit.body)
    body: list[Statement] = []
    for place, statement in enumerate(circuit.body):
        line = changed(statement, lambda e: _taken(e, known))
        if isinstance(line, Update) and place not in inside and _adds_rows(line, known):
            line = replace(line, by_rows=True)
        body.append(line)
    return replace(circuit, body=tuple(body))


def _taken(expression: Expression, known: Knowledge) -> Expression:
    """An expression with `np.take` for the rows of a matrix."""
    inner = rebuild(expression, lambda e: _taken(e, known))
    match inner:
        case Apply(
            Function("index", "operator"), (Name() as matrix, Name() as places), ()
        ) if known.shape(matrix).rank == 2 and _are_places(places, known):
            taken = Function("take", "numpy", "take")
            return Apply(taken, (matrix, places), (("axis", Literal("0")),))
    return inner


def _adds_rows(update: Update, known: Knowledge) -> bool:
    """Whether whole rows are added, one to each place."""
    if not update.repeats or update.idle or not _are_places(update.index, known):
        return False
    total, places, rows = map(known.shape, (Name(update.target), update.index, update.value))
    return total.rank == rows.rank == 2 and rows.dims == (*places.dims, total.dims[1])


def _are_places(index: Expression, known: Knowledge) -> bool:
    """Whether an index surely is one row of whole numbers."""
    return (
        isinstance(index, Name)
        and known.shapes.kinds.is_whole(index)
        and known.shape(index).rank == 1
    )
