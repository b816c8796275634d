"""Forms for `einsum`: what flows back to an operand is an `einsum` again.

In `y = einsum("ij,jk->ik", a, b)` each operand changes places with the output:
`einsum("ik,jk->ij", grad_y, b)` flows back to `a`.
"""

from __future__ import annotations

from typing import NamedTuple

from gradgen.ir.expression import Apply, Expression, Function, Literal, Sequence
from gradgen.ir.shape import Dim
from gradgen.rules.einsum import (
    DOTS,
    Spec,
    Subscripts,
    fresh_labels,
    place_of,
    read_subscripts,
    show_subscripts,
)
from gradgen.rules.forms.surroundings import (
    NeedsShapeError,
    Surroundings,
    UnsupportedUseError,
    fill,
    form,
)


class _Sum(NamedTuple):
    """An `einsum` that is being put together: the factors with their specs, and the output's."""

    factors: tuple[tuple[Spec, Expression], ...]
    output: Spec


@form
def part_of_einsum(around: Surroundings, grad: Expression, optimize: Expression) -> Expression:
    """What flows back to the operand at hand, in its own shape."""
    row = around.bindings["*operands"]
    assert isinstance(row, Sequence)
    call = read_subscripts(row)
    if call is None:
        raise UnsupportedUseError(
            "the subscripts are not written out here", 'write them as a literal: `"ij,jk->ik"`'
        )
    index = place_of(row, around.index)
    call = _without_dots(around, call, index)
    x, own = call.operands[index], call.inputs[index]
    stretched = DOTS in call.labels and DOTS not in own
    target = _distinct((DOTS, *own) if stretched else own, call)
    back = [(call.output, grad), *call.others(index)]
    back += _diagonals(own, target, x)
    known = {label for spec, _ in back for label in spec}
    if any(label not in known for label in target):
        back.append((target[-len(own) :], fill("ones_like(x)", x=x)))
    value = _written(_Sum(tuple(back), target), optimize)
    if not stretched and _has_own_shape(around, call, index):
        return value
    shared = {label for spec, _ in call.others(index) for label in spec if label in own}
    if shared <= set(call.output):
        return fill("unbroadcast(value, x)", value=value, x=x)
    return fill(
        "in_shape_of(value, x)", value=value, x=x
    )  # what `x` was summed with may have length 1


def _without_dots(around: Surroundings, call: Subscripts, index: int) -> Subscripts:
    """The call with labels for `...`, where that is needed and can be."""
    if DOTS not in call.labels:
        return call
    if DOTS not in call.output:  # then it stands for no axes at all
        bare = tuple(tuple(label for label in spec if label != DOTS) for spec in call.inputs)
        return Subscripts(call.operands, bare, call.output)
    ranks = [around.shape_of(operand).rank for operand in call.operands]
    counts = [
        0 if rank is None or DOTS not in spec else rank - len(spec) + 1
        for rank, spec in zip(ranks, call.inputs, strict=True)
    ]
    own, lone = call.inputs[index], sum(DOTS in spec for spec in call.inputs) == 1
    if None not in ranks:
        keeps = DOTS in own and counts[index] == max(counts) > 0
        return call if keeps else _labelled(call, counts)
    if DOTS in own[1:] and not lone:
        raise NeedsShapeError(call.operands[ranks.index(None)])
    return call


def _labelled(call: Subscripts, counts: list[int]) -> Subscripts:
    """The call with `counts` new labels for the `...` of each input."""
    labels = fresh_labels(call.labels, max(counts))
    each = [labels[len(labels) - count :] for count in counts]
    inputs = tuple(_filled(spec, own) for spec, own in zip(call.inputs, each, strict=True))
    return Subscripts(call.operands, inputs, _filled(call.output, labels))


def _filled(spec: Spec, labels: Spec) -> Spec:
    if DOTS not in spec:
        return spec
    place = spec.index(DOTS)
    return (*spec[:place], *labels, *spec[place + 1 :])


def _distinct(spec: Spec, call: Subscripts) -> Spec:
    """`spec` with new labels for those that it repeats: `ii` becomes `ij`."""
    new = iter(fresh_labels(call.labels, len(spec)))
    return tuple(next(new) if label in spec[:i] else label for i, label in enumerate(spec))


def _diagonals(own: Spec, target: Spec, x: Expression) -> list[tuple[Spec, Expression]]:
    """A factor for each repeated label: what flows back lies where both indices are the same."""
    found: list[tuple[Spec, Expression]] = []
    for label, new in zip(own, target[-len(own) :], strict=True):
        if label not in (new, DOTS):
            axis = Literal(str(_axis(own, own.index(label))))
            found.append(((label, new), fill("eye(x.shape[axis], dtype=x.dtype)", axis=axis, x=x)))
    return found


def _axis(spec: Spec, place: int) -> int:
    """The axis that the label at `place` stands for: counted from the end behind `...`."""
    return place - len(spec) if DOTS in spec[:place] else place


def _written(total: _Sum, optimize: Expression) -> Expression:
    """The call, or what it comes to where there is nothing to sum."""
    (first, grad), *rest = total.factors
    if not first:  # a number times the rest, in the precision of the rest
        if not rest:
            return grad
        inner = _written(_Sum(tuple(rest), total.output), optimize)
        return fill("grad * inner", grad=grad, inner=inner)
    if not rest and first == total.output:
        return grad
    specs, values = zip(*total.factors, strict=True)
    keywords = (("optimize", optimize),) if len(values) > 2 and _is_strategy(optimize) else ()
    call = (show_subscripts(specs, total.output), *values)
    return Apply(Function("einsum"), call, keywords)


def _is_strategy(optimize: Expression) -> bool:
    """Whether `optimize` tells how to find an order, and not the order for this very call."""
    return isinstance(optimize, Literal) and optimize.text not in ("False", "None")


def _has_own_shape(around: Surroundings, call: Subscripts, index: int) -> bool:
    """Whether what flows back surely has the operand's shape: no axis of length 1 was stretched."""
    own = call.inputs[index]
    others = {label for spec, _ in call.others(index) for label in spec}
    if others.isdisjoint(own):
        return True
    sizes: dict[str, set[Dim]] = {}
    for operand, spec in zip(call.operands, call.inputs, strict=True):
        dims = around.dims(operand)
        if dims is None:
            return False
        for label, dim in _sizes(spec, dims).items():
            sizes.setdefault(label, set()).add(dim)
    return all(len(sizes[label]) == 1 for label in _sizes(own, around.dims(call.operands[index])))


def _sizes(spec: Spec, dims: tuple[Dim, ...] | None) -> dict[str, Dim]:
    """The dimensions by label; those of `...` by their places from its end."""
    assert dims is not None
    count = len(dims) - len(spec) + 1
    dotted = tuple(f"{DOTS}{place}" for place in range(-count, 0))
    return dict(zip(_filled(spec, dotted), dims, strict=False))
