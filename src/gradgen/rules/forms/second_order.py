"""Forms for the gradients of what flows back through products of many matrices."""

from __future__ import annotations

from functools import reduce

from gradgen.ir.expression import Apply, Expression, Function, Literal, Sequence
from gradgen.ir.numerals import number
from gradgen.rules.forms.surroundings import Surroundings, UnsupportedUseError, fill, form


@form
def sized_like(_: Surroundings, grad: Expression, like: Expression) -> Expression:
    """`grad` in the shape of `like`, summed or repeated."""
    return fill("in_shape_of(grad, like)", grad=grad, like=like)


@form
def multi_dot_with(around: Surroundings, factor: Expression, index: Expression) -> Expression:
    """The product of all matrices, with `factor` in the place of one of them."""
    return fill("multi_dot(arrays)", arrays=_with(around, factor, index))


@form
def factor_beside(
    around: Surroundings, factor: Expression, grad: Expression, index: Expression
) -> Expression:
    """What flows back to a matrix beside the one for which `factor` stands."""
    if number(index) == around.index:
        return fill("zeros_like(x)", x=around.operand)
    arrays, own = _with(around, factor, index), Literal(str(around.index))
    return fill("factor_of_multi_dot(grad, arrays, i)", grad=grad, arrays=arrays, i=own)


@form
def others_moved(
    around: Surroundings, grad: Expression, dots: Expression, index: Expression
) -> Expression:
    """The change of what flows back to one matrix, where the others change by `dots`."""
    row, own = around.bindings["*arrays"], number(index)
    assert isinstance(row, Sequence)
    assert isinstance(dots, Sequence)
    moving = [i for i, dot in enumerate(dots.items) if i != own and not _is_zero(dot)]
    rows = [_with(around, dots.items[i], Literal(str(i))) for i in moving]
    text = "factor_of_multi_dot(grad, arrays, i)"
    changes = [fill(text, grad=grad, arrays=arrays, i=index) for arrays in rows]
    if not changes:
        return fill("zeros_like(x)", x=row.items[int(own or 0)])
    return reduce(lambda x, y: fill("x + y", x=x, y=y), changes)


def _is_zero(dot: Expression) -> bool:
    """Whether it is the tangent of what does not vary."""
    return isinstance(dot, Literal) or (
        isinstance(dot, Apply) and dot.function.name == "zeros_like"
    )


def _with(around: Surroundings, factor: Expression, index: Expression) -> Sequence:
    row, place = around.bindings["*arrays"], number(index)
    assert isinstance(row, Sequence)
    if not isinstance(place, int):
        raise UnsupportedUseError("the index is no literal here", "write it out")
    return Sequence((*row.items[:place], factor, *row.items[place + 1 :]), "[]")


@form
def block_among_zeros(around: Surroundings, block: Expression, index: Expression) -> Expression:
    """A matrix of blocks on the diagonal that are zero, but for one of them."""
    row = around.bindings["*arrays"]
    assert isinstance(row, Sequence)
    blocks = [fill("zeros_like(x)", x=x) for x in row.items]
    blocks[int(number(index) or 0)] = block
    return Apply(Function("block_diag"), tuple(blocks))


@form
def first_block(_: Surroundings, whole: Expression, a: Expression) -> Expression:
    """The upper left part of `whole`, in the shape of `a`."""
    return fill("whole[..., : a.shape[-1], : a.shape[-1]]", whole=whole, a=a)


@form
def last_block(_: Surroundings, whole: Expression, a: Expression) -> Expression:
    """The lower right part of `whole`, in the shape of `a`."""
    return fill("whole[..., a.shape[-1] :, a.shape[-1] :]", whole=whole, a=a)
