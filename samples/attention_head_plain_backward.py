import numpy as np
from scipy.special import softmax


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


def attention_backward(x, Wq, Wk, Wv, grad_out=1.0):
    """Gradient of `attention` by reverse mode.

    Returns grad_Wq, grad_Wk, grad_Wv.
    """
    # forward
    Q = x @ Wq
    K = x @ Wk
    V = x @ Wv
    t1 = K.T
    t2 = Q @ t1
    t3 = np.sqrt(K.shape[1])
    scores = t2 / t3
    visible = np.tri(len(x), dtype=bool)
    t4 = np.where(visible, scores, -np.inf)
    weights = softmax(t4, axis=1)
    out = weights @ V

    # backward
    grad_out = np.full_like(out, grad_out)  # upstream gradient, in the shape of out
    grad_weights = left_of_matmul(grad_out, weights, V)  # gradient multiplier
    del t2, t4, out  # not read again
    grad_V = right_of_matmul(grad_out, weights, V)  # gradient multiplier
    t5 = grad_weights * weights  # softmax: upstream less its mean under weights
    grad_t4 = t5 - weights * t5.sum(axis=1, keepdims=True)  # softmax
    grad_scores = unbroadcast(
        np.where(visible, grad_t4, 0.0), scores
    )  # gradient router: scores takes all if visible, summed where scores was broadcast
    grad_t2 = grad_scores / t3  # gradient divider: local gradient 1 / t3
    del V, scores, visible, grad_t4, grad_scores, weights, grad_out  # not read again
    del grad_weights, t5  # not read again
    grad_Q = left_of_matmul(grad_t2, Q, t1)  # gradient multiplier
    grad_t1 = right_of_matmul(grad_t2, Q, t1)  # gradient multiplier
    grad_K = grad_t1.T  # gradient copier: transposed back
    grad_Wv = right_of_matmul(grad_V, x, Wv)  # gradient multiplier
    grad_Wk = right_of_matmul(grad_K, x, Wk)  # gradient multiplier
    grad_Wq = right_of_matmul(grad_Q, x, Wq)  # gradient multiplier

    return grad_Wq, grad_Wk, grad_Wv
