"""The shape that a function gives, as an expression in the shapes of its parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gradgen.ir.shape import Dim, Open, Shape

_COUNTED = re.compile(r"[A-Za-z_]\w*(?:[+-]\d+)?")


def written_shape(shape: Shape, shapes: Mapping[str, Shape], shape_of: str) -> str | None:
    """A shape as an expression such as `(jnp.shape(x)[0], 3)`; `None` if that cannot be told.

    `shapes` are those of the parameters, and `shape_of` is the function that gives them.
    """
    for name, known in shapes.items():
        if known == shape and not shape.is_scalar:
            return f"{shape_of}({name})"
    dims = [_written_dim(dim, shapes, shape_of) for dim in shape.dims]
    opens = [_written_open(lone, shapes, shape_of) for lone in sorted(shape.opens)]
    if None in dims or None in opens:
        return None
    told = [dim for dim in dims if dim]
    whole = f"({', '.join(told)}{',' if len(told) == 1 else ''})"
    if not opens:
        return whole
    parts = [part for part in opens if part]
    return f"jnp.broadcast_shapes({', '.join([*parts, *([whole] if told else [])])})"


def _written_dim(dim: Dim, shapes: Mapping[str, Shape], shape_of: str) -> str | None:
    if isinstance(dim, int):
        return str(dim)
    if not _COUNTED.fullmatch(dim):
        return None
    name = re.split("[+-]", dim)[0]
    for parameter, shape in shapes.items():
        if shape.is_exact and name in shape.dims:
            place = f"{shape_of}({parameter})[{shape.dims.index(name)}]"
            change = dim.removeprefix(name)
            return f"{place} {change[0]} {change[1:]}" if change else place
    return None


def _written_open(lone: Open, shapes: Mapping[str, Shape], shape_of: str) -> str | None:
    """The shape of the parameter that has nothing but this unknown shape."""
    alone = Shape((), frozenset((lone,)))
    return next((f"{shape_of}({name})" for name, shape in shapes.items() if shape == alone), None)
