"""Forms for diagonals and triangles of matrices."""

from __future__ import annotations

from gradgen.ir.expression import Expression, Literal, subscript
from gradgen.rules.forms.surroundings import Surroundings, fill, form

_ZERO, _ONE = Literal("0"), Literal("1")


@form
def undiagonal(around: Surroundings, grad: Expression, v: Expression, k: Expression) -> Expression:
    """`grad` of `diag`: read off the diagonal for a row, put along it for a matrix."""
    dims = around.dims(v)
    if dims is not None and len(dims) == 1:
        return fill("diag(grad, k=k).copy()", grad=grad, k=k)
    if dims is not None and len(dims) == 2 and dims[0] == dims[1]:
        return fill("diag(grad, k=k)", grad=grad, k=k)
    return fill("diagonal_back(grad, k, v)", grad=grad, k=k, v=v)


@form
def off_diagonal(
    around: Surroundings, grad: Expression, v: Expression, k: Expression
) -> Expression:
    """The diagonal of `grad`, in the shape of `v`."""
    row = fill("diag(grad, k=k).copy()", grad=grad, k=k)
    if around.shape_of(v).rank == 1:
        return row
    return fill("row.reshape(shape)", row=row, shape=around.shape(v))


@form
def along_diagonal(
    around: Surroundings,
    grad: Expression,
    a: Expression,
    offset: Expression,
    axis1: Expression,
    axis2: Expression,
) -> Expression:
    """`grad` along the diagonals that were read."""
    if around.shape_of(a).rank == 2 and (axis1, axis2) == (_ZERO, _ONE):
        return undiagonal(around, grad, a, offset)
    return fill(
        "scatter(grad, diagonal(places_of(a), offset=o, axis1=axis1, axis2=axis2), a)",
        grad=grad,
        a=a,
        o=offset,
        axis1=axis1,
        axis2=axis2,
    )


@form
def spread_on_diagonal(
    around: Surroundings,
    grad: Expression,
    a: Expression,
    offset: Expression,
    axis1: Expression,
    axis2: Expression,
) -> Expression:
    """`grad` of `trace`, at each element of the diagonal."""
    dims = around.dims(a)
    if dims is None or len(dims) != 2 or (axis1, axis2) != (_ZERO, _ONE):
        text = "trace_back(grad, a, offset, axis1, axis2)"
        usual = (offset, axis1, axis2) == (_ZERO, _ZERO, _ONE)
        operands = {"a": a, "offset": offset, "axis1": axis1, "axis2": axis2}
        return fill("trace_back(grad, a)" if usual else text, grad=grad, **operands)
    rows, columns = (subscript(around.shape(a), place) for place in (_ZERO, _ONE))
    if dims[0] == dims[1] and offset == _ZERO:
        return fill("grad * eye(len(a), dtype=a.dtype)", grad=grad, a=a)
    text = "grad * eye(rows, columns, k=k, dtype=a.dtype)"
    return fill(text, grad=grad, rows=rows, columns=columns, k=offset, a=a)


@form
def lower(around: Surroundings, grad: Expression, m: Expression, k: Expression) -> Expression:
    """`grad` below the diagonal; of a row, which has become all rows, summed."""
    return _part(around, fill("tril(grad, k=k)", grad=grad, k=k), m)


@form
def upper(around: Surroundings, grad: Expression, m: Expression, k: Expression) -> Expression:
    """`grad` above the diagonal; of a row, which has become all rows, summed."""
    return _part(around, fill("triu(grad, k=k)", grad=grad, k=k), m)


def _part(around: Surroundings, part: Expression, m: Expression) -> Expression:
    rank = around.shape_of(m).rank
    if rank == 1:
        return fill("part.sum(axis=0)", part=part)
    return part if rank else fill("unbroadcast(part, m)", part=part, m=m)
