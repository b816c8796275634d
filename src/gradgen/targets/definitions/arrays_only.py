"""What gradients need where functions take arrays only, and no tuples or lists.

Each function is copied as it stands into the outputs that need it, in the place of its namesake for
NumPy; `np` is whatever arrays are made with.
"""

# mypy: ignore-errors

import numpy as np

from gradgen.targets.definitions.numpy import unbroadcast
from gradgen.targets.definitions.numpy_differences import back_through_diff
from gradgen.targets.definitions.numpy_reductions import product_of_others


def count_along(x, axis):
    """How many elements of `x` a reduction over `axis` puts together."""
    count = 1
    for i in range(np.ndim(x)) if axis is None else axis if isinstance(axis, tuple) else (axis,):
        count *= np.shape(x)[i]
    return count


def product_of_all_others(x, axis=None):
    """For each element of `x` the product of all others along several axes, or all."""
    axes = tuple(range(np.ndim(x))) if axis is None else axis
    axes = axes if isinstance(axes, tuple) else (axes,)
    places = tuple(range(len(axes)))
    front = np.moveaxis(x, axes, places)
    rows = np.reshape(front, (count_along(x, axis), *front.shape[len(axes) :]))
    return np.moveaxis(np.reshape(product_of_others(rows), front.shape), places, axes)


def aligned(weights, x, axis):
    """`weights` along one axis of `x`, with axes of length 1 for the others."""
    if axis is None or np.shape(weights) == np.shape(x):
        return weights
    places = [i % np.ndim(x) for i in (axis if isinstance(axis, tuple) else (axis,))]
    return np.reshape(weights, [n if i in places else 1 for i, n in enumerate(np.shape(x))])


def ends_of(sizes):
    """Where each part but the last ends, by the sizes of all."""
    return [sum(sizes[: place + 1]) for place in range(len(sizes) - 1)]


def parts_beside(grad, arrays):
    """The parts of `grad` that belong to the arrays of `np.hstack(arrays)`."""
    widths = [np.atleast_1d(array).shape[:2][-1] for array in arrays]
    parts = np.hsplit(grad, ends_of(widths))
    return [part.reshape(np.shape(array)) for part, array in zip(parts, arrays, strict=True)]


def parts_upon(grad, arrays):
    """The parts of `grad` that belong to the arrays of `np.vstack(arrays)`."""
    heights = [len(np.atleast_2d(array)) for array in arrays]
    parts = np.split(grad, ends_of(heights))
    return [part.reshape(np.shape(array)) for part, array in zip(parts, arrays, strict=True)]


def parts_behind(grad, arrays):
    """The parts of `grad` that belong to the arrays of `np.dstack(arrays)`."""
    depths = [np.atleast_3d(array).shape[2] for array in arrays]
    parts = np.split(grad, ends_of(depths), axis=2)
    return [part.reshape(np.shape(array)) for part, array in zip(parts, arrays, strict=True)]


def parts_of_columns(grad, arrays):
    """The parts of `grad` that belong to the arrays of `np.column_stack(arrays)`."""
    widths = [np.column_stack([array]).shape[1] for array in arrays]
    parts = np.split(grad, ends_of(widths), axis=1)
    return [part.reshape(np.shape(array)) for part, array in zip(parts, arrays, strict=True)]


def parts_of_diff(grad, parts, n=1, axis=-1):
    """The gradients of `parts`, which were joined along `axis` before `np.diff`."""
    sizes = [np.shape(part)[axis] if np.ndim(part) else 1 for part in parts]
    rows = np.moveaxis(grad, axis, -1)
    whole = np.zeros((*rows.shape[:-1], sum(sizes)), dtype=rows.dtype)
    back = np.moveaxis(back_through_diff(rows, whole, n), -1, axis)
    pieces = np.split(back, ends_of(sizes), axis=axis)
    return [unbroadcast(piece, part) for piece, part in zip(pieces, parts, strict=True)]


def summed_axes(a, b, axes):
    """The axes of `a` and of `b` that `np.tensordot(a, b, axes)` sums over."""
    if isinstance(axes, int):
        return list(range(np.ndim(a) - axes, np.ndim(a))), list(range(axes))
    of_a, of_b = ([part] if isinstance(part, int) else part for part in axes)
    return [i % np.ndim(a) for i in of_a], [i % np.ndim(b) for i in of_b]


def left_of_tensordot(grad, a, b, axes=2):
    """The gradient of `a` in `np.tensordot(a, b, axes)`."""
    of_a, of_b = summed_axes(a, b, axes)
    rest_of_a = [i for i in range(np.ndim(a)) if i not in of_a]
    rest_of_b = [i for i in range(np.ndim(b)) if i not in of_b]
    joined = [*range(len(rest_of_a), np.ndim(grad))]
    back = np.tensordot(grad, b, (joined, rest_of_b))
    order = rest_of_a + [of_a[i] for i in sorted(range(len(of_b)), key=of_b.__getitem__)]
    return np.moveaxis(back, [*range(len(order))], order)


def right_of_tensordot(grad, a, b, axes=2):
    """The gradient of `b` in `np.tensordot(a, b, axes)`."""
    of_a, of_b = summed_axes(a, b, axes)
    rest_of_a = [i for i in range(np.ndim(a)) if i not in of_a]
    rest_of_b = [i for i in range(np.ndim(b)) if i not in of_b]
    joined = [*range(len(rest_of_a))]
    back = np.tensordot(a, grad, (rest_of_a, joined))
    order = [of_b[i] for i in sorted(range(len(of_a)), key=of_a.__getitem__)] + rest_of_b
    return np.moveaxis(back, [*range(len(order))], order)
