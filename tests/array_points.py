"""Values for the parameters of array code: written as lists, or drawn for annotated shapes.

Float[np.ndarray, "N D"]     with N=4, D=3 random numbers of that shape
Int[np.ndarray, "N"]         has to be written: which whole numbers are meant is not known
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

import numpy as np

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"

_ANNOTATION = re.compile(r"(?:\w+\.)*(Float|Int|Bool)\d*\[[\w. ]+, ['\"]([^'\"]*)['\"]\]\Z")
_DTYPES = {"Float": np.float64, "Int": np.int64, "Bool": np.bool_}


class ArrayType(NamedTuple):
    """What an annotation says of an array: its kind of numbers, and its sizes by name or number."""

    kind: str
    dims: tuple[str, ...]

    def shape(self, sizes: Mapping[str, int]) -> tuple[int, ...]:
        """The shape, with these sizes for the names."""
        return tuple(eval(dim, {}, dict(sizes)) for dim in self.dims)


def array_type(annotation: str) -> ArrayType | None:
    """What an annotation says, if it is one of an array."""
    found = _ANNOTATION.match(annotation)
    return ArrayType(found[1], tuple(found[2].split())) if found else None


def carries_gradient(annotation: str) -> bool:
    """Whether what is annotated so is a real number, or an array of these."""
    known = array_type(annotation)
    return known.kind == "Float" if known else annotation not in ("int", "str", "bool")


def as_value(literal: Any, annotation: str) -> Any:
    """A literal as it is passed: a list as an array, of whole numbers if it is annotated so."""
    if not isinstance(literal, list):
        return literal
    known = array_type(annotation)
    return np.array(literal, dtype=_DTYPES[known.kind if known else "Float"])


def drawn(annotation: str, sizes: Mapping[str, int], chance: np.random.Generator) -> Array:
    """Random numbers of the shape that is annotated."""
    known = array_type(annotation)
    assert known is not None, f"nothing to draw for {annotation!r}"
    assert known.kind == "Float", f"{annotation}: write the values"
    return chance.normal(size=known.shape(sizes))


def upstream(output: Any, chance: np.random.Generator) -> Any:
    """A random upstream gradient for an output: an array for an array, positive for a number."""
    if np.ndim(output):
        return chance.normal(size=np.shape(output)).astype(output.dtype)
    return float(chance.uniform(0.5, 2.0))


def near(value: Any, by: float, chance: np.random.Generator) -> Any:
    """A value or each of its elements, made up to the part `by` larger or smaller."""
    if isinstance(value, np.ndarray):
        return (
            value * (1.0 + chance.uniform(-by, by, value.shape)) if is_real_array(value) else value
        )
    return value * (1.0 + float(chance.uniform(-by, by)))


def in_single_precision(value: Any) -> Any:
    """A value with float32 for float64 in arrays."""
    return value.astype(np.float32) if is_real_array(value) else value


def is_real_array(value: Any) -> bool:
    """Whether a value is an array of real numbers."""
    return isinstance(value, np.ndarray) and np.issubdtype(value.dtype, np.floating)


def has_arrays(values: Iterable[Any]) -> bool:
    """Whether one of the values is an array or a number of NumPy's."""
    return any(isinstance(value, np.ndarray | np.generic) for value in values)
