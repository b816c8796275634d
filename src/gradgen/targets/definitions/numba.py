"""What numba lacks of NumPy, as loops and as functions of one number that it compiles.

Each function is copied as it stands into the outputs that need it, with a decorator above, so that
all of it has to be fit for a reader: the names, and the comments too.
"""

# mypy: ignore-errors
# ruff: noqa: D103

import math

import numpy as np


def filled_like(like, value):
    """An array in the shape of `like` that holds `value`, a number or an array."""
    out = np.empty_like(like)
    out[...] = value
    return out


def erf(x):
    return math.erf(x)


def erfc(x):
    return math.erfc(x)


def gammaln(x):
    return math.lgamma(x)


def normal_cdf(x):
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def gelu(x):
    return 0.5 * x * erfc(-x / math.sqrt(2.0))


def add_at(total, places, values):
    """`total` with `values` added at `places`, at each as often as it is named."""
    for row in range(len(places)):
        total[places[row]] += values[row]
    return total


def add_at_pairs(total, rows, columns, values):
    """`total` with `values` added at pairs of places, at each as often as it is named."""
    for k in range(len(rows)):
        total[rows[k], columns[k]] += values[k]
    return total


def multiply_stacks(x, y):
    """`x @ y` for two stacks of matrices."""
    out = np.empty((len(x), x.shape[1], y.shape[2]))
    for k in range(len(x)):
        out[k] = np.ascontiguousarray(x[k]) @ np.ascontiguousarray(y[k])
    return out


def multiply_by_stack(x, stack):
    """`x @ stack` for a matrix and a stack of matrices."""
    out = np.empty((len(stack), len(x), stack.shape[2]))
    for k in range(len(stack)):
        out[k] = np.ascontiguousarray(x) @ np.ascontiguousarray(stack[k])
    return out


def multiply_stack_by(stack, y):
    """`stack @ y` for a stack of matrices and a matrix."""
    out = np.empty((len(stack), stack.shape[1], y.shape[1]))
    for k in range(len(stack)):
        out[k] = np.ascontiguousarray(stack[k]) @ np.ascontiguousarray(y)
    return out
