"""Forms for Kronecker products, whose upstream gradient is looked at in blocks."""

from __future__ import annotations

from gradgen.ir.expression import Expression
from gradgen.rules.forms.products import scaled
from gradgen.rules.forms.surroundings import Surroundings, fill, form


@form
def in_blocks(around: Surroundings, grad: Expression, a: Expression, b: Expression) -> Expression:
    """`grad` of `kron(a, b)` with an axis for each axis of `a` and of `b`, in turns."""
    ranks = around.shape_of(a).rank, around.shape_of(b).rank
    if 0 in ranks:
        return grad
    if ranks == (1, 1):
        return fill("reshape(grad, (a.shape[0], b.shape[0]))", grad=grad, a=a, b=b)
    if ranks == (2, 2):
        shape = fill("(a.shape[0], b.shape[0], a.shape[1], b.shape[1])", a=a, b=b)
        return fill("reshape(grad, shape)", grad=grad, shape=shape)
    return fill("blocks_of_kron(grad, a, b)", grad=grad, a=a, b=b)


@form
def to_left_of_kron(
    around: Surroundings, blocks: Expression, a: Expression, b: Expression
) -> Expression:
    """What flows back to `a` of `kron(a, b)`, from the upstream gradient in blocks."""
    match around.shape_of(a).rank, around.shape_of(b).rank:
        case (0, _) | (_, 0):
            return scaled(around, blocks, b, a)
        case 1, 1:
            return fill("blocks @ b", blocks=blocks, b=b)
        case 2, 2:
            return fill("tensordot(blocks, b, axes=((1, 3), (0, 1)))", blocks=blocks, b=b)
    return fill("left_of_kron(blocks, a, b)", blocks=blocks, a=a, b=b)


@form
def to_right_of_kron(
    around: Surroundings, blocks: Expression, a: Expression, b: Expression
) -> Expression:
    """What flows back to `b` of `kron(a, b)`."""
    match around.shape_of(a).rank, around.shape_of(b).rank:
        case (0, _) | (_, 0):
            return scaled(around, blocks, a, b)
        case 1, 1:
            return fill("a @ blocks", blocks=blocks, a=a)
        case 2, 2:
            return fill("tensordot(a, blocks, axes=((0, 1), (0, 2)))", blocks=blocks, a=a)
    return fill("right_of_kron(blocks, a, b)", blocks=blocks, a=a, b=b)
