"""Gradients of cumulative gates."""

# mypy: ignore-errors

import numpy as np

from gradgen.targets.definitions.numpy_places import places_of
from gradgen.targets.definitions.numpy_reductions import count_along


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


def gains_of_cumprod(gain, x, axis=None):
    """What `np.cumprod(x, axis)` gains where `x` gains `gain`."""
    if axis is None:
        return gains_of_cumprod(np.ravel(gain), np.ravel(x), 0)
    rows, steps = np.moveaxis(x, axis, 0), np.moveaxis(gain, axis, 0)
    gains = np.zeros_like(steps)
    product, total = 1, 0
    for place in range(len(rows)):
        total = rows[place] * total + steps[place] * product
        product = product * rows[place]
        gains[place] = total
    return np.moveaxis(gains, 0, axis)


def second_gains_of_cumprod(gain, other, x, axis=None):
    """What `gains_of_cumprod(gain, x, axis)` gains where `x` gains `other`."""
    if axis is None:
        return second_gains_of_cumprod(*map(np.ravel, (gain, other, x)), 0)
    steps, others, rows = (np.moveaxis(each, axis, 0) for each in (gain, other, x))
    gains = np.zeros_like(steps)
    product, by_step, by_other, by_both = 1, 0, 0, 0
    for place in range(len(rows)):
        row, step, more = rows[place], steps[place], others[place]
        by_both = row * by_both + step * by_other + more * by_step
        by_step, by_other = row * by_step + step * product, row * by_other + more * product
        product = product * row
        gains[place] = by_both
    return np.moveaxis(gains, 0, axis)


def crossed_in_cumprod(grad, gain, x, axis=None):
    """The gradient of `x` in `np.sum(grad * gains_of_cumprod(gain, x, axis))`."""
    if axis is None:
        return crossed_in_cumprod(*map(np.ravel, (grad, gain, x)), 0).reshape(np.shape(x))
    rows, steps, weights = (np.moveaxis(each, axis, 0) for each in (x, gain, grad))
    crossed = np.zeros_like(weights)
    # What each element multiplies: of the products and the gains before it, from the end on.
    products = np.concatenate([np.ones_like(rows[:1]), np.cumprod(rows[:-1], axis=0)])
    gains = np.concatenate([np.zeros_like(steps[:1]), gains_of_cumprod(steps, rows, 0)[:-1]])
    of_product, of_gain, row, step = 0, 0, 0, 0
    for place in reversed(range(len(rows))):
        of_product = row * of_product + step * of_gain
        of_gain = row * of_gain + weights[place]
        crossed[place] = of_gain * gains[place] + of_product * products[place]
        row, step = rows[place], steps[place]
    return np.moveaxis(crossed, 0, axis)


def crossed_in_product(gain, x, axis=None):
    """The gradient of `x` in `np.sum(gain * product_of_all_others(x, axis))`."""
    axes = range(np.ndim(x)) if axis is None else np.atleast_1d(axis)
    places = range(len(axes))
    fronts = [np.moveaxis(each, axes, places) for each in (x, gain)]
    shape = fronts[0].shape
    rows, steps = (np.reshape(f, (count_along(x, axis), *shape[len(axes) :])) for f in fronts)
    one, none = np.ones_like(rows[:1]), np.zeros_like(steps[:1])
    before = np.concatenate([one, np.cumprod(rows[:-1], axis=0)])
    behind = np.concatenate([one, np.cumprod(rows[:0:-1], axis=0)])[::-1]
    gains_before = np.concatenate([none, gains_of_cumprod(steps[:-1], rows[:-1], 0)])
    gains_behind = np.concatenate([none, gains_of_cumprod(steps[:0:-1], rows[:0:-1], 0)])[::-1]
    crossed = gains_before * behind + before * gains_behind
    return np.moveaxis(np.reshape(crossed, shape), places, axes)


def leaders(x, axis=0):
    """Which element each running maximum is, by number: the first of those that are as large."""
    rows = np.moveaxis(x, axis, 0)
    leads = np.ones(rows.shape, dtype=bool)
    leads[1:] = rows[1:] > np.maximum.accumulate(rows, axis=0)[:-1]
    steps = np.moveaxis(np.indices(rows.shape)[0], 0, axis)
    steps = np.maximum.accumulate(np.where(np.moveaxis(leads, 0, axis), steps, 0), axis=axis)
    return np.take_along_axis(places_of(x), steps, axis=axis)
