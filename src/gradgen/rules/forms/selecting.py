"""Forms for what is taken from arrays, or chosen among several: it goes back to its place."""

from __future__ import annotations

from dataclasses import replace

from gradgen.ir.expression import Apply, Expression, Function, Literal, Sequence, Slice
from gradgen.ir.numerals import is_number, number
from gradgen.rules.forms.indexing import AT
from gradgen.rules.forms.surroundings import Surroundings, fill, form

_NONE, _ALL, _DOTS, _ZERO = Literal("None"), Slice(), Literal("..."), Literal("0.0")


@form
def reshape_to(around: Surroundings, part: Expression, like: Expression) -> Expression:
    """`part`, which has as many elements as `like`, in its shape."""
    return fill("part.reshape(shape)", part=part, shape=around.shape(like))


@form
def returned(
    around: Surroundings,
    grad: Expression,
    a: Expression,
    indices: Expression,
    axis: Expression,
    mode: Expression,
) -> Expression:
    """`grad` of `take`, added where its elements came from."""
    if isinstance(indices, Sequence):
        indices = replace(indices, brackets="[]")
    if mode == Literal('"raise"'):
        sent = at_axis(around, grad, a, indices, axis)
        if sent is not None:
            return sent
    return fill(
        "scatter(grad, take(places_of(a), indices, axis=axis, mode=mode), a)",
        grad=grad,
        a=a,
        indices=indices,
        axis=axis,
        mode=mode,
    )


def at_axis(
    around: Surroundings, grad: Expression, a: Expression, places: Expression, axis: Expression
) -> Expression | None:
    """`grad`, to be added at `places` along `axis`; `None` where the axis is not known."""
    rank, place = around.shape_of(a).rank, number(axis)
    if axis == _NONE and rank == 1:
        place = 0
    if not isinstance(place, int) or rank == 0:
        return None
    place = place % rank if rank else place
    before = (_ALL,) * place if place >= 0 else (_DOTS,)
    after = (_ALL,) * (-place - 1)
    index = Sequence((*before, places, *after)) if before or after else places
    return Apply(Function(AT), (grad, index))


@form
def uncompressed(
    around: Surroundings, grad: Expression, condition: Expression, a: Expression, axis: Expression
) -> Expression:
    """`grad` of `compress`, at the places that it has kept."""
    sent = at_axis(around, grad, a, fill("flatnonzero(c)", c=condition), axis)
    return sent or fill(
        "scatter(grad, compress(condition, places_of(a), axis=axis), a)",
        grad=grad,
        a=a,
        condition=condition,
        axis=axis,
    )


@form
def where_chosen(around: Surroundings, grad: Expression, a: Expression) -> Expression:
    """`grad` where `a` has chosen the array in the operand's own place."""
    index = Literal(str(around.index))
    if isinstance(a, Sequence):  # a list is not compared element by element
        a = fill("array(a)", a=a)
    return fill("where(a == index, grad, zero)", a=a, index=index, grad=grad, zero=_ZERO)


@form
def where_selected(around: Surroundings, grad: Expression) -> Expression:
    """`grad` where the first condition that holds is the operand's own."""
    conditions = around.bindings["*condlist"]
    assert isinstance(conditions, Sequence)
    if around.index == 0:
        return fill("where(c, grad, zero)", c=conditions.items[0], grad=grad, zero=_ZERO)
    until = Sequence(conditions.items[: around.index + 1], "[]")
    choices = Sequence((*(_ZERO,) * around.index, grad), "[]")
    return fill("select(until, choices)", until=until, choices=choices)


@form
def selected(around: Surroundings, choices: Expression, default: Expression) -> Expression:
    """What the conditions of `select` let through of other choices."""
    conditions = around.bindings["*condlist"]
    assert isinstance(conditions, Sequence)
    text = "select(c, choices)" if is_number(default, 0) else "select(c, choices, default)"
    return fill(text, c=replace(conditions, brackets="[]"), choices=choices, default=default)


@form
def where_none_selected(around: Surroundings, grad: Expression, _: Expression) -> Expression:
    """`grad` where no condition holds."""
    conditions = around.bindings["*condlist"]
    assert isinstance(conditions, Sequence)
    zeros = Sequence((_ZERO,) * len(conditions.items), "[]")
    return fill(
        "select(c, zeros, grad)", c=replace(conditions, brackets="[]"), zeros=zeros, grad=grad
    )
