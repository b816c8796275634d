"""Well-known gates for NumPy arrays, and what gradients of arrays need besides.

Each function is copied as it stands into the outputs that need it, so that all of it has to be
fit for a reader: the names, and the comments too.
"""

# mypy: ignore-errors
# ruff: noqa: D103

import numpy as np


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = np.shape(like)
    if np.shape(grad) == shape:
        return grad
    lead = np.ndim(grad) - len(shape)
    stretched = tuple(lead + i for i, size in enumerate(shape) if size == 1)
    return np.sum(grad, axis=(*range(lead), *stretched)).reshape(shape)


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
