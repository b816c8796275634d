"""Gradients of reductions: axes that come back, products of all elements but one."""

# mypy: ignore-errors

import numpy as np


def with_axes(grad, axis, keepdims=False):
    """`grad` of a reduction over `axis`, with the reduced axes back as axes of length 1."""
    return grad if axis is None or keepdims else np.expand_dims(grad, axis)


def count_along(x, axis):
    """How many elements of `x` a reduction over `axis` puts together."""
    return np.size(x) if axis is None else int(np.prod(np.take(np.shape(x), axis)))


def product_of_others(x, axis=0):
    """For each element of `x` the product of all others along `axis`, be there zeros or not."""
    rows = np.moveaxis(x, axis, 0)
    one = np.ones_like(rows[:1])
    before = np.cumprod(np.concatenate([one, rows[:-1]]), axis=0)
    behind = np.cumprod(np.concatenate([one, rows[:0:-1]]), axis=0)[::-1]
    return np.moveaxis(before * behind, 0, axis)


def product_of_all_others(x, axis=None):
    """For each element of `x` the product of all others along several axes, or all."""
    axes = range(np.ndim(x)) if axis is None else np.atleast_1d(axis)
    places = range(len(axes))
    front = np.moveaxis(x, axes, places)
    rows = np.reshape(front, (count_along(x, axis), *front.shape[len(axes) :]))
    return np.moveaxis(np.reshape(product_of_others(rows), front.shape), places, axes)


def aligned(weights, x, axis):
    """`weights` along one axis of `x`, with axes of length 1 for the others."""
    if axis is None or np.shape(weights) == np.shape(x):
        return weights
    places = np.atleast_1d(axis) % np.ndim(x)
    return np.reshape(weights, [n if i in places else 1 for i, n in enumerate(np.shape(x))])
