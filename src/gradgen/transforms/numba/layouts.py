"""Arrays whose axes come and go, and gates along one axis; in words that numba has."""

from __future__ import annotations

from collections.abc import Callable

from gradgen.ir.expression import Expression, Literal, Sequence, Slice, subscript
from gradgen.transforms.numba.call import (
    NONE,
    Call,
    UnknownToNumbaError,
    UnsaidError,
    own,
    with_axes_kept,
    written,
)


def unbroadcast(call: Call) -> Expression:
    """Where both shapes are known, the sums over the axes that were broadcast."""
    grad, like = (call.shape_of(call[name]) for name in ("grad", "like"))
    if not grad.is_exact or not like.is_exact:
        raise UnsaidError
    lead = len(grad.dims) - len(like.dims)
    value = call["grad"]
    for _ in range(lead):
        value = written("sum(x, axis=0)", x=value)
    for axis, (whole, own_size) in enumerate(zip(grad.dims[lead:], like.dims, strict=True)):
        if whole != own_size and own_size != 1:
            raise UnsaidError
        if whole != own_size:
            summed = written("sum(x, axis=k)", x=value, k=Literal(str(axis)))
            value = with_axes_kept(summed, (axis,), len(like.dims))
    return value


def row_wise(name: str) -> Callable[[Call], Expression]:
    """A gate along an axis, written for the last one."""

    def write(call: Call) -> Expression:
        operand = "a" if "a" in call.operands else "x"
        x, axes, rank = call[operand], call.axes(operand), call.rank(operand)
        if rank == 0 or (axes is None and rank > 1) or (axes and len(axes) > 1):
            raise UnknownToNumbaError
        axis = 0 if axes is None else axes[0]
        if rank == 1:
            whole = subscript(own(name, subscript(x, Sequence((NONE, Slice())))), Literal("0"))
            if call.is_true("keepdims"):
                raise UnknownToNumbaError
            return whole
        if name == "logsumexp":
            rows = x if axis == rank - 1 else written("moveaxis(x, k, last)", **_moved(x, axis))
            summed = own(name, rows)
            return with_axes_kept(summed, (axis,), rank) if call.is_true("keepdims") else summed
        if axis == rank - 1:
            return own(name, x)
        if rank == 2:
            return written("transpose(y)", y=own(name, written("transpose(x)", x=x)))
        inner = own(name, written("moveaxis(x, k, last)", **_moved(x, axis)))
        return written("moveaxis(y, last, k)", y=inner, k=Literal(str(axis)), last=Literal("-1"))

    return write


def _moved(x: Expression, axis: int) -> dict[str, Expression]:
    return {"x": x, "k": Literal(str(axis)), "last": Literal("-1")}


def squeeze(call: Call) -> Expression:
    """The axes that go are asked for their first element."""
    axes = call.axes("a")
    if axes is None:
        raise UnknownToNumbaError
    rank = call.rank("a")
    items = tuple(Literal("0") if axis in axes else Slice() for axis in range(rank))
    return subscript(call["a"], Sequence(items))


def reshape(call: Call) -> Expression:
    """Only what lies in one piece can be laid out anew."""
    x = call["a"]
    return written("reshape(x, shape)", x=written("ascontiguousarray(x)", x=x), shape=call["shape"])


def ndim(call: Call) -> Expression:
    """A number that is known."""
    return Literal(str(call.rank(next(iter(call.operands)))))
