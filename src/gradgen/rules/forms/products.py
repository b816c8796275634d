"""Forms for products of matrices: the other factor, transposed as the shapes want it.

Where the numbers of dimensions are known, what flows back is written out as one would by hand.
Where they are not, a small function of the definitions works it out when it runs.
"""

from __future__ import annotations

from collections.abc import Iterable

from gradgen.ir.expression import Expression, Literal, Sequence
from gradgen.rules.forms.surroundings import Surroundings, fill, form


@form
def to_left_factor(
    around: Surroundings, grad: Expression, x: Expression, y: Expression
) -> Expression:
    """What flows back to `x` of `x @ y`."""
    match _rank(around, x), _rank(around, y):
        case 1, 1:
            return fill("grad * y", grad=grad, y=y)
        case 1, 2:
            return fill("y @ grad", grad=grad, y=y)
        case _, 2:
            return fill("grad @ y.T", grad=grad, y=y)
        case 2, 1:
            return fill("grad[:, None] * y", grad=grad, y=y)
        case int(), 1:
            return fill("grad[..., None] * y", grad=grad, y=y)
        case 1, int():
            each = fill("(y @ grad[..., None])[..., 0]", grad=grad, y=y)
            return fill("unbroadcast(each, x)", each=each, x=x)
        case int(), int():
            each = fill("grad @ swapaxes(y, -1, -2)", grad=grad, y=y)
            return _summed(around, each, x)
    return fill("left_of_matmul(grad, x, y)", grad=grad, x=x, y=y)


@form
def to_right_factor(
    around: Surroundings, grad: Expression, x: Expression, y: Expression
) -> Expression:
    """What flows back to `y` of `x @ y`."""
    match _rank(around, x), _rank(around, y):
        case 1, 1:
            return fill("grad * x", grad=grad, x=x)
        case 1, 2:
            return fill("x[:, None] * grad", grad=grad, x=x)
        case 2, 1:
            return fill("grad @ x", grad=grad, x=x)
        case 2, _:
            return fill("x.T @ grad", grad=grad, x=x)
        case int() as rank, (1 | 2):
            return _over_leading(grad, x, rank - 1)
        case 1, int():
            return fill("x[:, None] * grad[..., None, :]", grad=grad, x=x)
        case int(), int():
            each = fill("swapaxes(x, -1, -2) @ grad", grad=grad, x=x)
            return _summed(around, each, y)
    return fill("right_of_matmul(grad, x, y)", grad=grad, x=x, y=y)


@form
def to_left_of_dot(
    around: Surroundings, grad: Expression, a: Expression, b: Expression
) -> Expression:
    """What flows back to `a` of `dot(a, b)`."""
    ranks = _rank(around, a), _rank(around, b)
    if 0 in ranks:
        return scaled(around, grad, b, a)
    if None not in ranks and ranks[1] in (1, 2):
        return to_left_factor(around, grad, a, b)
    return fill("left_of_dot(grad, a, b)", grad=grad, a=a, b=b)


@form
def to_right_of_dot(
    around: Surroundings, grad: Expression, a: Expression, b: Expression
) -> Expression:
    """What flows back to `b` of `dot(a, b)`."""
    ranks = _rank(around, a), _rank(around, b)
    if 0 in ranks:
        return scaled(around, grad, a, b)
    if None not in ranks and ranks[1] in (1, 2):
        return to_right_factor(around, grad, a, b)
    return fill("right_of_dot(grad, a, b)", grad=grad, a=a, b=b)


@form
def to_left_of_inner(
    around: Surroundings, grad: Expression, a: Expression, b: Expression
) -> Expression:
    """What flows back to `a` of `inner(a, b)`."""
    match _rank(around, a), _rank(around, b):
        case (0, _) | (_, 0):
            return scaled(around, grad, b, a)
        case 1, 1:
            return fill("grad * b", grad=grad, b=b)
        case 2, 1:
            return fill("grad[:, None] * b", grad=grad, b=b)
        case int(), 1:
            return fill("grad[..., None] * b", grad=grad, b=b)
        case int(), 2:
            return fill("grad @ b", grad=grad, b=b)
    return fill("left_of_inner(grad, a, b)", grad=grad, a=a, b=b)


