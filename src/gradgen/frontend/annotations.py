"""What annotations say of shapes: `float`, jaxtyping's `Float[np.ndarray, "N D"]`, `NDArray`.

They are read as text: nothing is imported or evaluated.
"""

from __future__ import annotations

import ast
import re

from gradgen.ir.shape import SCALAR, Dim, Open, Shape, unknown

_NUMBERS = frozenset(
    ("float", "int", "bool", "np.float64", "np.float32", "np.floating", "numpy.float64")
)
# jaxtyping's types ("Array types" in its documentation), under whatever module's name.
_TYPES = re.compile(r"(?:\w+\.)*(?:Float|BFloat|Real|Num|Inexact|Shaped|U?Int|Integer|Bool)\d*\Z")
_DIM = re.compile(r"(?:#|\?)?(?:\w+=)?(?P<dim>(?:\d{1,18}|[^\W\d]\w*)(?:[+-]\d{1,18})?)\Z")


def shape_of_annotation(text: str, name: str) -> Shape | None:
    """The shape that an annotation tells of the parameter `name`; `None` where it tells nothing."""
    text = text.strip().strip("'\"").strip()
    if text in _NUMBERS:
        return SCALAR
    try:
        node = ast.parse(f"({text}\n)", mode="eval").body
    except SyntaxError:
        return None
    match node:
        case ast.Subscript(
            value=kind, slice=ast.Tuple(elts=[_, ast.Constant(value=str(dims))])
        ) if _TYPES.match(ast.unparse(kind)):
            return read_shape(dims.split(), name)
        case _:
            return None


def is_dimension(word: str) -> bool:
    """Whether a word may stand in a shape: `N`, `3`, `N-1`, `_`, `*batch`, `...`."""
    if word == "..." or (word.startswith("*") and word[1:].isidentifier()):
        return True
    return bool(_DIM.match(word))


def read_shape(words: list[str], name: str) -> Shape | None:
    """The shape that these dimensions make: `N`, `3`, `*batch`, `...`; `None` for other words."""
    dims: list[Dim] = []
    lead: str | None = None
    for place, word in enumerate(words):
        if word == "..." or word.startswith("*"):
            if place:
                return unknown(name)
            lead = word if word[1:].isidentifier() and word[1] != "_" else name
            continue
        found = _DIM.match(word)
        if found is None or word.startswith("#"):
            return unknown(name)
        dim = found["dim"]
        # An underscore or `?` in front: the size may be another one wherever the name stands.
        free = word[0] in "_?"
        dims.append(f"?{name}{place}" if free else int(dim) if dim.isdecimal() else dim)
    if lead is None:
        return Shape(tuple(dims))
    return Shape((), frozenset((Open(lead, tuple(dims)),)))
