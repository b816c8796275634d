"""What gradients of products of arrays need, whatever the numbers of dimensions.

Each function is copied as it stands into the outputs that need it, as those in `numpy.py` are.
"""

# mypy: ignore-errors

import numpy as np

from gradgen.targets.definitions.numpy import unbroadcast


def fitted(grad, like):
    """`grad` in the shape of `like`: repeated where that was summed, summed where it was repeated."""
    if np.shape(grad) == np.shape(like):
        return grad
    return unbroadcast(grad * np.ones_like(like), like)


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
