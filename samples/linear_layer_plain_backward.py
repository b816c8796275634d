import numpy as np


def left_of_matmul(grad, x, y):
    """The gradient of `x` in `x @ y`: `grad @ y.T`, for vectors and stacks of matrices too."""
    if np.ndim(y) == 1:
        return np.multiply.outer(grad, y)
    if np.ndim(y) == 2:
        return grad @ np.transpose(y)
    rows = grad[..., None, :] if np.ndim(x) == 1 else grad
    return unbroadcast(rows @ np.swapaxes(y, -1, -2), x)


def right_of_matmul(grad, x, y):
    """The gradient of `y` in `x @ y`: `x.T @ grad`, for vectors and stacks of matrices too."""
    if np.ndim(y) < 3:
        leading = tuple(range(np.ndim(x) - 1))
        return np.tensordot(x, grad, (leading, leading))
    rows = grad[..., None, :] if np.ndim(x) == 1 else grad
    return unbroadcast(np.swapaxes(np.atleast_2d(x), -1, -2) @ rows, y)


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = np.shape(like)
    if np.shape(grad) == shape:
        return grad
    sizes = ((1,) * np.ndim(grad) + shape)[len(shape) :]
    stretched = tuple(i for i, size in enumerate(sizes) if size == 1)
    return np.sum(grad, axis=stretched).reshape(shape)


def linear_backward(x, w, grad_y=1.0):
    """Gradient of `linear` by reverse mode.

    Returns grad_x, grad_w.
    """
    # forward
    y = x @ w

    # backward
    grad_y = grad_y * np.ones_like(y)  # upstream gradient, in the shape of y
    grad_x = left_of_matmul(grad_y, x, w)  # gradient multiplier
    grad_w = right_of_matmul(grad_y, x, w)  # gradient multiplier

    return grad_x, grad_w
