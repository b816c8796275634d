"""Einstein sums of two arrays that products of matrices can do: those are several times faster.

Before::

    y = np.einsum("ij,kj->ik", x, w)
    z = np.einsum("nhwij,fij->nhwf", windows, filters)

After::

    y = x @ w.T
    z = np.tensordot(windows, filters, axes=([3, 4], [1, 2]))

Only of floats of known shapes, since `np.einsum` repeats an axis of size 1 where it meets a longer
one, and where the axes of the result are in an order that needs no other step. Here the user's own
lines are written anew too.
"""

from __future__ import annotations

import re
from dataclasses import replace

from gradgen.ir.circuit import Circuit
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Sequence,
    operator,
    rebuild,
)
from gradgen.ir.shape import Dim
from gradgen.optimize.knowledge import Knowledge
from gradgen.optimize.lines import changed

_SPEC = re.compile(r"""(["'])(?P<left>[a-zA-Z]+),(?P<right>[a-zA-Z]+)->(?P<out>[a-zA-Z]*)\1""")


def as_matrix_products(circuit: Circuit, known: Knowledge) -> Circuit:
    """`circuit` with products of matrices in the place of Einstein sums."""

    def faster(expression: Expression) -> Expression:
        inner = rebuild(expression, faster)
        return _faster(inner, known) or inner

    return replace(circuit, body=tuple(changed(s, faster) for s in circuit.body))


def _faster(expression: Expression, known: Knowledge) -> Expression | None:
    """An Einstein sum as a product of matrices, if it is one."""
    match expression:
        case Apply(Function(name="einsum"), (Literal(text), left, right), ()):
            found = _SPEC.fullmatch(text.replace(" ", ""))
        case _:
            return None
    if not found or not known.is_float(left) or not known.is_float(right):
        return None
    one, other, out = found["left"], found["right"], found["out"]
    if _free(other, one) + _free(one, other) == out != _free(one, other) + _free(other, one):
        one, other, left, right = other, one, right, left
    met = [label for label in one if label in other]
    is_plain = len(set(one)) == len(one) and len(set(other)) == len(other)
    if not is_plain or not met or _free(one, other) + _free(other, one) != out:
        return None
    sizes = _sizes(met, one, left, known)
    if not sizes or sizes != _sizes(met, other, right, known):
        return None
    if len(one) == len(other) == 2 and len(met) == 1:
        first = left if one[1] == met[0] else _transposed(left)
        return operator("matmul", "@", first, right if other[0] == met[0] else _transposed(right))
    axes = (tuple(Literal(str(row.index(label))) for label in met) for row in (one, other))
    pair = Sequence(tuple(Sequence(row, "[]") for row in axes))
    return Apply(Function("tensordot", "numpy", "tensordot"), (left, right), (("axes", pair),))


def _sizes(labels: list[str], row: str, value: Expression, known: Knowledge) -> list[Dim]:
    """The sizes of the axes with these labels; none where the shape is unknown."""
    shape = known.shape(value)
    return [shape.dims[row.index(label)] for label in labels] if shape.is_exact else []


def _free(row: str, other: str) -> str:
    """The labels of one operand that the other has not."""
    return "".join(label for label in row if label not in other)


def _transposed(value: Expression) -> Expression:
    return Apply(Function("transpose", "attribute", "T"), (value,))
