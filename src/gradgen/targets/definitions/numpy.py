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


def left_of_matmul(grad, x, y):
    """The gradient of `x` in `x @ y`: `grad @ y.T`, for vectors and stacks of matrices too."""
    if np.ndim(y) < 3:
        return np.tensordot(grad, np.transpose(y), np.ndim(y) - 1)
    rows = grad[..., None, :] if np.ndim(x) == 1 else grad
    return unbroadcast(rows @ np.swapaxes(y, -1, -2), x)


def right_of_matmul(grad, x, y):
    """The gradient of `y` in `x @ y`: `x.T @ grad`, for vectors and stacks of matrices too."""
    if np.ndim(y) < 3:
        leading = tuple(range(np.ndim(x) - 1))
        return np.tensordot(x, grad, (leading, leading))
    rows = grad[..., None, :] if np.ndim(x) == 1 else grad
    return unbroadcast(np.swapaxes(np.atleast_2d(x), -1, -2) @ rows, y)


def left_of_dot(grad, a, b):
    """The gradient of `a` in `np.dot(a, b)`, for any numbers of dimensions."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(grad * b, a)
    turned = np.swapaxes(b, -1, -2) if np.ndim(b) > 1 else b
    return np.tensordot(grad, turned, np.ndim(b) - 1)


def right_of_dot(grad, a, b):
    """The gradient of `b` in `np.dot(a, b)`, for any numbers of dimensions."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(grad * a, b)
    leading = tuple(range(np.ndim(a) - 1))
    product = np.tensordot(a, grad, (leading, leading))
    return np.moveaxis(product, 0, -2) if np.ndim(b) > 1 else product


def left_of_inner(grad, a, b):
    """The gradient of `a` in `np.inner(a, b)`, for any numbers of dimensions."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(grad * b, a)
    return np.tensordot(grad, b, np.ndim(b) - 1)


def right_of_inner(grad, a, b):
    """The gradient of `b` in `np.inner(a, b)`, for any numbers of dimensions."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(grad * a, b)
    leading = tuple(range(np.ndim(a) - 1))
    return np.tensordot(grad, a, (leading, leading))


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
