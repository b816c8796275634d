import math
from numba import njit


@njit(cache=True, error_model="numpy")
def sigmoid(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


@njit(cache=True, error_model="numpy")
def f_backward(w0, x0, w1, x1, w2, grad_L=1.0):
    """Gradient of `f` by reverse mode.

    Returns grad_w0, grad_x0, grad_w1, grad_x1, grad_w2.
    """
    # forward
    s0 = w0 * x0
    s1 = w1 * x1
    s2 = s0 + s1
    s3 = s2 + w2
    L = sigmoid(s3)

    # backward
    grad_s3 = grad_L * (1 - L) * L  # sigmoid: local gradient (1 - L) * L
    grad_s2 = grad_s3  # gradient copier
    grad_w2 = grad_s3  # gradient copier
    grad_s0 = grad_s2  # gradient copier
    grad_s1 = grad_s2  # gradient copier
    grad_w1 = grad_s1 * x1  # gradient multiplier
    grad_x1 = grad_s1 * w1  # gradient multiplier
    grad_w0 = grad_s0 * x0  # gradient multiplier
    grad_x0 = grad_s0 * w0  # gradient multiplier

    return grad_w0, grad_x0, grad_w1, grad_x1, grad_w2
