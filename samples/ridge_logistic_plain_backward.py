import numpy as np


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


def objective_backward(w, b, X, y, alpha, grad_out=1.0):
    """Gradient of `objective` by reverse mode.

    Returns out, (grad_w, grad_b).
    """
    # forward
    t1 = X @ w
    t2 = t1 + b
    margins = y * t2
    t3 = -margins
    t4 = np.logaddexp(0, t3)
    data_loss = t4.mean()
    t5 = 0.5 * alpha
    t6 = np.dot(w, w)
    t7 = t5 * t6
    out = data_loss + t7

    # backward
    grad_out = np.full_like(out, grad_out)  # upstream gradient, in the shape of out
    grad_data_loss = np.sum(grad_out)  # gradient copier, summed
    grad_t7 = grad_out  # gradient copier
    grad_t6 = unbroadcast(grad_t7 * t5, t6)  # gradient multiplier
    grad_w = left_of_dot(grad_t6, w, w)  # gradient multiplier
    grad_w = grad_w + right_of_dot(grad_t6, w, w)  # gradient adder: w forks
    grad_t4 = np.full_like(t4, grad_data_loss) / t4.size  # gradient copier
    del margins, t5, grad_out, grad_t7, grad_t6, t6, t7  # not read again
    grad_t3 = grad_t4 * np.exp(t3 - np.where(t4 > -np.inf, t4, 0))  # logaddexp
    grad_margins = -grad_t3  # gradient copier: with the sign turned
    grad_t2 = unbroadcast(grad_margins * y, t2)  # gradient multiplier
    grad_t1 = unbroadcast(grad_t2, t1)  # gradient copier, summed where t1 was broadcast
    grad_b = unbroadcast(grad_t2, b)  # gradient copier, summed where b was broadcast
    grad_w = grad_w + right_of_matmul(grad_t1, X, w)  # gradient adder: w forks

    return out, (grad_w, grad_b)
