"""Bulk: how large arrays are beside one another, as far as shapes tell."""

from __future__ import annotations

import math

from gradgen.analysis.facts import Facts
from gradgen.ir.circuit import Circuit
from gradgen.ir.expression import Name
from gradgen.ir.shape import Shape

# What a dimension is taken for whose size nobody knows.
_LENGTH = 8
_GRADIENT = "grad_"


class Bulk:
    """The sizes of a circuit's values and of their gradients, beside one another.

    An array of unknown shape counts as one of the largest, a part that a reduction has left of it
    as a small one. All are whole numbers: sums of them are the same on every machine, and so is
    what depends on which sum is larger.
    """

    def __init__(self, circuit: Circuit, facts: Facts) -> None:
        names = [p.name for p in circuit.parameters]
        names += [target for gate in circuit.gates() for target in gate.targets]
        self._shapes = {name: facts.shapes.of(Name(name)) for name in names}
        known = (_elements(shape) for shape in self._shapes.values() if shape.is_exact)
        self._largest = max(known, default=1) or 1  # all may be empty

    def of(self, name: str) -> int | None:
        """The size of a value; `None` for one that is not of the circuit."""
        name = name if name in self._shapes else name.removeprefix(_GRADIENT)
        if name not in self._shapes:
            return None
        shape = self._shapes[name]
        if shape.is_scalar:
            return 0
        if shape.is_exact:
            return _elements(shape) * _LENGTH
        reduced = any(lone.reduced for lone in shape.opens)
        return self._largest if reduced else self._largest * _LENGTH


def _elements(shape: Shape) -> int:
    return math.prod(dim if isinstance(dim, int) else _LENGTH for dim in shape.dims)
