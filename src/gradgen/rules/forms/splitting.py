"""Forms for split arrays: the gradients of the parts, joined again."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal
from gradgen.rules.forms.surroundings import Surroundings, fill, form

_FIRST = Literal("0")


@form
def rejoined(_: Surroundings, grads: Expression, axis: Expression) -> Expression:
    """The gradients of the parts of an array, one behind the other."""
    text = "concatenate(grads)" if axis == _FIRST else "concatenate(grads, axis=axis)"
    return fill(text, grads=grads, axis=axis)


@form
def restacked(_: Surroundings, grads: Expression, axis: Expression) -> Expression:
    """The gradients of the layers of an array, side by side."""
    text = "stack(grads)" if axis == _FIRST else "stack(grads, axis=axis)"
    return fill(text, grads=grads, axis=axis)
