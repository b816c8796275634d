"""Forms for largest and smallest elements: the elements that are as large share what comes back."""

from __future__ import annotations

from gradgen.ir.expression import Expression
from gradgen.rules.forms.axes import reduction, restored, total
from gradgen.rules.forms.surroundings import Surroundings, fill, form


@form
def at_extreme(
    around: Surroundings, a: Expression, axis: Expression, keepdims: Expression
) -> Expression:
    """1 where an element of `a` is the extreme `out`, else 0; as numbers of the type of `out`."""
    return _equal_to(around, a, restored(around, around.out, a, axis, keepdims))


@form
def at_largest(around: Surroundings, a: Expression, axis: Expression) -> Expression:
    """1 where an element of `a` is the largest, else 0; as numbers of the type of `out`."""
    return _equal_to(around, a, reduction("amax", a, axis, method=False))


@form
def at_smallest(around: Surroundings, a: Expression, axis: Expression) -> Expression:
    """1 where an element of `a` is the smallest, else 0; as numbers of the type of `out`."""
    return _equal_to(around, a, reduction("amin", a, axis, method=False))


def _equal_to(around: Surroundings, a: Expression, extreme: Expression) -> Expression:
    return fill("(a == extreme).astype(out.dtype)", a=a, extreme=extreme, out=around.out)


@form
def shared(
    around: Surroundings, grad: Expression, ties: Expression, axis: Expression
) -> Expression:
    """`grad` in equal shares at the elements where `ties` is 1."""
    return fill("grad / count * ties", grad=grad, count=total(around, ties, axis), ties=ties)


@form
def shared_if_any(
    around: Surroundings, grad: Expression, ties: Expression, axis: Expression
) -> Expression:
    """As `shared`; where there is no tie at all, every element is `nan` and gets 0."""
    count = fill("max(count, 1)", count=total(around, ties, axis))
    return fill("grad / count * ties", grad=grad, count=count, ties=ties)


@form
def shared_difference(
    around: Surroundings, grad: Expression, top: Expression, bottom: Expression, axis: Expression
) -> Expression:
    """`grad` in equal shares at the largest elements, and against them at the smallest."""
    shares = fill(
        "top / highest - bottom / lowest",
        top=top,
        highest=total(around, top, axis),
        bottom=bottom,
        lowest=total(around, bottom, axis),
    )
    return fill("grad * shares", grad=grad, shares=shares)
