"""Forms for gates along axes: what was reduced is spread again, what was moved is moved back."""

from __future__ import annotations

from gradgen.ir.expression import Apply, Expression, Function, Literal, Sequence, Slice, subscript
from gradgen.ir.numerals import number
from gradgen.rules.forms.surroundings import Surroundings, fill, form

_NONE, _ALL, _DOTS = Literal("None"), Slice(), Literal("...")


@form
def spread(
    around: Surroundings, grad: Expression, a: Expression, axis: Expression, keepdims: Expression
) -> Expression:
    """`grad` of a reduction over `axis`, in the shape of what was reduced, `a`."""
    if around.shape_of(a).is_scalar:
        return grad
    if axis == _NONE:
        return fill("grad * ones_like(a)", grad=grad, a=a)
    wide = restored(around, grad, a, axis, keepdims)
    return fill("broadcast_to(wide, shape)", wide=wide, shape=around.shape(a))


@form
def restored(
    around: Surroundings, grad: Expression, a: Expression, axis: Expression, keepdims: Expression
) -> Expression:
    """`grad` of a reduction over `axis`, with the reduced axes back as axes of length 1."""
    if axis == _NONE or keepdims == Literal("True"):
        return grad
    places = literal_axes(axis)
    if places == [0]:
        return grad  # broadcasting puts missing axes in front
    if places is not None and len(places) == 1:
        return subscript(grad, _new_axis(places[0]))
    return fill("expand_dims(grad, axis)", grad=grad, axis=axis)


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
    """How many elements of `a` a reduction over `axis` puts together."""
    if around.shape_of(a).is_scalar:
        return Literal("1")
    if axis == _NONE:
        return fill("size(a)", a=a) if not _is_array(around, a) else fill("a.size", a=a)
    places = literal_axes(axis)
    if places is None:
        return fill("size(a) / size(out)", a=a, out=around.out)
    factors = [subscript(around.shape(a), Literal(str(place))) for place in places]
    product = factors[0]
    for factor in factors[1:]:
        product = fill("x * y", x=product, y=factor)
    return product


def _is_array(around: Surroundings, a: Expression) -> bool:
    shape = around.shape(a)
    return isinstance(shape, Apply) and shape.function == Function("shape", "attribute", "shape")


@form
def transposed_back(around: Surroundings, grad: Expression, axes: Expression) -> Expression:
    """`grad` of a transposition, with the axes where they were."""
    if axes == _NONE:
        return fill("grad.T", grad=grad)
    places = literal_axes(axes)
    if places is None:
        return fill("transpose(grad, argsort(axes))", grad=grad, axes=axes)
    places = [place % len(places) for place in places]
    back = (Literal(str(places.index(n))) for n in range(len(places)))
    return fill("transpose(grad, axes)", grad=grad, axes=Sequence(tuple(back)))


@form
def shared(
    around: Surroundings, grad: Expression, a: Expression, axis: Expression, keepdims: Expression
) -> Expression:
    """`grad` of an extreme, to the elements that are as large; equal ones share it."""
    if around.shape_of(a).is_scalar:
        return grad
    top = restored(around, around.out, a, axis, keepdims)
    wide = restored(around, grad, a, axis, keepdims)
    ties = fill("a == top", a=a, top=top)
    if axis == _NONE:
        return fill("grad * ties / sum(ties)", grad=wide, ties=ties)
    count = fill("sum(ties, axis=axis, keepdims=True)", ties=ties, axis=axis)
    return fill("grad * ties / count", grad=wide, ties=ties, count=count)
