"""What gradients need of gates that only move elements, where arrays never change: for JAX.

Each function is copied as it stands into the outputs that need it, in the place of its namesake for
NumPy; `np` is what JAX's arrays are made with.
"""

# mypy: ignore-errors

import jax.numpy as np

from gradgen.targets.definitions.numpy import unbroadcast


def placed(grad, index, like):
    """Zeros in the shape of `like`, with `grad` added at `index`."""
    return np.zeros(np.shape(like), dtype=np.asarray(grad).dtype).at[index].add(grad)


def added_at(total, index, part):
    """`total` with `part` added at `index`."""
    return total.at[index].add(part)


def summed_at(total, index, part):
    """`total` with `part` added at `index`: of an index that repeats, each one counts."""
    return total.at[index].add(part)


def put_at(total, index, part):
    """`total` with `part` at `index`."""
    return total.at[index].set(part)


def last_only(part, index, like):
    """`part`, and zero where the same place of `like` is put once more later."""
    order = np.arange(np.size(part)).reshape(np.shape(part))
    last = np.zeros(np.shape(like), dtype=int).at[index].max(order)
    return np.where(last[index] == order, part, 0)


def scatter(grad, places, like):
    """Zeros in the shape of `like`, with `grad` added at the elements of those numbers."""
    total = np.zeros(np.size(like), dtype=np.result_type(like, 0.0))
    return total.at[np.ravel(places)].add(np.ravel(grad)).reshape(np.shape(like))


def trapezoid_weights(y, dx=1.0, axis=-1):
    """How much each element of `y` counts in `np.trapezoid(y, dx=dx, axis=axis)`."""
    rows = np.moveaxis(y, axis, -1)
    widths = np.moveaxis(np.broadcast_to(dx, np.diff(y, axis=axis).shape), axis, -1)
    weights = np.zeros(rows.shape, dtype=np.result_type(y, 0.0))
    weights = weights.at[..., :-1].add(widths / 2).at[..., 1:].add(widths / 2)
    return np.moveaxis(weights, -1, axis)


def weights_between(y, x, axis=-1):
    """How much each element of `y` counts in `np.trapezoid(y, x, axis=axis)`."""
    rows = np.moveaxis(y, axis, -1)
    widths = np.diff(x) if np.ndim(x) == 1 else np.moveaxis(np.diff(x, axis=axis), axis, -1)
    weights = np.zeros(rows.shape, dtype=np.result_type(y, 0.0))
    weights = weights.at[..., :-1].add(widths / 2).at[..., 1:].add(widths / 2)
    return np.moveaxis(weights, -1, axis)


def back_to_points(grad, y, x, axis=-1):
    """The gradient of `x` in `np.trapezoid(y, x, axis=axis)`."""
    rows = np.moveaxis(y, axis, -1)
    points = x if np.ndim(x) == 1 else np.moveaxis(x, axis, -1)
    panels = np.expand_dims(grad, -1) * (rows[..., 1:] + rows[..., :-1]) / 2
    panels = unbroadcast(panels, points[..., 1:])
    back = np.zeros(points.shape, dtype=np.result_type(points, 0.0))
    back = back.at[..., 1:].add(panels).at[..., :-1].add(-panels)
    return back if np.ndim(x) == 1 else np.moveaxis(back, -1, axis)


def back_through_interp(grad, x, xp):
    """The gradient of `fp` in `np.interp(x, xp, fp)`: in shares to the neighbours of `x`."""
    i = np.clip(np.searchsorted(xp, x, side="right") - 1, 0, max(len(xp) - 2, 0))
    j = np.minimum(i + 1, len(xp) - 1)
    width = np.take(xp, j) - np.take(xp, i)
    part = np.clip((x - np.take(xp, i)) / np.where(width > 0, width, 1), 0, 1)
    part = np.where(width > 0, part, 1)
    return np.zeros(len(xp)).at[i].add((1 - part) * grad).at[j].add(part * grad)


def back_through_slope(grad, x, xp):
    """The gradient of `fp` in `interp_slope(x, xp, fp)`: opposite on both sides of `x`."""
    inside = (x > xp[0]) & (x < xp[-1])
    i = np.where(inside, np.searchsorted(xp, x, side="right"), 1) - 1
    j = np.minimum(i + 1, len(xp) - 1)
    width = np.where(inside, np.take(xp, j) - np.take(xp, i), 1)
    steps = np.where(inside, grad / width, 0)
    return np.zeros(len(xp)).at[i].add(-steps).at[j].add(steps)
