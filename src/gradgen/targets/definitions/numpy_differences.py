"""Gradients of differences, of areas under curves, and of lines between points."""

# mypy: ignore-errors

import numpy as np

from gradgen.targets.definitions.numpy import unbroadcast


def back_through_diff(grad, x, n=1, axis=-1):
    """The gradient of `x` in `np.diff(x, n, axis)`: differences of `grad`, with zeros around it."""
    rows = np.moveaxis(x, axis, -1)
    ends = np.repeat(np.zeros_like(rows[..., :1]), n, axis=-1)
    wide = np.concatenate([ends, np.moveaxis(grad, axis, -1), ends], axis=-1)
    back = (-1) ** n * np.diff(wide, n)
    return np.moveaxis(back[..., : rows.shape[-1]], -1, axis)


def parts_of_diff(grad, parts, n=1, axis=-1):
    """The gradients of `parts`, which were joined along `axis` before `np.diff`."""
    sizes = [np.shape(part)[axis] if np.ndim(part) else 1 for part in parts]
    rows = np.moveaxis(grad, axis, -1)
    whole = np.zeros((*rows.shape[:-1], sum(sizes)), dtype=rows.dtype)
    back = np.moveaxis(back_through_diff(rows, whole, n), -1, axis)
    pieces = np.split(back, np.cumsum(sizes)[:-1], axis=axis)
    return [unbroadcast(piece, part) for piece, part in zip(pieces, parts, strict=True)]


def back_through_gradient(grad, axis=-1):
    """The gradient of `x` in `np.gradient(x, axis=axis)`, which takes differences in the middle."""
    rows = np.moveaxis(grad, axis, -1) / 2
    first, last = 2 * rows[..., :1], 2 * rows[..., -1:]
    rows = np.concatenate([first, rows[..., 1:-1], last], axis=-1)
    above = np.concatenate([-first, rows[..., :-1]], axis=-1)
    below = np.concatenate([rows[..., 1:], -last], axis=-1)
    return np.moveaxis(above - below, -1, axis)


def trapezoid_weights(y, dx=1.0, axis=-1):
    """How much each element of `y` counts in `np.trapezoid(y, dx=dx, axis=axis)`."""
    rows = np.moveaxis(y, axis, -1)
    widths = np.moveaxis(np.broadcast_to(dx, np.diff(y, axis=axis).shape), axis, -1)
    weights = np.zeros(rows.shape, dtype=np.result_type(y, 0.0))
    weights[..., :-1] += widths / 2
    weights[..., 1:] += widths / 2
    return np.moveaxis(weights, -1, axis)


def weights_between(y, x, axis=-1):
    """How much each element of `y` counts in `np.trapezoid(y, x, axis=axis)`."""
    rows = np.moveaxis(y, axis, -1)
    widths = np.diff(x) if np.ndim(x) == 1 else np.moveaxis(np.diff(x, axis=axis), axis, -1)
    weights = np.zeros(rows.shape, dtype=np.result_type(y, 0.0))
    weights[..., :-1] += widths / 2
    weights[..., 1:] += widths / 2
    return np.moveaxis(weights, -1, axis)


def back_to_points(grad, y, x, axis=-1):
    """The gradient of `x` in `np.trapezoid(y, x, axis=axis)`."""
    rows = np.moveaxis(y, axis, -1)
    points = x if np.ndim(x) == 1 else np.moveaxis(x, axis, -1)
    panels = np.expand_dims(grad, -1) * (rows[..., 1:] + rows[..., :-1]) / 2
    panels = unbroadcast(panels, points[..., 1:])
    back = np.zeros(points.shape, dtype=np.result_type(points, 0.0))
    back[..., 1:] += panels
    back[..., :-1] -= panels
    return back if np.ndim(x) == 1 else np.moveaxis(back, -1, axis)


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


def back_through_slope(grad, x, xp):
    """The gradient of `fp` in `interp_slope(x, xp, fp)`: opposite on both sides of `x`."""
    inside = (x > xp[0]) & (x < xp[-1])
    i = np.where(inside, np.searchsorted(xp, x, side="right"), 1) - 1
    j = np.minimum(i + 1, len(xp) - 1)
    width = np.where(inside, np.take(xp, j) - np.take(xp, i), 1)
    steps = np.where(inside, grad / width, 0)
    back = np.zeros(len(xp))
    np.add.at(back, i, -steps)
    np.add.at(back, j, steps)
    return back
