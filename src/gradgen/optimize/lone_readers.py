"""Lone readers: which values are read by one gate and by nobody else.

Of these lines, with `x: [N]`, the second alone reads `t1`, though the third asks for its type::

    t1 = x * x
    out = np.sum(t1)
    grad_t1 = np.array(grad_out, dtype=t1.dtype)
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from gradgen.ir.circuit import Circuit, Gate
from gradgen.ir.expression import Apply, Expression, Function, Name, names_in, rebuild
from gradgen.ir.loops import inside_of_loops
from gradgen.optimize.lines import buffers, gates, grown, read_in, returned

DTYPE: Final = Function("dtype", "attribute", "dtype")


def lone_readers(circuit: Circuit) -> dict[str, tuple[Gate, Gate]]:
    """The gates that one other gate reads, and nobody else, each with that: outside of loops.

    Who asks for the type of an array does not count, if that comes later.
    """
    fixed = returned(circuit) | buffers(circuit.body) | grown(circuit.body)
    readers, asked = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for place, statement in enumerate(circuit.body):
        for expression in read_in(statement):
            read = names_in(_without_types(expression))
            for name in names_in(expression):
                (readers if name in read else asked)[name].append(place)
    inside = inside_of_loops(circuit.body)
    outside = {place: s for place, s in enumerate(circuit.body) if place not in inside}
    found = {name: g for name, g in gates(outside.values()).items() if name not in fixed}
    lone = {name: outside.get(row[0]) for name, row in readers.items() if len(row) == 1}
    return {
        name: (gate, reader)
        for name, gate in found.items()
        if isinstance(reader := lone.get(name), Gate)
        and all(place > readers[name][0] for place in asked[name])
    }


def _without_types(expression: Expression) -> Expression:
    """An expression without the names whose types it asks for."""
    match expression:
        case Apply(Function(name="dtype", module="attribute"), (Name(),)):
            return Apply(DTYPE, ())
    return rebuild(expression, _without_types)
