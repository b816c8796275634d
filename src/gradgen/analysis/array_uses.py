"""Which names of a circuit stand for arrays, by what is asked of them."""

from __future__ import annotations

from collections.abc import Iterator

from gradgen.ir.circuit import Circuit
from gradgen.ir.expression import Apply, Name, walk


def used_as_arrays(circuit: Circuit) -> Iterator[str]:
    """The names of which something is asked that only arrays have: `x.sum()`, `x.T`, `x[0]`."""
    for gate in circuit.gates():
        for node in walk(gate.expression):
            if not isinstance(node, Apply) or not node.arguments:
                continue
            function, value = node.function, node.arguments[0]
            asks = function.module in ("method", "attribute") or function.name == "index"
            if asks and isinstance(value, Name):
                yield value.id
