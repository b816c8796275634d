"""Numbers and arrays alike: copies, shapes, sums of products; NumPy only where it is used."""

from __future__ import annotations

import cmath
import sys
from collections.abc import Iterator, Sequence
from typing import Any


def numpy() -> Any:
    """NumPy, if anybody has imported it."""
    return sys.modules.get("numpy")


def is_array(value: Any) -> bool:
    """Whether a value is an array of NumPy's."""
    np = numpy()
    return np is not None and isinstance(value, np.ndarray)


def shape_of(value: Any) -> tuple[int, ...]:
    """The shape; that of a number is `()`."""
    return tuple(getattr(value, "shape", ()))


def flat(value: Any) -> Iterator[Any]:
    """The values in a tuple or list, and in those that stand in it."""
    if isinstance(value, tuple | list):
        for each in value:
            yield from flat(each)
    else:
        yield value


def copied(value: Any) -> Any:
    """A value that shares no array with `value`."""
    if is_array(value):
        return value.copy()
    if isinstance(value, list | tuple):
        make = getattr(type(value), "_make", type(value))  # a named tuple is made otherwise
        return make(map(copied, value))
    return value


def number_like(value: Any, number: Any) -> Any:
    """A number of the type that a value has, if that is a number of NumPy's."""
    dtype = None if is_array(value) else getattr(value, "dtype", None)
    return number if dtype is None else dtype.type(number)


def copies(values: dict[str, Any]) -> dict[str, Any]:
    """Copies of named values."""
    return {name: copied(value) for name, value in values.items()}


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are of one type, equal in each element; nan is equal to nan."""
    if is_array(one) and is_array(other):
        equal = numpy().array_equal(one, other, equal_nan=_floats(one))
        return bool(one.dtype == other.dtype and equal)
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(is_same, one, other))
    return bool(one == other or (one != one and other != other))


def _floats(value: Any) -> bool:
    return str(value.dtype.kind) in "fc"


def is_number(value: Any) -> bool:
    """Whether a value is a real number, or an array of these."""
    dtype = getattr(value, "dtype", None)
    return dtype.kind in "fiub" if dtype is not None else isinstance(value, int | float)


def is_float(value: Any) -> bool:
    """Whether a value is a floating-point number, or an array of these."""
    dtype = getattr(value, "dtype", None)
    return dtype.kind == "f" if dtype is not None else isinstance(value, float)


def is_finite(value: Any) -> bool:
    """Whether there is neither nan nor inf in a number or an array."""
    dtype = getattr(value, "dtype", None)
    if dtype is not None:
        return dtype.kind not in "fc" or bool(numpy().isfinite(value).all())
    return not isinstance(value, float | complex) or cmath.isfinite(value)


def bad_word(value: Any) -> str:
    """What is wrong with a value that is not finite: `nan` or `inf`."""
    if getattr(value, "dtype", None) is not None:
        return "nan" if numpy().isnan(value).any() else "inf"
    return "nan" if cmath.isnan(value) else "inf"


def precise(value: Any) -> Any:
    """A value in double precision."""
    dtype = getattr(value, "dtype", None)
    return value.astype("float64") if dtype is not None and dtype.kind == "f" else value


def dot(one: Any, other: Any) -> Any:
    """The sum of the products of the elements, in double precision."""
    product = precise(one) * precise(other)
    return product.sum() if hasattr(product, "sum") else product


def weighted(outputs: Sequence[Any], weights: Sequence[Any]) -> Any:
    """The sum of outputs, each times its weights."""
    return sum((dot(w, o) for o, w in zip(outputs, weights, strict=True)), 0.0)


def size_of(one: Any, other: Any) -> float:
    """The sum of the products of the elements, all taken as positive."""
    return float(dot(abs(precise(one)), abs(precise(other))))


def sent_back(weight: Any, block: Any, *, is_diagonal: bool) -> Any:
    """The gradient that a block of a Jacobian makes of an upstream gradient."""
    if is_diagonal or not shape_of(weight):
        return weight * block
    product = numpy().tensordot(precise(weight), precise(block), len(shape_of(weight)))
    return product.astype(block.dtype)[()]


def sent_on(block: Any, direction: Any) -> Any:
    """What a block of a Hessian makes of a direction."""
    if not shape_of(direction):
        return block * direction
    product = numpy().tensordot(precise(block), precise(direction), len(shape_of(direction)))
    return product.astype(block.dtype)[()]


def axes(value: Any) -> Iterator[tuple[str, Any]]:
    """For each element of an array its index, and the direction in which it alone moves."""
    for index in numpy().ndindex(value.shape):
        direction = numpy().zeros_like(value)
        direction[index] = abs(value[index]) or 1.0
        yield f"[{', '.join(map(str, index))}]", direction


def dtype_of(value: Any) -> str:
    """The type of the elements of an array; empty for a number."""
    return str(value.dtype) if shape_of(value) else ""


def is_close(one: Any, other: Any) -> bool:
    """Whether values of one shape are the same, but for rounding."""
    if getattr(other, "size", 1) == 0:
        return True
    apart, size = abs(precise(one) - precise(other)), abs(precise(other))
    most, far = (size.max(), apart.max()) if shape_of(other) else (size, apart)
    return bool(far <= 0.01 * half_of_the_digits(other) * most + 1e-300)


def half_of_the_digits(value: Any) -> float:
    """The relative error that leaves half of the digits that the type of `value` has."""
    bits = getattr(getattr(value, "dtype", None), "itemsize", 8) * 8
    return {16: 3e-2, 32: 3.5e-4}.get(bits, 1.5e-8)