@form
def to_right_of_inner(
    around: Surroundings, grad: Expression, a: Expression, b: Expression
) -> Expression:
    """What flows back to `b` of `inner(a, b)`."""
    match _rank(around, a), _rank(around, b):
        case (0, _) | (_, 0):
            return scaled(around, grad, a, b)
        case 1, 1:
            return fill("grad * a", grad=grad, a=a)
        case 1, 2:
            return fill("grad[:, None] * a", grad=grad, a=a)
        case 1, int():
            return fill("grad[..., None] * a", grad=grad, a=a)
        case 2, 1:
            return fill("grad @ a", grad=grad, a=a)
        case 2, 2:
            return fill("grad.T @ a", grad=grad, a=a)
    return fill("right_of_inner(grad, a, b)", grad=grad, a=a, b=b)


@form
def to_left_of_outer(
    around: Surroundings, grad: Expression, a: Expression, b: Expression
) -> Expression:
    """What flows back to `a` of `outer(a, b)`, which takes both for vectors."""
    back = fill("grad @ b", grad=grad, b=_as_vector(around, b))
    return back if _rank(around, a) == 1 else _reshaped(around, back, a)


@form
def to_right_of_outer(
    around: Surroundings, grad: Expression, a: Expression, b: Expression
) -> Expression:
    """What flows back to `b` of `outer(a, b)`."""
    back = fill("a @ grad", grad=grad, a=_as_vector(around, a))
    return back if _rank(around, b) == 1 else _reshaped(around, back, b)


def _as_vector(around: Surroundings, value: Expression) -> Expression:
    return value if _rank(around, value) == 1 else fill("ravel(x)", x=value)


@form
def in_order_of(
    around: Surroundings, grad: Expression, other: Expression, own: Expression
) -> Expression:
    """`grad * other`, with the elements of `other` in the shape of `own`."""
    product = fill("grad * other", grad=grad, other=other)
    same = around.shape_of(own) == around.shape_of(other)
    return product if same else _reshaped(around, product, own)


def _reshaped(around: Surroundings, value: Expression, like: Expression) -> Expression:
    """`value`, which has as many elements as `like`, in the shape of `like`."""
    return fill("reshape(value, shape)", value=value, shape=around.shape(like))


def _rank(around: Surroundings, value: Expression) -> int | None:
    """The number of dimensions of `value`, where it is known."""
    return around.shape_of(value).rank


def _over_leading(grad: Expression, x: Expression, count: int) -> Expression:
    """`x` times `grad`, summed over the first `count` axes of both."""
    axes = Sequence((axes_literal(range(count)),) * 2)
    return fill("tensordot(x, grad, axes=axes)", x=x, grad=grad, axes=axes)


def axes_literal(axes: Iterable[int]) -> Expression:
    """Axes as they are written: `1`, or `(0, 1)`."""
    places = tuple(Literal(str(axis)) for axis in axes)
    return places[0] if len(places) == 1 else Sequence(places)


def _summed(around: Surroundings, each: Expression, operand: Expression) -> Expression:
    """`each`, summed over the leading axes along which `operand` was broadcast."""
    own, out = around.dims(operand), around.dims(around.out)
    if own is None or out is None:
        return fill("unbroadcast(each, operand)", each=each, operand=operand)
    lead, stack = len(out) - len(own), out[: max(len(out) - 2, 0)]
    if own[:-2] == stack[lead:] and lead > 0:
        axes = tuple(Literal(str(axis)) for axis in range(lead))
        axis = axes[0] if lead == 1 else Sequence(axes)
        return fill("sum(each, axis=axis)", each=each, axis=axis)
    return each if own[:-2] == stack else fill("unbroadcast(x, y)", x=each, y=operand)


def scaled(
    around: Surroundings, grad: Expression, other: Expression, own: Expression
) -> Expression:
    """What flows back from a product with a number to the operand `own`."""
    product = fill("grad * other", grad=grad, other=other)
    match _rank(around, own), _rank(around, other):
        case 0, 0:
            return product
        case 0, _:
            return fill("sum(product)", product=product)
        case _, 0:
            return product
    return fill("unbroadcast(product, own)", product=product, own=own)
