import numpy as np
from scipy.special import log_softmax


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


def loss_backward(X, labels, W1, b1, W2, b2, grad_out=1.0):
    """Gradient of `loss` by reverse mode.

    Returns grad_W1, grad_b1, grad_W2, grad_b2.
    """
    # forward
    t1 = X @ W1
    t2 = t1 + b1
    hidden = np.maximum(0, t2)
    t3 = hidden @ W2
    scores = t3 + b2
    log_probs = log_softmax(scores, axis=1)
    t4 = np.arange(len(labels))
    t5 = log_probs[t4, labels]
    # t6 = np.mean(t5) (value not needed)
    # out = -t6 (value not needed)

    # backward
    grad_t6 = -grad_out  # gradient copier: with the sign turned
    grad_t5 = np.full_like(t5, grad_t6) / np.size(t5)  # gradient copier
    grad_log_probs = np.zeros_like(log_probs)  # gradient adder
    np.add.at(grad_log_probs, (t4, labels), grad_t5)  # gradient copier: back into place
    t7 = grad_log_probs.sum(axis=1, keepdims=True)  # log_softmax: upstream summed
    grad_scores = grad_log_probs - np.exp(log_probs) * t7  # log_softmax
    grad_t3 = unbroadcast(grad_scores, t3)  # gradient copier
    grad_b2 = unbroadcast(grad_scores, b2)  # gradient copier
    del t3, scores, log_probs, t4, t5, grad_t5, grad_log_probs, t7  # not read again
    grad_hidden = left_of_matmul(grad_t3, hidden, W2)  # gradient multiplier
    grad_W2 = right_of_matmul(grad_t3, hidden, W2)  # gradient multiplier
    grad_t2 = np.where(t2 > 0, grad_hidden, 0.0)  # gradient router
    grad_t1 = unbroadcast(grad_t2, t1)  # gradient copier, summed where t1 was broadcast
    grad_b1 = unbroadcast(grad_t2, b1)  # gradient copier, summed where b1 was broadcast
    grad_W1 = right_of_matmul(grad_t1, X, W1)  # gradient multiplier

    return grad_W1, grad_b1, grad_W2, grad_b2
