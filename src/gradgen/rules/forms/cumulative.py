"""Forms for cumulative gates: what each element went into comes back from the end."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal, Sequence, Slice, subscript
from gradgen.rules.forms.axes import literal_axes
from gradgen.rules.forms.surroundings import Surroundings, fill, form

_NONE = Literal("None")


@form
def summed_from_the_end(
    around: Surroundings, grad: Expression, a: Expression, axis: Expression
) -> Expression:
    """For each element of `a` the sum of `grad` from there to the end of `axis`."""
    places = literal_axes(axis)
    if axis == _NONE or around.shape_of(around.operand).is_scalar:
        back = fill("cumsum(grad[::-1])[::-1]", grad=grad)
        if around.shape_of(a).rank == 1:
            return back
    elif places is None or len(places) != 1:
        back = fill("flip(cumsum(flip(grad, axis), axis=axis), axis)", grad=grad, axis=axis)
    else:
        turned = _turned(places[0])
        total = fill("cumsum(grad, axis=axis)", grad=subscript(grad, turned), axis=axis)
        return subscript(total, turned)
    return fill("reshape(back, shape)", back=back, shape=around.shape(a))


def _turned(place: int) -> Expression:
    """The index that turns an axis round: `:, ::-1` or `..., ::-1`."""
    turned = Slice(None, None, Literal("-1"))
    if place >= 0:
        return Sequence((*(Slice(),) * place, turned)) if place else turned
    return Sequence((Literal("..."), turned, *(Slice(),) * (-place - 1)))


@form
def cumprod_back(
    around: Surroundings, grad: Expression, a: Expression, axis: Expression
) -> Expression:
    """`grad` of a cumulative product."""
    over = "" if axis == _NONE or around.shape_of(around.operand).is_scalar else ", axis=axis"
    return fill(f"back_through_cumprod(grad, a{over})", grad=grad, a=a, axis=axis)


@form
def cumprod_gains(
    around: Surroundings, gain: Expression, x: Expression, axis: Expression
) -> Expression:
    """The gains of a cumulative product whose factors gain `gain`."""
    over = "" if axis == _NONE else ", axis=axis"
    return fill(f"gains_of_cumprod(gain, x{over})", gain=gain, x=x, axis=axis)


@form
def second_gains(
    around: Surroundings, gain: Expression, other: Expression, x: Expression, axis: Expression
) -> Expression:
    """The gains of the gains of a cumulative product whose factors gain `other` as well."""
    over = "" if axis == _NONE else ", axis=axis"
    text = f"second_gains_of_cumprod(gain, other, x{over})"
    return fill(text, gain=gain, other=other, x=x, axis=axis)


@form
def cumprod_crossed(
    around: Surroundings, grad: Expression, gain: Expression, x: Expression, axis: Expression
) -> Expression:
    """How the gains of a cumulative product, times `grad`, depend on its factors."""
    over = "" if axis == _NONE else ", axis=axis"
    return fill(f"crossed_in_cumprod(grad, gain, x{over})", grad=grad, gain=gain, x=x, axis=axis)


@form
def product_crossed(
    around: Surroundings, gain: Expression, x: Expression, axis: Expression
) -> Expression:
    """For each factor, how much the products of the others gain, times `gain`."""
    over = "" if axis == _NONE else ", axis=axis"
    return fill(f"crossed_in_product(gain, x{over})", gain=gain, x=x, axis=axis)


@form
def leaders_back(
    around: Surroundings, grad: Expression, a: Expression, axis: Expression
) -> Expression:
    """`grad` of the largest so far, to the first that is as large."""
    over = "" if axis == Literal("0") else ", axis=axis"
    like = around.operand
    return fill(f"scatter(grad, leaders(a{over}), like)", grad=grad, a=a, axis=axis, like=like)


@form
def cumsum_over(around: Surroundings, value: Expression, axis: Expression) -> Expression:
    """The cumulative sum of `value` over `axis`."""
    over = "" if axis == _NONE or around.shape_of(around.operand).is_scalar else ", axis=axis"
    return fill(f"cumsum(value{over})", value=value, axis=axis)


@form
def of_leaders(
    around: Surroundings, dot: Expression, a: Expression, axis: Expression
) -> Expression:
    """`dot` of the element that is the largest so far, the first of them."""
    over = "" if axis == Literal("0") else ", axis=axis"
    text = "dot[leaders]" if around.shape_of(dot).rank == 1 else "take(dot, leaders)"
    return fill(text, dot=dot, leaders=fill(f"leaders(a{over})", a=a, axis=axis))
