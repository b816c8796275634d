"""What gradients of joined arrays need, whatever the numbers of dimensions.

Each function is copied as it stands into the outputs that need it, as those in `numpy.py` are.
"""

# mypy: ignore-errors

import numpy as np


def parts_beside(grad, arrays):
    """The parts of `grad` that belong to the arrays of `np.hstack(arrays)`."""
    widths = [np.atleast_1d(array).shape[:2][-1] for array in arrays]
    parts = np.hsplit(grad, np.cumsum(widths)[:-1])
    return [part.reshape(np.shape(array)) for part, array in zip(parts, arrays, strict=True)]


def parts_upon(grad, arrays):
    """The parts of `grad` that belong to the arrays of `np.vstack(arrays)`."""
    heights = [len(np.atleast_2d(array)) for array in arrays]
    parts = np.split(grad, np.cumsum(heights)[:-1])
    return [part.reshape(np.shape(array)) for part, array in zip(parts, arrays, strict=True)]


def parts_behind(grad, arrays):
    """The parts of `grad` that belong to the arrays of `np.dstack(arrays)`."""
    depths = [np.atleast_3d(array).shape[2] for array in arrays]
    parts = np.split(grad, np.cumsum(depths)[:-1], axis=2)
    return [part.reshape(np.shape(array)) for part, array in zip(parts, arrays, strict=True)]


def parts_of_columns(grad, arrays):
    """The parts of `grad` that belong to the arrays of `np.column_stack(arrays)`."""
    widths = [np.column_stack([array]).shape[1] for array in arrays]
    parts = np.split(grad, np.cumsum(widths)[:-1], axis=1)
    return [part.reshape(np.shape(array)) for part, array in zip(parts, arrays, strict=True)]
