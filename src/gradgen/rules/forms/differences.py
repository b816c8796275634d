"""Forms for differences of neighbours, and for sums between them."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal, Sequence, Slice, subscript
from gradgen.ir.numerals import is_number
from gradgen.rules.forms.axes import literal_axes
from gradgen.rules.forms.surroundings import (
    Surroundings,
    UnsupportedUseError,
    fill,
    form,
)

_NONE = Literal("None")


@form
def undiff(
    around: Surroundings, grad: Expression, a: Expression, n: Expression, axis: Expression
) -> Expression:
    """`grad` of the differences of neighbours along `axis`: differences again, and negative."""
    places = literal_axes(axis)
    if not is_number(n, 1) or places is None or len(places) != 1:
        return fill("back_through_diff(grad, a, n, axis=axis)", grad=grad, a=a, n=n, axis=axis)
    rank = around.shape_of(a).rank
    ends = fill("zeros_like(first)", first=subscript(a, _first(places[0], rank)))
    over = "" if places == [-1] or rank == 1 else ", axis=axis"
    text = f"-diff(grad{over}, prepend=ends, append=ends)"
    return fill(text, grad=grad, ends=ends, axis=axis)


def _first(place: int, rank: int | None) -> Expression:
    """The index that leaves the first element of an axis."""
    one = Slice(None, Literal("1"))
    place = place + rank if rank is not None and place < 0 else place
    if place >= 0:
        return Sequence((*(Slice(),) * place, one)) if place else one
    return Sequence((Literal("..."), one, *(Slice(),) * (-place - 1)))


@form
def part_of_diff(
    around: Surroundings,
    grad: Expression,
    parts: Expression,
    place: Expression,
    n: Expression,
    axis: Expression,
) -> Expression:
    """`grad` of the differences of several arrays that were joined, to the one at `place`."""
    over = "" if is_number(n, 1) else ", n=n"
    over += "" if axis == Literal("-1") else ", axis=axis"
    every = fill(f"parts_of_diff(grad, parts{over})", grad=grad, parts=parts, n=n, axis=axis)
    return subscript(every, place)


@form
def undiff_flat(around: Surroundings, grad: Expression, ary: Expression) -> Expression:
    """`grad` of the differences of neighbours in the flattened array."""
    if around.shape_of(ary).rank == 1:
        return undiff(around, grad, ary, Literal("1"), Literal("0"))
    back = fill("back_through_diff(grad, ravel(ary))", grad=grad, ary=ary)
    return fill("reshape(back, shape)", back=back, shape=around.shape(ary))


@form
def spacing(
    around: Surroundings, f: Expression, varargs: Expression, axis: Expression
) -> Expression:
    """The distance between samples, which has to be the same for all."""
    if isinstance(varargs, Sequence):
        raise UnsupportedUseError(
            "it has several spacings", "call it once for each axis, with `axis=0`"
        )
    if around.rank(varargs) > 0:
        raise UnsupportedUseError("its spacing is an array of coordinates", "give it one number")
    if axis == _NONE and around.rank(f) > 1:
        raise UnsupportedUseError(
            "it gives several arrays", "call it once for each axis, with `axis=0`"
        )
    return varargs


@form
def ungradient(
    around: Surroundings, grad: Expression, f: Expression, axis: Expression
) -> Expression:
    """`grad` of differences in the middle, to the neighbours that they were taken of."""
    over = "" if axis in (_NONE, Literal("-1")) or around.shape_of(f).rank == 1 else ", axis=axis"
    places = literal_axes(axis)
    if axis != _NONE and (places is None or len(places) != 1):
        raise UnsupportedUseError("it may give several arrays", "write the axis out: `axis=0`")
    return fill(f"back_through_gradient(grad{over})", grad=grad, axis=axis)


@form
def panel_ends(around: Surroundings, y: Expression, dx: Expression, axis: Expression) -> Expression:
    """How much each sample counts in a sum over panels of the same width."""
    if axis == Literal("-1"):
        return fill("trapezoid_weights(y, dx=dx)", y=y, dx=dx)
    return fill("trapezoid_weights(y, dx=dx, axis=axis)", y=y, dx=dx, axis=axis)


@form
def panel_heights(
    around: Surroundings, grad: Expression, y: Expression, dx: Expression, axis: Expression
) -> Expression:
    """What flows back to the width of the panels."""
    if around.rank(dx) > 0:
        raise UnsupportedUseError("its panels have several widths", "give it the points, `x`")
    over = "" if axis == Literal("-1") else ", axis=axis"
    heights = fill(f"trapezoid(y{over})", y=y, axis=axis)
    back = fill("grad * heights", grad=grad, heights=heights)
    return back if around.shape_of(around.out).is_scalar else fill("sum(back)", back=back)


@form
def point_weights(
    around: Surroundings, y: Expression, x: Expression, axis: Expression
) -> Expression:
    """How much each sample counts in a sum over the panels between the points `x`."""
    over = "" if axis == Literal("-1") else ", axis=axis"
    return fill(f"weights_between(y, x{over})", y=y, x=x, axis=axis)


@form
def points_back(
    around: Surroundings, grad: Expression, y: Expression, x: Expression, axis: Expression
) -> Expression:
    """What flows back to the points at the ends of the panels."""
    over = "" if axis == Literal("-1") else ", axis=axis"
    return fill(f"back_to_points(grad, y, x{over})", grad=grad, y=y, x=x, axis=axis)


@form
def points_of_area(
    around: Surroundings, y: Expression, x: Expression, axis: Expression
) -> Expression:
    """The gradient of `x` in the areas under `y`, all together."""
    over = "" if axis == Literal("-1") else ", axis=axis"
    ones = fill(f"ones_like(trapezoid(y{over}))", y=y, axis=axis)
    return points_back(around, ones, y, x, axis)


@form
def slope_between(
    around: Surroundings, x: Expression, xp: Expression, fp: Expression
) -> Expression:
    """The slope at `x` of the lines between points."""
    return fill("interp_slope(x, xp, fp)", x=x, xp=xp, fp=fp)


@form
def to_points(around: Surroundings, grad: Expression, x: Expression, xp: Expression) -> Expression:
    """`grad` at `x`, in shares to the points on both sides."""
    return fill("back_through_interp(grad, x, xp)", grad=grad, x=x, xp=xp)


@form
def slopes_of(
    around: Surroundings, f: Expression, varargs: Expression, axis: Expression
) -> Expression:
    """`gradient` of `f` with the same spacing."""
    if axis == _NONE and around.rank(f) > 1:
        raise UnsupportedUseError(
            "it gives several arrays", "call it once for each axis, with `axis=0`"
        )
    over = "" if is_number(varargs, 1) else ", varargs"
    over += "" if axis == _NONE else ", axis=axis"
    return fill(f"gradient(f{over})", f=f, varargs=varargs, axis=axis)


@form
def slopes_to_points(
    around: Surroundings, grad: Expression, x: Expression, xp: Expression
) -> Expression:
    """`grad` of the slopes at `x`, to the points on both sides."""
    return fill("back_through_slope(grad, x, xp)", grad=grad, x=x, xp=xp)
