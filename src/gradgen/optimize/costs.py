"""Costs: what it takes to compute an expression, in elements that are gone through.

Before and after a pass, where `x, y: [N, D]` and `s: [D]`::

    x * s * y     two times as many as `x` has
    np.vdot(x, y) once as many
"""

from __future__ import annotations

import math
from typing import Final

from gradgen.ir.expression import Apply, Expression, walk
from gradgen.ir.shape import Shape
from gradgen.optimize.knowledge import Knowledge
from gradgen.optimize.sharing import is_cheap

# What a dimension is taken for whose size nobody knows.
_LENGTH = 16
_WEIGHTS: Final = {"divide": 2, "sqrt": 2, "power": 2}
_REDUCTIONS: Final = frozenset(("sum", "mean", "vdot", "einsum", "matmul", "max", "min"))
_EACH: Final = frozenset(("add", "subtract", "multiply", "negative", "divide", "sqrt", "power"))
_OTHER = 8


def cost(expression: Expression, known: Knowledge) -> float:
    """How many elements are gone through, weighed by what is done with each."""
    return sum(_own_cost(node, known) for node in walk(expression) if isinstance(node, Apply))


def _own_cost(node: Apply, known: Knowledge) -> float:
    """What the outermost gate of an expression costs."""
    if is_cheap(node):
        return 0
    name = node.function.name
    if name in _REDUCTIONS:
        return max(elements(known.shape(part)) for part in node.arguments)
    weight = _WEIGHTS.get(name, 1) if name in _EACH else _OTHER
    return weight * elements(known.shape(node))


def elements(shape: Shape) -> int:
    """How many elements an array of a shape has, about."""
    if not shape.is_exact:
        return _LENGTH * _LENGTH  # of a matrix
    return math.prod(d if isinstance(d, int) else _LENGTH for d in shape.dims)
