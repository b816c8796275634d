"""Reductions along axes in numba's words: over the last axis in loops, with axes moved there."""

from __future__ import annotations

from typing import Final

from gradgen.ir.expression import Expression, Literal
from gradgen.ir.numerals import is_number
from gradgen.transforms.numba.call import (
    NONE,
    Call,
    UnknownToNumbaError,
    own,
    with_axes_kept,
    written,
)

# Reductions by the name of their gate, and numba's own functions for a whole array.
_OF_ROWS: Final = {
    "amax": "max_over_last_axis",
    "amin": "min_over_last_axis",
    "prod": "prod_over_last_axis",
    "any": "any_over_last_axis",
    "all": "all_over_last_axis",
}
REDUCTIONS: Final = frozenset((*_OF_ROWS, "sum", "mean", "var", "std", "norm"))


def reduction(call: Call, name: str) -> Expression | None:
    """A reduction with axes in numba's words; `None` where it knows the call as it stands."""
    operand = "x" if name == "norm" else "a"
    keeps = call.is_true("keepdims")
    if not keeps and call.operands.get("axis", NONE) == NONE and _is_plain(call):
        return None
    axes = call.axes(operand)
    if axes is None:
        axes = tuple(range(call.rank(operand)))
        reduced = _of_all(call, name, call[operand])
    elif len(axes) == 1:
        reduced = _of_one(call, name, call[operand], axes[0])
    elif name in ("sum", "mean") and len(axes) == 2 and not keeps:
        return _of_two(name, call[operand], axes)
    else:
        reduced = _one_by_one(name, call[operand], axes)
    if not keeps:
        return reduced
    rank = call.rank(operand)
    if len(axes) == rank:
        ones = ", ".join("1" for _ in axes) + ("," if rank == 1 else "")
        return written(f"full(({ones}), whole)", whole=reduced)
    return with_axes_kept(reduced, axes, rank)


def _is_plain(call: Call) -> bool:
    """Whether nothing but an axis could be in the way: no degrees of freedom, no order."""
    ddof = call.operands.get("ddof")
    return ddof is None or is_number(ddof, 0)


def _of_all(call: Call, name: str, x: Expression) -> Expression:
    if name in ("var", "std") and not _is_plain(call):
        freed = written(
            "var(x) * size / (size - d)", x=x, size=written("size(x)", x=x), d=call["ddof"]
        )
        return freed if name == "var" else written("sqrt(x)", x=freed)
    if name == "norm":
        return written("norm(x)", x=x)
    return written(f"{name}(x)", x=x)


def _of_one(call: Call, name: str, x: Expression, axis: int) -> Expression:
    k = Literal(str(axis))
    if name == "sum":
        return written("sum(x, axis=k)", x=x, k=k)
    if name == "mean":
        return own("mean_over_axis", x, k)
    operand = "x" if name == "norm" else "a"
    rows = _with_axis_last(x, axis, call.rank(operand))
    if name == "norm":
        return own("norm_over_last_axis", rows)
    if name in ("var", "std"):
        spread = own("var_over_last_axis", rows, call.operands.get("ddof", Literal("0")))
        return spread if name == "var" else written("sqrt(x)", x=spread)
    return own(_OF_ROWS[name], rows)


def _with_axis_last(x: Expression, axis: int, rank: int) -> Expression:
    if axis == rank - 1:
        return x
    if rank == 2:
        return written("transpose(x)", x=x)
    return written("moveaxis(x, k, last)", x=x, k=Literal(str(axis)), last=Literal("-1"))


def _of_two(name: str, x: Expression, axes: tuple[int, ...]) -> Expression:
    first, last = (Literal(str(axis)) for axis in axes)
    total = written("sum(x, axis=(i, j))", x=x, i=first, j=last)
    if name == "sum":
        return total
    return written("total / (x.shape[i] * x.shape[j])", total=total, x=x, i=first, j=last)


def _one_by_one(name: str, x: Expression, axes: tuple[int, ...]) -> Expression:
    """Several axes, the last first: what is left of the others keeps its place."""
    if name not in ("sum", "mean"):
        raise UnknownToNumbaError
    for axis in reversed(axes):
        k = Literal(str(axis))
        x = written("sum(x, axis=k)", x=x, k=k) if name == "sum" else own("mean_over_axis", x, k)
    return x
