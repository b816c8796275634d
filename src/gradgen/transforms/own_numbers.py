"""Numbers of their own: what is returned for an array of no axes is not the caller's own array.

Before, with `x: Float[np.ndarray, ""]` in `return x`::

    grad_x = grad_out

After::

    grad_out = +grad_out  # upstream gradient, a number of its own
    grad_x = grad_out

Arrays with axes have their upstream gradient brought to their shape, in memory of its own; plain
numbers cannot be changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from gradgen.ir.circuit import Circuit, Gate, Parameter, Statement
from gradgen.ir.expression import Apply, Expression, Name, names_in, operator
from gradgen.ir.loops import inside_of_loops

# What gives one of its operands as it is, or a view of it, in the lines that go backward.
_LENDERS: Final = frozenset(
    (
        *(
            "where",
            "index",
            "transpose",
            "T",
            "matrix_transpose",
            "swapaxes",
            "moveaxis",
            "reshape",
        ),
        *(
            "ravel",
            "squeeze",
            "expand_dims",
            "broadcast_to",
            "flip",
            "asarray",
            "real",
            "with_axes",
        ),
        *("unbroadcast", "in_shape_of", "atleast_1d", "atleast_2d", "atleast_3d"),
    )
)


def own_numbers(
    circuit: Circuit,
    seeds: Sequence[Parameter],
    lines: Sequence[Statement],
    gradients: dict[str, Name],
) -> Iterator[Gate]:
    """The lines that have to stand before `lines`, given the `gradients` by parameter."""
    bare = {parameter.name for parameter in circuit.parameters if _has_no_axes(parameter)}
    returned = {gradient.id for name, gradient in gradients.items() if name in bare}
    note = ("upstream gradient, a number of its own", "upstream gradient")
    for seed in seeds:
        if not returned.isdisjoint(_aliases(seed.name, lines)):
            own = operator("positive", "+", Name(seed.name))
            yield Gate(seed.name, own, circuit.span, note=note)


def _has_no_axes(parameter: Parameter) -> bool:
    """Whether a parameter is an array of no axes: it holds one number, and may be changed."""
    plain = parameter.annotation.strip("'\" ") in ("float", "int", "bool")
    return parameter.shape is not None and parameter.shape.is_scalar and not plain


def _aliases(name: str, lines: Sequence[Statement]) -> set[str]:
    """The names that may be the very value `name` when all lines have been run."""
    found, inside = {name}, inside_of_loops(tuple(lines))
    for place, line in enumerate(lines):
        if isinstance(line, Gate) and _may_give(line.expression, found):
            found.update(line.targets)
        elif isinstance(line, Gate) and place not in inside:  # a loop may have no turns
            found.difference_update(line.targets)
    return found


def _may_give(expression: Expression, names: set[str]) -> bool:
    """Whether an expression may give one of the values `names`, or a view of one."""
    if isinstance(expression, Apply) and expression.function.name not in _LENDERS:
        return False
    return not names.isdisjoint(names_in(expression))
