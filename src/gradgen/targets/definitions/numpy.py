"""Well-known gates for NumPy arrays, and what gradients of arrays need besides.

Each function is copied as it stands into the outputs that need it, so that all of it has to be
fit for a reader: the names, and the comments too.
"""

# mypy: ignore-errors
# ruff: noqa: D103

import numpy as np
from scipy import special


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = np.shape(like)
    if np.shape(grad) == shape:
        return grad
    lead = np.ndim(grad) - len(shape)
    stretched = tuple(lead + i for i, size in enumerate(shape) if size == 1)
    return np.sum(grad, axis=(*range(lead), *stretched)).reshape(shape)


def with_axes(grad, axis, keepdims=False):
    """`grad` of a reduction over `axis`, with the reduced axes back as axes of length 1."""
    return grad if axis is None or keepdims else np.expand_dims(grad, axis)


def count_along(x, axis):
    """How many elements of `x` a reduction over `axis` puts together."""
    return np.size(x) if axis is None else int(np.prod(np.take(np.shape(x), axis)))


def product_of_others(x, axis=None):
    """For each element of `x` the product of all others along `axis`, be there zeros or not."""
    axes = range(np.ndim(x)) if axis is None else np.atleast_1d(axis)
    places = range(len(axes))
    front = np.moveaxis(x, axes, places)
    rows = np.reshape(front, (count_along(x, axis), *front.shape[len(axes) :]))
    one = np.ones_like(rows[:1])
    before = np.cumprod(np.concatenate([one, rows[:-1]]), axis=0)
    behind = np.cumprod(np.concatenate([one, rows[:0:-1]]), axis=0)[::-1]
    return np.moveaxis(np.reshape(before * behind, front.shape), places, axes)


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


def back_to_leaders(grad, x, axis=0):
    """The gradient of `x` in `np.maximum.accumulate(x, axis)`: to the first of the largest."""
    rows, grad = np.moveaxis(x, axis, 0), np.moveaxis(grad, axis, 0)
    leads = np.ones(rows.shape, dtype=bool)
    leads[1:] = rows[1:] > np.maximum.accumulate(rows, axis=0)[:-1]
    steps, *others = np.indices(rows.shape, sparse=True)
    leaders = np.maximum.accumulate(np.where(leads, steps, 0), axis=0)
    back = np.zeros_like(rows)
    np.add.at(back, (leaders, *others), grad)
    return np.moveaxis(back, 0, axis)


def back_through_diff(grad, x, n=1, axis=-1):
    """The gradient of `x` in `np.diff(x, n, axis)`: differences of `grad`, with zeros around it."""
    rows, size = np.moveaxis(grad, axis, -1), np.shape(x)[axis]
    wide = np.zeros((*rows.shape[:-1], size + n), dtype=rows.dtype)
    wide[..., n:size] = rows
    return np.moveaxis((-1) ** n * np.diff(wide, n), -1, axis)


def back_through_gradient(grad, axis=-1):
    """The gradient of `x` in `np.gradient(x, axis=axis)`, which takes differences in the middle."""
    rows = np.moveaxis(grad, axis, -1) / 2
    first, last = 2 * rows[..., :1], 2 * rows[..., -1:]
    rows = np.concatenate([first, rows[..., 1:-1], last], axis=-1)
    above = np.concatenate([-first, rows[..., :-1]], axis=-1)
    below = np.concatenate([rows[..., 1:], -last], axis=-1)
    return np.moveaxis(above - below, -1, axis)


def trapezoid_weights(y, x=None, dx=1.0, axis=-1):
    """How much each element of `y` counts in `np.trapezoid(y, x, dx, axis)`."""
    steps = np.diff(y, axis=axis).shape
    if x is None:
        widths = np.moveaxis(np.broadcast_to(dx, steps), axis, -1)
    else:
        widths = np.diff(x) if np.ndim(x) == 1 else np.moveaxis(np.diff(x, axis=axis), axis, -1)
    weights = np.zeros_like(np.moveaxis(y, axis, -1))
    weights[..., :-1] += widths / 2
    weights[..., 1:] += widths / 2
    return np.moveaxis(weights, -1, axis)


