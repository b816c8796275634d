"""Forms for products of matrices: the other factor, transposed as the shapes want it."""

from __future__ import annotations

from gradgen.ir.expression import Expression
from gradgen.rules.forms.surroundings import NeedsShapeError, Surroundings, fill, form


@form
def left_factor(around: Surroundings, grad: Expression, x: Expression, y: Expression) -> Expression:
    """What flows back to `x` of `x @ y`."""
    match _ranks(around, x, y):
        case 1, 1:
            return fill("grad * y", grad=grad, y=y)
        case 1, 2:
            return fill("y @ grad", grad=grad, y=y)
        case 2, 1:
            return fill("grad[:, None] * y", grad=grad, y=y)
        case 2, 2:
            return fill("grad @ y.T", grad=grad, y=y)
        case 1, _:
            each = fill("(y @ grad[..., None])[..., 0]", grad=grad, y=y)
            return fill("unbroadcast(each, x)", each=each, x=x)
        case _, 1:
            return fill("grad[..., None] * y", grad=grad, y=y)
    each = fill("grad @ swapaxes(y, -1, -2)", grad=grad, y=y)
    return _summed(around, each, x)


@form
def right_factor(
    around: Surroundings, grad: Expression, x: Expression, y: Expression
) -> Expression:
    """What flows back to `y` of `x @ y`."""
    match _ranks(around, x, y):
        case 1, 1:
            return fill("grad * x", grad=grad, x=x)
        case 1, 2:
            return fill("x[:, None] * grad", grad=grad, x=x)
        case 2, 1:
            return fill("grad @ x", grad=grad, x=x)
        case 2, 2:
            return fill("x.T @ grad", grad=grad, x=x)
        case 1, _:
            return fill("x[:, None] * grad[..., None, :]", grad=grad, x=x)
        case _, 1:
            each = fill("(swapaxes(x, -1, -2) @ grad[..., None])[..., 0]", grad=grad, x=x)
            return fill("unbroadcast(each, y)", each=each, y=y)
    each = fill("swapaxes(x, -1, -2) @ grad", grad=grad, x=x)
    return _summed(around, each, y)


def _ranks(around: Surroundings, x: Expression, y: Expression) -> tuple[int, int]:
    return around.rank(x), around.rank(y)


def _summed(around: Surroundings, each: Expression, operand: Expression) -> Expression:
    """`each`, summed over the leading axes along which `operand` was broadcast."""
    own, out = around.dims(operand), around.dims(around.out)
    if own is not None and out is not None and own[:-2] == out[:-2]:
        return each
    return fill("unbroadcast(each, operand)", each=each, operand=operand)


@form
def left_of_dot(around: Surroundings, grad: Expression, a: Expression, b: Expression) -> Expression:
    """What flows back to `a` of `dot(a, b)`."""
    ranks = _ranks(around, a, b)
    if 0 in ranks:
        return _scaled(around, grad, b, ranks[0])
    _refuse_many(b, ranks[1])
    return left_factor(around, grad, a, b)


@form
def right_of_dot(
    around: Surroundings, grad: Expression, a: Expression, b: Expression
) -> Expression:
    """What flows back to `b` of `dot(a, b)`."""
    ranks = _ranks(around, a, b)
    if 0 in ranks:
        return _scaled(around, grad, a, ranks[1])
    _refuse_many(b, ranks[1])
    return right_factor(around, grad, a, b)


def _scaled(around: Surroundings, grad: Expression, other: Expression, rank: int) -> Expression:
    """What flows back from a product with a number, to an operand of that rank."""
    product = fill("grad * other", grad=grad, other=other)
    lone = rank == 0 and around.rank(other) > 0
    return fill("sum(product)", product=product) if lone else product


def _refuse_many(operand: Expression, rank: int) -> None:
    if rank > 2:
        raise NeedsShapeError(operand)
