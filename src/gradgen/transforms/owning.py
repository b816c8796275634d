"""Owning: what a function returns is in memory of its own, and not in a caller's array.

Before, where a derivative is one of the arguments as it is::

    dL_dw = x

After::

    dL_dw = np.array(x)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gradgen.frontend.freshness import sharers
from gradgen.ir.circuit import Circuit, Gate, Statement
from gradgen.ir.expression import Name, substitute
from gradgen.rules.forms import fill
from gradgen.targets.localize import localize
from gradgen.targets.numpy import numpy_target

_COPIED = Name("x")


def owned(lines: Iterable[Statement], arrays: Iterable[Name], circuit: Circuit) -> list[Statement]:
    """`lines` of a derivative of `circuit`, in which nobody outside can hold one of `arrays`."""
    made = list(lines)
    gates = [*circuit.gates(), *(line for line in made if isinstance(line, Gate))]
    lent = {array.id for array in arrays if sharers(array, gates) is None}
    copy = localize(fill("array(x)", x=_COPIED), numpy_target())
    for place, line in reversed(list(enumerate(made))):
        if isinstance(line, Gate) and not line.others and line.target in lent:
            expression = substitute(copy, {_COPIED.id: line.expression})
            made[place] = replace(line, expression=expression)
            lent.remove(line.target)
    return made
