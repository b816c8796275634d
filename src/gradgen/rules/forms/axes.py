"""Forms for gates along axes: what was reduced is spread again, what was moved is moved back."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal, Name, Sequence, Slice, subscript
from gradgen.ir.numerals import is_number, number
from gradgen.rules.forms.surroundings import Surroundings, fill, form

_NONE, _FALSE, _ALL, _DOTS = Literal("None"), Literal("False"), Slice(), Literal("...")


@form
def spread(
    around: Surroundings, grad: Expression, a: Expression, axis: Expression, keepdims: Expression
) -> Expression:
    """`grad` of a reduction over `axis`, in the shape of what was reduced, `a`."""
    if around.shape_of(a).is_scalar:
        return grad
    if axis == _NONE or around.shape_of(around.out).is_scalar:
        return filled(around, grad, a)
    wide = restored(around, grad, a, axis, keepdims)
    return fill("broadcast_to(wide, shape)", wide=wide, shape=around.shape(a))


@form
def filled(around: Surroundings, grad: Expression, a: Expression) -> Expression:
    """The one number `grad` at every place of the array `a`.

    `full_like` keeps the type of `a`, which must not be that of integers.
    """
    text = "full_like(a, grad)" if around.is_float(a) else "grad * ones_like(a)"
    return fill(text, grad=grad, a=a)


@form
def repeated_like(around: Surroundings, grad: Expression, like: Expression) -> Expression:
    """`grad` of a sum, repeated in the shape of what was summed, `like`."""
    return fill("broadcast_to(grad, shape)", grad=grad, shape=around.shape(like))


@form
def spread_alone(around: Surroundings, value: Expression, out: Expression) -> Expression:
    """The tangent of `out`; that of one operand alone may be smaller, and is spread."""
    if not isinstance(value, Name) or around.shape_of(value) == around.shape_of(out):
        return value
    return fill("value * ones_like(out)", value=value, out=out)


@form
def averaged(
    around: Surroundings, grad: Expression, a: Expression, axis: Expression, keepdims: Expression
) -> Expression:
    """`grad` of a mean over `axis`, in the shape of `a`.

    A mean over all is divided when it is an array again: of an empty one, nothing is divided by 0.
    """
    if around.shape_of(a).is_scalar:
        return grad
    size = count(around, a, axis)
    if axis == _NONE or around.shape_of(around.out).is_scalar:
        return fill("wide / size", wide=filled(around, grad, a), size=size)
    wide = fill("wide / size", wide=restored(around, grad, a, axis, keepdims), size=size)
    return fill("broadcast_to(wide, shape)", wide=wide, shape=around.shape(a))


@form
def restored(
    around: Surroundings, grad: Expression, a: Expression, axis: Expression, keepdims: Expression
) -> Expression:
    """`grad` of a reduction over `axis`, with the reduced axes back as axes of length 1."""
    if axis == _NONE or keepdims == Literal("True") or around.shape_of(around.out).is_scalar:
        return grad
    places = literal_axes(axis)
    if keepdims != _FALSE:
        return fill("with_axes(grad, axis, keepdims)", grad=grad, axis=axis, keepdims=keepdims)
    if places is None:
        return fill("with_axes(grad, axis)", grad=grad, axis=axis)
    rank = around.shape_of(a).rank
    if rank:
        return _with_new_axes(grad, {place % rank for place in places}, rank)
    if places == [0]:
        return grad  # broadcasting puts missing axes in front
    if len(places) == 1:
        return subscript(grad, _new_axis(places[0]))
    return fill("expand_dims(grad, axis)", grad=grad, axis=axis)


def _with_new_axes(grad: Expression, places: set[int], rank: int) -> Expression:
    """`grad[:, None]`: with axes of length 1 at these places, but for those that lead or trail."""
    items = [_NONE if place in places else _ALL for place in range(rank)]
    while items and items[0] == _NONE:
        del items[0]  # broadcasting puts missing axes in front
    while items and items[-1] == _ALL:
        del items[-1]
    return subscript(grad, Sequence(tuple(items))) if items else grad


@form
def out_again(
    around: Surroundings, a: Expression, axis: Expression, keepdims: Expression
) -> Expression:
    """The output of a reduction over `axis`, with the reduced axes back as axes of length 1."""
    return restored(around, around.out, a, axis, keepdims)


def literal_axes(axis: Expression) -> list[int] | None:
    """The axes that a literal names; `None` for all of them, or where it is no literal."""
    items = axis.items if isinstance(axis, Sequence) else (axis,)
    values = [number(item) for item in items]
    if not all(isinstance(value, int) for value in values):
        return None
    return [int(value) for value in values if value is not None]


def _new_axis(place: int) -> Expression:
    """The index that puts a new axis there: `:, None` or `..., None`."""
    if place >= 0:
        return Sequence((*(_ALL,) * place, _NONE))
    return Sequence((_DOTS, _NONE, *(_ALL,) * (-place - 1)))


@form
def count(around: Surroundings, a: Expression, axis: Expression) -> Expression:
    """How many elements of `a` a reduction over `axis` puts together, as a number of Python's."""
    if around.shape_of(a).is_scalar:
        return Literal("1")
    if axis == _NONE:
        return fill("a.size" if around.is_solid(a) else "size(a)", a=a)
    places = literal_axes(axis)
    if places is None:
        return fill("count_along(a, axis)", a=a, axis=axis)
    factors = [subscript(around.shape(a), Literal(str(place))) for place in places]
    product: Expression = factors[0] if factors else Literal("1")
    for factor in factors[1:]:
        product = fill("x * y", x=product, y=factor)
    return product


def reduction(name: str, value: Expression, axis: Expression, *, method: bool) -> Expression:
    """A reduction `name` over `axis` that keeps what it reduces as axes of length 1."""
    over = "" if axis == _NONE else "axis=axis, keepdims=True"
    call = f"value.{name}({over})" if method else f"{name}(value{over and ', '}{over})"
    return fill(call, value=value, axis=axis)


@form
def total(around: Surroundings, value: Expression, axis: Expression) -> Expression:
    """The sum of an array over `axis`, kept as an axis of length 1."""
    return reduction("sum", value, axis, method=isinstance(value, Name))


@form
def mean_along(around: Surroundings, a: Expression, axis: Expression) -> Expression:
    """The mean of `a` over `axis`, kept as an axis of length 1."""
    is_array = isinstance(a, Name) and around.is_solid(a)
    return reduction("mean", a, axis, method=is_array)


@form
def sum_over(
    _: Surroundings, value: Expression, axis: Expression, keepdims: Expression
) -> Expression:
    """The sum of `value` over `axis`, in the shape of a reduction that was called in that way."""
    return _called("sum", value, axis, keepdims)


@form
def mean_over(
    around: Surroundings,
    value: Expression,
    a: Expression,
    axis: Expression,
    ddof: Expression,
    keepdims: Expression,
) -> Expression:
    """The sum of `value`, which is as large as `a`, divided by so many elements less `ddof`."""
    if is_number(ddof, 0):
        return _called("mean", value, axis, keepdims)
    total = _called("sum", value, axis, keepdims)
    return fill("total / (n - ddof)", total=total, n=count(around, a, axis), ddof=ddof)


def _called(name: str, value: Expression, axis: Expression, keepdims: Expression) -> Expression:
    """The reduction `name`, with the arguments that are not its defaults."""
    over = "" if axis == _NONE else ", axis=axis"
    over += "" if keepdims == _FALSE else ", keepdims=keepdims"
    return fill(f"{name}(value{over})", value=value, axis=axis, keepdims=keepdims)
