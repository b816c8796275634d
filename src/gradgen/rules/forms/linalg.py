"""Forms for linear algebra: matrices turned round, alone or in stacks.

The matrix that a rule is about is its operand `a`: where that is known to be a single matrix, all
is written for one; where it is a stack, or nobody knows, in a way that is right for both.
"""

from __future__ import annotations

from gradgen.ir.expression import Apply, Expression, Function, Literal, Sequence
from gradgen.rules.forms.surroundings import (
    NeedsShapeError,
    Surroundings,
    UnsupportedUseError,
    fill,
    form,
)

_TRUE, _FALSE = Literal("True"), Literal("False")


def is_single(around: Surroundings) -> bool:
    """Whether `a` is surely one matrix, and no stack of them."""
    return around.shape_of(matrix(around)).rank == 2


def matrix(around: Surroundings) -> Expression:
    """The matrix that the rule is about: `a`, or the factor of it that comes with a flag."""
    row = around.bindings.get("*c_and_lower")
    return row.items[0] if isinstance(row, Sequence) else around.bindings["a"]


@form
def turned(around: Surroundings, x: Expression) -> Expression:
    """The matrices `x` transposed."""
    if isinstance(x, Apply) and x.function.name in ("T", "swapaxes"):
        return x.arguments[0]
    return fill("x.T" if is_single(around) else "swapaxes(x, -1, -2)", x=x)


@form
def each(around: Surroundings, grad: Expression) -> Expression:
    """The number `grad` for each matrix, so that it multiplies the whole of it."""
    return grad if is_single(around) else fill("grad[..., None, None]", grad=grad)


@form
def columns_times(around: Surroundings, x: Expression, factors: Expression) -> Expression:
    """Each column of `x` times its own factor."""
    text = "x * factors" if is_single(around) else "x * factors[..., None, :]"
    return fill(text, x=x, factors=factors)


@form
def rows_times(around: Surroundings, factors: Expression, x: Expression) -> Expression:
    """Each row of `x` times its own factor."""
    text = "factors[:, None] * x" if is_single(around) else "factors[..., None] * x"
    return fill(text, x=x, factors=factors)


@form
def columns_over(around: Surroundings, x: Expression, divisors: Expression) -> Expression:
    """Each column of `x` divided by its own number."""
    text = "x / divisors" if is_single(around) else "x / divisors[..., None, :]"
    return fill(text, x=x, divisors=divisors)


@form
def rows_over(around: Surroundings, x: Expression, divisors: Expression) -> Expression:
    """Each row of `x` divided by its own number."""
    text = "x / divisors[:, None]" if is_single(around) else "x / divisors[..., None]"
    return fill(text, x=x, divisors=divisors)


@form
def gaps_between(around: Surroundings, w: Expression) -> Expression:
    """The differences of all pairs in `w`: at (i, j) how much the j-th is larger than the i-th."""
    text = "w - w[:, None]" if is_single(around) else "w[..., None, :] - w[..., None]"
    return fill(text, w=w)


@form
def eigenvectors_of(around: Surroundings, a: Expression, triangle: Expression) -> Expression:
    """The eigenvectors of `a`, read from the same triangle as its eigenvalues were.

    NumPy calls the triangle "L" or "U", SciPy says whether it is the lower one.
    """
    text = getattr(triangle, "text", "")
    if text in ('"L"', "True"):
        return fill("eigh(a)[1]", a=a)
    if text not in ('"U"', "False"):
        raise UnsupportedUseError("which triangle is read is no literal here", "write it out")
    return fill('eigh(a, UPLO="U")[1]', a=a)


@form
def adjoint_of(around: Surroundings, grad: Expression, a: Expression, b: Expression) -> Expression:
    """What flows back to `b` of `solve(a, b)`: the solution for `grad`, of `a` transposed."""
    right = around.shape_of(b).rank
    if is_single(around) or (right is not None and right > 1):
        return fill("solve(a, grad)", a=turned(around, a), grad=grad)
    return fill("adjoint_solution(grad, a, b)", grad=grad, a=a, b=b)


@form
def as_columns(around: Surroundings, x: Expression, b: Expression) -> Expression:
    """`x` as a right-hand side: vectors as columns, where that could be mistaken for a matrix."""
    right = around.shape_of(b).rank
    if is_single(around) or (right is not None and right > 1):
        return x
    return fill("x[..., None]" if right == 1 else "in_columns(x, b)", x=x, b=b)


