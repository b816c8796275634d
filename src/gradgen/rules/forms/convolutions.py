"""Forms for convolutions: how much of the whole their modes leave out."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal
from gradgen.ir.numerals import number
from gradgen.rules.forms.joining import length
from gradgen.rules.forms.surroundings import Surroundings, fill, form


@form
def shorter(around: Surroundings, a: Expression, v: Expression) -> Expression:
    """The length of the shorter of two rows."""
    sizes = [length(around, row) for row in (a, v)]
    known = [number(size) for size in sizes]
    if known[0] is not None and known[1] is not None:
        return Literal(str(min(known[0], known[1])))
    return sizes[0] if sizes[0] == sizes[1] else fill("min(a, v)", a=sizes[0], v=sizes[1])


@form
def one_less(_: Surroundings, size: Expression) -> Expression:
    """`size - 1`."""
    known = number(size)
    return fill("size - 1", size=size) if known is None else Literal(str(int(known) - 1))


@form
def half(_: Surroundings, size: Expression, more: Expression) -> Expression:
    """Half of `size + more`, without the rest."""
    known, change = number(size), number(more)
    if known is not None and change is not None:
        return Literal(str(int(known + change) // 2))
    return fill("(size - 1) // 2" if change else "size // 2", size=size)


@form
def half_before(around: Surroundings, size: Expression, a: Expression, v: Expression) -> Expression:
    """What is left out before the first element of a correlation."""
    first, second = (length(around, row) for row in (a, v))
    known = [number(value) for value in (size, first, second)]
    if known[0] is not None and known[1] is not None and known[2] is not None:
        return Literal(str(int(known[0] - 1 + (known[1] < known[2])) // 2))
    if first == second:
        return fill("(size - 1) // 2", size=size)
    return fill("(size - 1 + (a < v)) // 2", size=size, a=first, v=second)
