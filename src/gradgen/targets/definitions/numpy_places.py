"""What gradients need of gates that only move elements: the places that they came from.

Each function is copied as it stands into the outputs that need it, as those in `numpy.py` are.
"""

# mypy: ignore-errors

import numpy as np


def placed(grad, index, like):
    """Zeros in the shape of `like`, with `grad` added at `index`."""
    total = np.zeros(np.shape(like), dtype=np.asarray(grad).dtype)
    np.add.at(total, index, grad)
    return total


def added_at(total, index, part):
    """`total` after `total[index] += part`: of an index that repeats, the last one counts."""
    total = total.copy()
    total[index] += part
    return total


def summed_at(total, index, part):
    """`total` with `part` added at `index`: of an index that repeats, each one counts."""
    total = total.copy()
    np.add.at(total, index, part)
    return total


def add_rows(total, places, rows):
    """`np.add.at(total, places, rows)` for a matrix: by rows, or by columns if those are fewer."""
    if len(rows) < rows.shape[1]:
        for place, row in zip(places, rows, strict=True):
            total[place] += row
    else:
        for column, parts in zip(total.T, rows.T, strict=True):
            np.add.at(column, places, parts)


def put_at(total, index, part):
    """`total` after `total[index] = part`."""
    total = total.copy()
    total[index] = part
    return total


def last_only(part, index, like):
    """`part`, and zero where the same place of `like` is put once more later."""
    order = np.arange(np.size(part)).reshape(np.shape(part))
    last = np.zeros(np.shape(like), dtype=int)
    last[index] = order
    return np.where(last[index] == order, part, 0)


def last_at(grad, index):
    """`grad[index]`, and zero where the same place comes once more later."""
    return last_only(grad[index], index, grad)


def places_of(like):
    """The elements of `like` numbered, in its shape."""
    return np.arange(np.size(like)).reshape(np.shape(like))


def scatter(grad, places, like):
    """Zeros in the shape of `like`, with `grad` added at the elements of those numbers."""
    total = np.zeros(np.size(like), dtype=np.result_type(like, 0.0))
    np.add.at(total, np.ravel(places), np.ravel(grad))
    return total.reshape(np.shape(like))


def gather(x, index, axis):
    """`x` at `index` along one axis; along the others as many of the first as `index` has."""
    return np.take_along_axis(x[first_places(x, index, axis)], index, axis)


def gathered_back(grad, index, like, axis):
    """Zeros in the shape of `like`, with `grad` added at `index` along one axis."""
    places = places_of(like)[first_places(like, index, axis)]
    return scatter(grad, np.take_along_axis(places, index, axis), like)


def first_places(x, index, axis):
    """The part of `x` that has the sizes of `index`, but for those along `axis`."""
    parts = [slice(size) for size in np.shape(index)]
    parts[axis] = slice(None)
    return tuple(parts)


def diagonal_back(grad, k, like):
    """The gradient of `like` in `np.diag(like, k)`, be it a row or a matrix."""
    if np.ndim(like) == 1:
        return np.diagonal(grad, k).copy()
    return scatter(grad, np.diagonal(places_of(like), k), like)


def trace_back(grad, like, offset=0, axis1=0, axis2=1):
    """The gradient of `like` in `np.trace(like)`: `grad` all along the diagonal."""
    places = np.diagonal(places_of(like), offset, axis1, axis2)
    return scatter(np.broadcast_to(np.expand_dims(grad, -1), places.shape), places, like)


def untiled(grad, reps, like):
    """The sum over all the copies of `like` that `np.tile(like, reps)` makes."""
    reps = np.ravel(reps).tolist()
    rank = max(np.ndim(like), len(reps))
    counts = [1] * (rank - len(reps)) + reps
    sizes = (1,) * (rank - np.ndim(like)) + np.shape(like)
    blocks = grad.reshape([size for pair in zip(counts, sizes, strict=True) for size in pair])
    return blocks.sum(axis=tuple(range(0, 2 * rank, 2))).reshape(np.shape(like))


def unpadded(grad, width, like):
    """The part of `grad` inside of the margins that `np.pad(like, width)` adds."""
    margins = np.broadcast_to(width, (np.ndim(like), 2)).tolist()
    parts = zip(margins, np.shape(like), strict=True)
    inside = tuple(slice(before, before + size) for (before, _), size in parts)
    return np.asarray(grad)[inside]


def windows_back(grad, window_shape, axis, like):
    """The sum of the windows that `sliding_window_view` cuts from `like`, each in its place."""
    total = np.zeros(np.shape(like), dtype=grad.dtype)
    windows = np.lib.stride_tricks.sliding_window_view(total, window_shape, axis, writeable=True)
    for place in np.ndindex(windows.shape[np.ndim(like) :]):
        windows[(..., *place)] += grad[(..., *place)]
    return total
