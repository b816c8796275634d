"""Un-broadcasting: the one place where a gradient gets the shape of its variable.

Before, where `b: [M]` was broadcast in `z = a + b` with `z: [N, M]`::

    grad_b = grad_z

After::

    grad_b = grad_z.sum(axis=0)  # gradient copier, summed over N: b was broadcast

What all summands share is left outside, so that it is done once for each element of the sum: of
`z = a / b` it is `-np.sum(grad_z * z, axis=0) / b`, not `np.sum(-grad_z * z / b, axis=0)`.
"""

from __future__ import annotations

from collections.abc import Sequence as Sequence_
from dataclasses import replace
from typing import NamedTuple

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Sequence,
    method,
    operator,
)
from gradgen.ir.printer import show
from gradgen.ir.shape import Dim, Shape, reduction_between, told
from gradgen.rules.forms import fill


class Unbroadcast(NamedTuple):
    """A gradient in the shape of its operand, and what is to be said of it."""

    value: Expression
    said: str


def unbroadcast(value: Expression, operand: Expression, own: Shape, out: Shape) -> Unbroadcast:
    """`value`, which has the shape `out`, summed to the shape `own` of `operand`."""
    if own == out:
        return Unbroadcast(value, "")
    divided = _is_divided(value, operand)
    summand = value.arguments[0] if divided and isinstance(value, Apply) else value
    bare = _without_sign(summand)
    value, said = _reduced(bare or summand, operand, own, out)
    value = operator("negative", "-", value) if bare else value
    return Unbroadcast(operator("divide", "/", value, operand) if divided else value, said)


def _is_divided(value: Expression, operand: Expression) -> bool:
    """Whether a value is a quotient by the very operand that it is summed to the shape of."""
    return (
        isinstance(value, Apply)
        and value.function.name == "divide"
        and len(value.arguments) == 2
        and value.arguments[1] == operand
    )


def _without_sign(value: Expression) -> Expression | None:
    """`g * x` of `-g * x`; `None` if a value does not begin with a sign."""
    match value:
        case Apply(function=Function(name="negative"), arguments=(inner,)):
            return inner
        case Apply(function=Function(name="multiply" | "divide"), arguments=(first, *others)):
            bare = _without_sign(first)
            return bare and replace(value, arguments=(bare, *others))
        case _:
            return None


def _reduced(value: Expression, operand: Expression, own: Shape, out: Shape) -> Unbroadcast:
    name = show(operand)
    if own.is_scalar:
        over = _over(out.dims) if out.is_exact else ""
        return Unbroadcast(_total(value), f"summed{over}: {name} was broadcast")
    reduction = reduction_between(own, out)
    if reduction is not None:
        value = _summed(value, list(reduction.axes), keep=reduction.keeps)
        axes = "axis" if len(reduction.axes) == 1 else "axes"
        over = f"{axes} {', '.join(map(str, reduction.axes))}"
        return Unbroadcast(value, f"summed over {over}: {name} was broadcast")
    if not own.is_exact or not out.is_exact:
        summed = fill("unbroadcast(grad, like)", grad=value, like=operand)
        return Unbroadcast(summed, f"summed where {name} was broadcast")
    lead = len(out.dims) - len(own.dims)
    pairs = zip(own.dims, out.dims[lead:], strict=True)
    stretched = [i for i, (mine, whole) in enumerate(pairs) if mine != whole]
    gone = [*out.dims[:lead], *(out.dims[lead + i] for i in stretched)]
    if lead:
        value = _summed(value, list(range(lead)))
    if stretched:
        value = _summed(value, stretched, keep=True)
    return Unbroadcast(value, f"summed{_over(gone)}: {name} was broadcast")


def unspread(value: Expression) -> Expression:
    """A value that is added to a whole array, without being spread to its shape first.

    Before: `grad_x + np.broadcast_to(grad_m / n, x.shape)`. After: `grad_x + grad_m / n`.
    """
    match value:
        case Apply(function=Function(name="broadcast_to"), arguments=(inner, _)):
            return inner
        case Apply(function=Function(name="full_like"), arguments=(_, inner)):
            return inner
        case Apply(
            function=Function(name="multiply"),
            arguments=(inner, Apply(function=Function(name="ones_like"))),
        ):
            return inner
        case _:
            return value


def _over(dims: Sequence_[Dim]) -> str:
    """The sizes of the axes that are summed over, if all have names; those of size 1 go unsaid."""
    sizes = [told(dim) for dim in dims if dim != 1]
    return f" over {', '.join(sizes)}" if sizes and all(sizes) else ""


def _total(value: Expression) -> Expression:
    return fill("sum(x)", x=value)


def _summed(value: Expression, axes: list[int], *, keep: bool = False) -> Expression:
    places = tuple(Literal(str(axis)) for axis in axes)
    axis = places[0] if len(places) == 1 else Sequence(places)
    keepdims = {"keepdims": Literal("True")} if keep else {}
    if isinstance(value, Name):
        return method("sum", value, axis=axis, **keepdims)
    text = "sum(x, axis=axis, keepdims=True)" if keep else "sum(x, axis=axis)"
    return fill(text, x=value, axis=axis)