@form
def as_given(around: Surroundings, x: Expression, b: Expression) -> Expression:
    """The solution `x` for `as_columns`, as it would be for the right-hand side `b`."""
    right = around.shape_of(b).rank
    if is_single(around) or (right is not None and right > 1):
        return x
    return fill("x[..., 0]" if right == 1 else "out_of_columns(x, b)", x=x, b=b)


@form
def symmetric_solution(
    around: Surroundings,
    columns: Expression,
    b: Expression,
    assume_a: Expression,
    lower: Expression,
) -> Expression:
    """The solution for other right-hand sides of the same symmetric matrix."""
    if getattr(assume_a, "text", "").strip('"') not in _SYMMETRIC:
        raise UnsupportedUseError(
            "what is assumed here makes it another function of the matrix",
            "leave out `assume_a`, or write `solve_triangular(a, b)` for a triangle",
        )
    if lower not in (_TRUE, _FALSE):
        raise UnsupportedUseError("`lower` is no literal here", "write `lower=True`")
    keywords = (("assume_a", assume_a), *((("lower", lower),) if lower == _TRUE else ()))
    solve = Function("solve", "scipy.linalg", "solve")
    return as_given(around, Apply(solve, (around.bindings["a"], columns), keywords), b)


_SYMMETRIC = ("sym", "symmetric", "her", "hermitian", "pos", "positive definite")


@form
def times_transposed(
    around: Surroundings, x: Expression, y: Expression, b: Expression
) -> Expression:
    """`x @ y.T` in the shape of `a`; `x` and `y` are vectors where `b` is one."""
    a = matrix(around)
    rank, right = around.shape_of(a).rank, around.shape_of(b).rank
    if rank == 2 and right == 1:
        return fill("outer(x, y)", x=x, y=y)
    if rank == 2 and right == 2:
        return fill("x @ y.T", x=x, y=y)
    own, other = around.dims(a), around.dims(b)
    if own and other and len(other) > 1 and own[:-2] == other[:-2]:
        return fill("x @ swapaxes(y, -1, -2)", x=x, y=y)
    return fill("outer_products(x, y, a)", x=x, y=y, a=a)


@form
def summed_to_right(around: Surroundings, grad: Expression, b: Expression) -> Expression:
    """`grad` in the shape of the right-hand sides `b`, which the stack of `a` may have repeated."""
    if is_single(around) or around.shape_of(b) == around.shape_of(around.out):
        return grad
    return fill("unbroadcast(grad, b)", grad=grad, b=b)


_THIN = 'leave out what is not needed: write `full_matrices=False`, or `mode="reduced"` for QR'


@form
def for_square(around: Surroundings, value: Expression) -> Expression:
    """`value`, which is right where `a` is known to be square."""
    dims = around.dims(around.bindings["a"])
    if dims and len(dims) > 1 and dims[-1] == dims[-2]:
        return value
    if dims is None:
        raise NeedsShapeError(around.bindings["a"], _THIN)
    raise UnsupportedUseError(
        "the gradient is only known where all is square, and here it is not",
        _THIN,
    )


@form
def for_tall(around: Surroundings, value: Expression) -> Expression:
    """`value`, unless `a` is known to have fewer rows than columns."""
    dims = around.dims(around.bindings["a"])
    if dims and all(isinstance(dim, int) for dim in dims[-2:]) and int(dims[-2]) < int(dims[-1]):
        raise UnsupportedUseError(
            "the gradient is only known for at least as many rows as columns",
            "decompose the square part of it, and multiply the rest",
        )
    return value


@form
def refused(_: Surroundings, grad: Expression, instead: Expression) -> Expression:
    """A gradient that nothing can be done with: it is an error that it arrives."""
    assert isinstance(instead, Literal)
    raise UnsupportedUseError(
        "this output carries a gradient, and has no rule", instead.text.strip('"')
    )


@form
def through_svdvals(_: Surroundings, grad: Expression, a: Expression) -> Expression:
    """What flows back to `a` from its singular values."""
    return fill("back_through_svdvals(grad, a)", grad=grad, a=a)


@form
def cofactors_of(_: Surroundings, a: Expression) -> Expression:
    """The cofactors of `a`: the gradient of its determinant."""
    return fill("cofactors(a)", a=a)
