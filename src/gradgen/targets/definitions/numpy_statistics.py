"""Gradients of quantiles and covariances."""

# mypy: ignore-errors

import numpy as np

from gradgen.targets.definitions.numpy_reductions import count_along


def quantile_weights(x, q, axis=None):
    """How much each element of `x` counts in the quantile `q`; equal ones count the same."""
    if np.ndim(q):
        return np.stack([quantile_weights(x, each, axis) for each in q])
    weights = np.zeros_like(x, dtype=np.result_type(x, 0.0))
    if np.size(x) == 0:
        return weights
    last = count_along(x, axis) - 1
    place = int(q * last)
    part = float(q * last - place)
    for near, weight in ((place, 1 - part), (min(place + 1, last), part)):
        level = np.asarray(near / max(last, 1))
        ties = x == np.quantile(x, level, axis=axis, keepdims=True, method="nearest")
        weights += weight * ties / np.sum(ties, axis=axis, keepdims=True, dtype=weights.dtype)
    return weights


def nanquantile_weights(x, q, axis=None):
    """How much each element of `x` counts in the quantile `q` of what is not `nan`."""
    if np.ndim(q):
        return np.stack([nanquantile_weights(x, each, axis) for each in q])
    axes = range(np.ndim(x)) if axis is None else np.atleast_1d(axis)
    places = range(len(axes))
    front = np.moveaxis(x, axes, places)
    rows = np.reshape(front, (count_along(x, axis), *front.shape[len(axes) :]))
    weights = np.zeros_like(rows, dtype=np.result_type(rows, 0.0))
    if np.size(x) == 0:
        return np.reshape(weights, np.shape(x))
    ordered = np.sort(rows, axis=0)
    last = np.maximum(np.sum(~np.isnan(rows), axis=0, keepdims=True) - 1, 0)
    place = (q * last).astype(int)
    part = (q * last - place).astype(weights.dtype)
    for near, weight in ((place, 1 - part), (np.minimum(place + 1, last), part)):
        ties = rows == np.take_along_axis(ordered, near, axis=0)
        count = np.sum(ties, axis=0, keepdims=True, dtype=weights.dtype)
        weights += weight * ties / np.maximum(count, 1)
    return np.moveaxis(np.reshape(weights, front.shape), places, axes)


def back_through_cov(grad, rows, ddof=1):
    """The gradient of `rows`, one variable each, in `np.cov(rows, ddof=ddof)`."""
    grad = np.reshape(grad, (len(rows), len(rows)))
    centred = rows - np.mean(rows, axis=1, keepdims=True)
    return (grad + grad.T) @ centred / (rows.shape[1] - ddof)


def back_through_corrcoef(grad, rows):
    """The gradient of `rows`, one variable each, in `np.corrcoef(rows)`."""
    grad = np.reshape(grad, (len(rows), len(rows)))
    centred = rows - np.mean(rows, axis=1, keepdims=True)
    length = np.sqrt(np.sum(centred**2, axis=1, keepdims=True))
    units = centred / length
    back = (grad + grad.T) @ units
    return (back - units * np.sum(units * back, axis=1, keepdims=True)) / length


def gains_of_cov(gain, rows, ddof=1):
    """What `np.cov(rows, ddof=ddof)` gains where `rows`, one variable each, gain `gain`."""
    centred = rows - np.mean(rows, axis=1, keepdims=True)
    half = gain @ centred.T / (rows.shape[1] - ddof)
    return np.squeeze(half + half.T)


def gains_of_corrcoef(gain, rows):
    """What `np.corrcoef(rows)` gains where `rows`, one variable each, gain `gain`."""
    centred = rows - np.mean(rows, axis=1, keepdims=True)
    length = np.sqrt(np.sum(centred**2, axis=1, keepdims=True))
    units = centred / length
    half = (gain - units * np.sum(units * gain, axis=1, keepdims=True)) @ units.T / length
    return np.squeeze(half + half.T)
