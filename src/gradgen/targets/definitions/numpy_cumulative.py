"""Gradients of cumulative gates."""

# mypy: ignore-errors

import numpy as np

from gradgen.targets.definitions.numpy_places import places_of


def back_through_cumprod(grad, x, axis=None):
    """The gradient of `x` in `np.cumprod(x, axis)`, be there zeros or not."""
    rows = np.reshape(x, (1, -1)) if axis is None else np.moveaxis(x, axis, -1)
    grad = np.reshape(grad, (1, -1)) if axis is None else np.moveaxis(grad, axis, -1)
    is_zero = rows == 0
    is_first = is_zero & (np.cumsum(is_zero, axis=-1) == 1)
    # At the first zero the products go on as if it were 1; elsewhere it makes them 0.
    filled = np.where(is_first, 1, rows)
    at_first = np.cumsum((grad * np.cumprod(filled, axis=-1))[..., ::-1], axis=-1)[..., ::-1]
    others = np.cumsum((grad * np.cumprod(rows, axis=-1))[..., ::-1], axis=-1)[..., ::-1]
    back = np.where(is_first, at_first, others / np.where(is_zero, 1, rows))
    return np.reshape(back, np.shape(x)) if axis is None else np.moveaxis(back, -1, axis)


def leaders(x, axis=0):
    """Which element each running maximum is, by number: the first of those that are as large."""
    rows = np.moveaxis(x, axis, 0)
    leads = np.ones(rows.shape, dtype=bool)
    leads[1:] = rows[1:] > np.maximum.accumulate(rows, axis=0)[:-1]
    steps = np.moveaxis(np.indices(rows.shape)[0], 0, axis)
    steps = np.maximum.accumulate(np.where(np.moveaxis(leads, 0, axis), steps, 0), axis=axis)
    return np.take_along_axis(places_of(x), steps, axis=axis)
