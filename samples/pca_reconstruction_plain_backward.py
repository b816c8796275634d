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


def reconstruction_loss_backward(X, W, grad_out=1.0):
    """Gradient of `reconstruction_loss` by reverse mode.

    Returns grad_W.
    """
    # forward
    t1 = X.mean(axis=0)
    X_1 = X - t1
    t2 = X_1 @ W
    t3 = W.T
    t4 = t2 @ t3
    t5 = X_1 - t4
    # t6 = t5**2 (value not needed)
    # out = np.sum(t6) (value not needed)

    # backward
    grad_t6 = np.full_like(t5, grad_out)  # gradient copier: spread over what was summed
    grad_t5 = grad_t6 * 2 * t5  # power: local gradient 2 * t5
    grad_t4 = -unbroadcast(grad_t5, t4)  # gradient copier: with the sign of - t4
    del t4, t5, grad_t6, grad_t5  # not read again
    grad_t2 = left_of_matmul(grad_t4, t2, t3)  # gradient multiplier
    grad_t3 = right_of_matmul(grad_t4, t2, t3)  # gradient multiplier
    grad_W = grad_t3.T  # gradient copier: transposed back
    grad_W = grad_W + right_of_matmul(grad_t2, X_1, W)  # gradient adder: W forks

    return grad_W
