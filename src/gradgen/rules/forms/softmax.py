"""Forms for logarithms of sums of exponentials."""

from __future__ import annotations

from gradgen.ir.expression import Expression
from gradgen.ir.shape import MisfitError, UnsureError, broadcast
from gradgen.rules.forms.surroundings import Surroundings, fill, form


@form
def fitted(
    around: Surroundings, value: Expression, own: Expression, other: Expression
) -> Expression:
    """`value`, which `own` and `other` were broadcast to, in the shape of `own`."""
    shapes = around.shape_of(own), around.shape_of(other)
    try:
        if broadcast(shapes) == shapes[0]:
            return value
    except (MisfitError, UnsureError):
        pass
    return fill("unbroadcast(value, own)", value=value, own=own)