def back_to_points(grad, y, x, axis=-1):
    """The gradient of `x` in `np.trapezoid(y, x, axis=axis)`."""
    rows = np.moveaxis(y, axis, -1)
    points = x if np.ndim(x) == 1 else np.moveaxis(x, axis, -1)
    panels = np.expand_dims(grad, -1) * (rows[..., 1:] + rows[..., :-1]) / 2
    panels = unbroadcast(panels, points[..., 1:])
    back = np.zeros_like(points)
    back[..., 1:] += panels
    back[..., :-1] -= panels
    return back if np.ndim(x) == 1 else np.moveaxis(back, -1, axis)


def quantile_weights(x, q, axis=None):
    """How much each element of `x` counts in the quantile `q`; equal ones count the same."""
    if np.ndim(q):
        return np.stack([quantile_weights(x, each, axis) for each in q])
    weights = np.zeros_like(x)
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
    weights = np.zeros_like(rows)
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


def aligned(weights, x, axis):
    """`weights` along one axis of `x`, with axes of length 1 for the others."""
    if axis is None or np.shape(weights) == np.shape(x):
        return weights
    places = np.atleast_1d(axis) % np.ndim(x)
    return np.reshape(weights, [n if i in places else 1 for i, n in enumerate(np.shape(x))])


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


def interp_slope(x, xp, fp):
    """The slope of `np.interp(x, xp, fp)` at `x`, which is 0 outside of `xp`."""
    inside = (x > xp[0]) & (x < xp[-1])
    i = np.where(inside, np.searchsorted(xp, x, side="right"), 1) - 1
    j = np.minimum(i + 1, len(xp) - 1)
    width = np.where(inside, np.take(xp, j) - np.take(xp, i), 1)
    return np.where(inside, (np.take(fp, j) - np.take(fp, i)) / width, 0)


def back_through_interp(grad, x, xp):
    """The gradient of `fp` in `np.interp(x, xp, fp)`: in shares to the neighbours of `x`."""
    i = np.clip(np.searchsorted(xp, x, side="right") - 1, 0, max(len(xp) - 2, 0))
    j = np.minimum(i + 1, len(xp) - 1)
    width = np.take(xp, j) - np.take(xp, i)
    part = np.clip((x - np.take(xp, i)) / np.where(width > 0, width, 1), 0, 1)
    part = np.where(width > 0, part, 1)
    back = np.zeros(len(xp))
    np.add.at(back, i, (1 - part) * grad)
    np.add.at(back, j, part * grad)
    return back


def placed(grad, index, like):
    """Zeros in the shape of `like`, with `grad` added at `index`."""
    total = np.zeros_like(like)
    np.add.at(total, index, grad)
    return total


def sigmoid(x):
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def relu(x):
    return np.maximum(x, 0.0)


def softplus(x):
    return np.logaddexp(x, 0.0)


def silu(x):
    return x * sigmoid(x)


def leaky_relu(x, slope=0.01):
    return np.where(x > 0.0, x, slope * x)


def elu(x, alpha=1.0):
    return np.maximum(x, 0.0) + alpha * np.expm1(np.minimum(x, 0.0))


def softmax(x, axis=-1):
    powers = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return powers / np.sum(powers, axis=axis, keepdims=True)


def log_softmax(x, axis=-1):
    shifted = x - np.max(x, axis=axis, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))


def logsumexp(x, axis=-1, keepdims=False):
    top = np.max(x, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0)
    rest = np.log(np.sum(np.exp(x - top), axis=axis, keepdims=keepdims))
    return rest + (top if keepdims else np.squeeze(top, axis=axis))


def gelu(x):
    return 0.5 * x * special.erfc(-x / 2.0**0.5)


def polygamma(n, x):
    """The derivative of digamma of order n, in the precision of x."""
    return special.polygamma(n, x).astype(np.result_type(x, 0.0))


def hyp2f1(a, b, c, z):
    """The hypergeometric function, in the precision of z."""
    return special.hyp2f1(a, b, c, z).astype(np.result_type(z, 0.0))
