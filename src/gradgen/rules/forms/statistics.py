"""Forms for statistics: degrees of freedom, weights, elements that are no numbers, quantiles."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal, Name, Sequence, Slice, subscript
from gradgen.ir.numerals import is_number, number
from gradgen.rules.forms.axes import (
    count,
    filled,
    literal_axes,
    reduction,
    restored,
    sum_over,
)
from gradgen.rules.forms.surroundings import (
    Surroundings,
    UnsupportedUseError,
    fill,
    form,
)

_NONE, _TRUE, _FALSE = Literal("None"), Literal("True"), Literal("False")


@form
def freedom(around: Surroundings, a: Expression, axis: Expression, ddof: Expression) -> Expression:
    """How many elements a variance puts together, less `ddof`."""
    return less(around, count(around, a, axis), ddof)


@form
def less(around: Surroundings, size: Expression, ddof: Expression) -> Expression:
    """A number of elements less `ddof`."""
    return size if is_number(ddof, 0) else fill("size - ddof", size=size, ddof=ddof)


@form
def others(around: Surroundings, a: Expression, axis: Expression) -> Expression:
    """For each element of `a` the product of all others along `axis`."""
    places, rank = literal_axes(axis), around.shape_of(around.operand).rank
    if rank == 1 and (axis == _NONE or places is not None):
        return fill("product_of_others(a)", a=a)
    if axis == _NONE:
        flat = fill("product_of_others(ravel(a))", a=a)
        return fill("reshape(flat, shape)", flat=flat, shape=around.shape(around.operand))
    single = places is not None and len(places) == 1
    over = "" if places == [0] else ", axis=axis"
    name = "product_of_others" if single else "product_of_all_others"
    return fill(f"{name}(a{over})", a=a, axis=axis)


@form
def unless_nan(
    around: Surroundings, grad: Expression, a: Expression, axis: Expression, keepdims: Expression
) -> Expression:
    """`grad` of a reduction over `axis`, in the shape of `a`; 0 where that is `nan`."""
    is_all = axis == _NONE or around.shape_of(around.out).is_scalar
    wide = filled(around, grad, a) if is_all else restored(around, grad, a, axis, keepdims)
    return fill("where(isnan(a), 0, wide)", a=a, wide=wide)


@form
def numbers(around: Surroundings, a: Expression, axis: Expression) -> Expression:
    """How many elements of `a` along `axis` are not `nan`; of the type of `out`."""
    counted = fill("(~isnan(a)).astype(out.dtype)", a=a, out=around.out)
    return reduction("sum", counted, axis, method=True)


@form
def nanmean_along(around: Surroundings, a: Expression, axis: Expression) -> Expression:
    """The mean of what is not `nan` over `axis`, kept as an axis of length 1."""
    return reduction("nanmean", a, axis, method=False)


@form
def along(around: Surroundings, weights: Expression, a: Expression, axis: Expression) -> Expression:
    """`weights` as they are multiplied with `a`: those of one axis lie along that axis."""
    own, whole = around.shape_of(weights), around.shape_of(a)
    places = literal_axes(axis)
    if isinstance(weights, Sequence):
        weights = fill("array(weights)", weights=weights)
    if axis == _NONE or own == whole or (places and places == [-1]):
        return weights
    if places is not None and places != sorted(places):
        raise UnsupportedUseError(
            "the axes of the weights are not in order", "name the axes in order"
        )
    if places is not None and len(places) == 1 and own.rank == 1 and whole.rank is not None:
        behind = whole.rank - places[0] % whole.rank - 1
        return weights if not behind else subscript(weights, _columns(behind))
    return fill("aligned(weights, a, axis)", weights=weights, a=a, axis=axis)


def _columns(behind: int) -> Expression:
    """The index that puts new axes behind: `:, None`."""
    return Sequence((Slice(), *(_NONE,) * behind))


@form
def weight(
    around: Surroundings, weights: Expression, a: Expression, axis: Expression
) -> Expression:
    """The sum of the weights that an average divides by."""
    lying = along(around, weights, a, axis)
    if axis == _NONE or around.shape_of(weights).rank == 1:
        return reduction("sum", weights, _NONE, method=_is_array(around, weights))
    return reduction("sum", lying, axis, method=_is_array(around, lying))


def _is_array(around: Surroundings, value: Expression) -> bool:
    return isinstance(value, Name) and around.is_solid(value)


@form
def weights_back(
    around: Surroundings, each: Expression, weights: Expression, a: Expression, axis: Expression
) -> Expression:
    """What flows back to each product with a weight, summed to the shape of `weights`."""
    own, whole = around.shape_of(weights), around.shape_of(a)
    if own == whole:
        return each
    lying = along(around, weights, a, axis)
    summed = fill("unbroadcast(each, lying)", each=each, lying=lying)
    if lying == weights:
        return summed
    return fill("reshape(summed, shape)", summed=summed, shape=around.shape(weights))


@form
def to_quantile(
    around: Surroundings, grad: Expression, a: Expression, q: Expression, axis: Expression
) -> Expression:
    """`grad` of a quantile, to the elements that it lies between; several quantiles add up."""
    return _weighted(around, grad, fill(_call("quantile_weights", axis), a=a, q=q, axis=axis))


@form
def to_nanquantile(
    around: Surroundings, grad: Expression, a: Expression, q: Expression, axis: Expression
) -> Expression:
    """As `to_quantile`, where elements that are `nan` do not count."""
    return _weighted(around, grad, fill(_call("nanquantile_weights", axis), a=a, q=q, axis=axis))


def _call(name: str, axis: Expression) -> str:
    return f"{name}(a, q)" if axis == _NONE else f"{name}(a, q, axis=axis)"


def _weighted(around: Surroundings, grad: Expression, weights: Expression) -> Expression:
    a, q = around.bindings["a"], around.bindings.get("q", Literal("0.5"))
    axis, keepdims = around.bindings["axis"], around.bindings["keepdims"]
    if around.rank(q) == 0:
        wide = restored(around, grad, a, axis, keepdims)
        return fill("grad * weights", grad=wide, weights=weights)
    if around.rank(q) > 1:
        raise UnsupportedUseError("the quantiles are more than a list", "give it a flat list")
    if axis == _NONE and keepdims == _FALSE:
        return fill("tensordot(grad, weights, 1)", grad=grad, weights=weights)
    wide = _behind_first(grad, axis, keepdims)
    return fill("sum(grad * weights, axis=0)", grad=wide, weights=weights)


def _behind_first(grad: Expression, axis: Expression, keepdims: Expression) -> Expression:
    """`grad` of several quantiles, one a row, with the reduced axes back behind the first."""
    if keepdims == _TRUE:
        return grad
    if keepdims != _FALSE:
        raise UnsupportedUseError("the axes are not known", "write them out: `axis=0`")
    return fill("expand_dims(grad, axes)", grad=grad, axes=_axes_behind_first(axis))


def _axes_behind_first(axis: Expression) -> Expression:
    """The axes of a reduction, where another axis stands before all."""
    places = literal_axes(axis)
    if places is None:
        raise UnsupportedUseError("the axes are not known", "write them out: `axis=0`")
    moved = [Literal(str(place + 1 if place >= 0 else place)) for place in places]
    return moved[0] if len(moved) == 1 else Sequence(tuple(moved))


@form
def hundredth(around: Surroundings, q: Expression) -> Expression:
    """Percent as a fraction."""
    if isinstance(q, Sequence):
        return Sequence(tuple(hundredth(around, item) for item in q.items), q.brackets)
    value = number(q)
    return fill("q / 100", q=q) if value is None else Literal(repr(value / 100))


@form
def summed_numbers(
    around: Surroundings, a: Expression, axis: Expression, keepdims: Expression
) -> Expression:
    """How many elements of `a` along `axis` are not `nan`, in the shape and the type of `out`."""
    counted = fill("(~isnan(a)).astype(out.dtype)", a=a, out=around.out)
    return sum_over(around, counted, axis, keepdims)


@form
def summed_weights(
    around: Surroundings,
    weights: Expression,
    a: Expression,
    axis: Expression,
    keepdims: Expression,
) -> Expression:
    """The sum of the weights that an average divides by, in the shape of the average."""
    if axis == _NONE or around.shape_of(weights).rank == 1:
        return weight(around, weights, a, axis)
    return sum_over(around, along(around, weights, a, axis), axis, keepdims)


@form
def shares(around: Surroundings, a: Expression, q: Expression, axis: Expression) -> Expression:
    """How much each element of `a` counts in the quantiles `q`."""
    return fill(_call("quantile_weights", axis), a=a, q=q, axis=axis)


@form
def nanshares(around: Surroundings, a: Expression, q: Expression, axis: Expression) -> Expression:
    """As `shares`, where elements that are `nan` do not count."""
    return fill(_call("nanquantile_weights", axis), a=a, q=q, axis=axis)


@form
def weighted_sum(
    around: Surroundings,
    dot: Expression,
    weights: Expression,
    axis: Expression,
    keepdims: Expression,
) -> Expression:
    """The sum of `dot` times `weights`, of which there are as many as quantiles."""
    a, q = around.bindings["a"], around.bindings.get("q", Literal("0.5"))
    product = fill("weights * dot", dot=dot, weights=weights)
    if around.rank(q) == 0:
        return sum_over(around, product, axis, keepdims)
    if around.rank(q) > 1:
        raise UnsupportedUseError("the quantiles are more than a list", "give it a flat list")
    if axis == _NONE and keepdims == _FALSE:
        return _contracted(around, a, dot, weights)
    if axis == _NONE:
        total = _contracted(around, a, dot, weights)
        return fill("reshape(total, shape)", total=total, shape=around.shape(around.out))
    return sum_over(around, product, _axes_behind_first(axis), keepdims)


def _contracted(
    around: Surroundings, a: Expression, dot: Expression, weights: Expression
) -> Expression:
    """The sum of `dot` times each of several tables of weights."""
    rank = around.shape_of(a).rank
    if rank == 1:
        return fill("weights @ dot", weights=weights, dot=dot)
    axes = fill("ndim(a)", a=a) if rank is None else Literal(str(rank))
    return fill("tensordot(weights, dot, axes)", weights=weights, dot=dot, axes=axes)
