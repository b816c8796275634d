"""The shape of an Einstein sum."""

from __future__ import annotations

from gradgen.ir.expression import Sequence
from gradgen.ir.shape import Dim, MisfitError, Shape, UnsureError, broadcast
from gradgen.rules.einsum import DOTS, Spec, read_subscripts
from gradgen.rules.output_shapes.operands import Operands


def einstein_sum(operands: Operands) -> Shape:
    """The sizes of the labels that the output has (NumPy, `einsum`)."""
    row = operands.values["*operands"]
    assert isinstance(row, Sequence)
    call = read_subscripts(row)
    if call is None:
        raise UnsureError
    sizes: dict[str, Shape] = {}
    for spec, operand in zip(call.inputs, call.operands, strict=True):
        shape = operands.shape_of(operand)
        if shape.is_exact:
            _note(spec, shape, sizes)
        elif not set(spec).isdisjoint(call.output):
            raise UnsureError
    dims = [sizes[label].dims for label in call.output]
    return Shape(tuple(dim for part in dims for dim in part))


def _note(spec: Spec, shape: Shape, sizes: dict[str, Shape]) -> None:
    """Broadcast the dimensions of one operand with those that its labels have elsewhere."""
    dims = list(shape.dims)
    count = len(dims) - len(spec) + (DOTS in spec)
    if count < 0 or (count and DOTS not in spec):
        raise MisfitError(f"{shape} has {len(dims)} dimensions, the subscripts '{''.join(spec)}'")
    for label in spec:
        taken: list[Dim] = [dims.pop(0) for _ in range(count if label == DOTS else 1)]
        sizes[label] = broadcast((sizes.get(label, Shape()), Shape(tuple(taken))))
