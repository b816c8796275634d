"""Jacobians: how each element of each output changes with each element of each parameter.

Rows are written in reverse mode, one for each element of an output; columns in forward mode, one
for each element of a parameter. Between single numbers no loop is needed. Before::

    s = x * y
    p = s + x

After, by columns::

    s = x * y
    p = s + x
    ds_dx = y
    dp_dx = ds_dx + 1.0
    dp_dy = x
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from gradgen.analysis.facts import Facts
from gradgen.ir.circuit import (
    Circuit,
    Output,
)
from gradgen.ir.expression import Expression, Name, Sequence
from gradgen.transforms.jacobian_blocks import Blocks, Entry, partial_derivative
from gradgen.transforms.liveness import retire
from gradgen.transforms.results import bare_or_tuple, headed, taken_by, with_shapes


def jacobian(
    circuit: Circuit,
    facts: Facts,
    wrt: tuple[str, ...],
    taken: Iterable[str],
    *,
    by: str = "",
    values: int = 0,
    with_value: bool = False,
    entry: Entry = partial_derivative,
    like: Mapping[str, str] | None = None,
) -> Circuit:
    """The function that gives the Jacobian of `circuit` with respect to the parameters `wrt`.

    For an output of shape [A] and a parameter of shape [B] that is an array of shape [A, B]. The
    function returns one for each parameter, in a row for each output. `by` says `rows` or
    `columns`; left empty, what costs fewer passes is taken. The first `values` of the outputs are
    returned as they are. `entry` gives the name of a block; `like` tells of
    outputs which parameter surely has their shape and type. New names keep clear of those `taken`.
    """
    outputs = circuit.outputs[values:]
    plan = Blocks(circuit, facts, wrt, taken_by(circuit, taken), outputs, entry, like or {})
    (plan.add_rows if (by or cheaper(facts, wrt, outputs)) == "rows" else plan.add_columns)()
    rows = [bare_or_tuple(tuple(plan.blocks[o.name, p] for p in wrt)) for o in outputs]
    results = bare_or_tuple(tuple(rows))
    kept = circuit.outputs if with_value else circuit.outputs[:values]
    if kept:
        results = Sequence((bare_or_tuple(tuple(output.value for output in kept)), results))
    forward = [with_shapes(s, facts) for s in retire(circuit.body, [*plan.lines, results])]
    return Circuit(
        name=f"{circuit.name}_jacobian",
        parameters=circuit.parameters,
        body=(*headed("forward", forward), *plan.lines),
        outputs=circuit.outputs,
        span=circuit.span,
        docstring=(f"Jacobian of `{circuit.name}`.", "", _told(plan, kept)),
        returns=results,
    )


def _told(plan: Blocks, kept: tuple[Output, ...]) -> str:
    """What the function returns, in words."""
    blocks = [plan.blocks[o.name, p].id for o, p in product(plan.outputs, plan.wrt)]
    before = f"{', '.join(output.name for output in kept)} and " if kept else ""
    if len(blocks) <= _MOST_NAMES:
        return f"Returns {before}{', '.join(blocks)}."
    rows = ", ".join(plan.like.get(output.name, output.name) for output in plan.outputs)
    return (
        f"Returns {before}a row for each of {rows}, with a block for each of {', '.join(plan.wrt)}."
    )


# So many blocks are called by their names; more of them, by rows.
_MOST_NAMES = 6


def cheaper(facts: Facts, wrt: tuple[str, ...], outputs: tuple[Output, ...]) -> str:
    """Whether there are fewer `rows` or `columns`; rows where nobody can tell."""
    rows = _count(facts, (output.value for output in outputs))
    columns = _count(facts, map(Name, wrt))
    if columns is None:
        return "rows"
    return "columns" if rows is None or columns < rows else "rows"


def _count(facts: Facts, values: Iterable[Expression]) -> int | None:
    """How many numbers there are in `values`, where that is known."""
    total = 0
    for value in values:
        shape, size = facts.shapes.of(value), 1
        if not shape.is_exact:
            return None
        for dim in shape.dims:
            if not isinstance(dim, int):
                return None
            size *= dim
        total += size
    return total
