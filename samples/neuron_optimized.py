import math


def sigmoid(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


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
    grad_w2 = grad_L * (1 - L) * L  # sigmoid; gradient copier
    grad_w1 = grad_w2 * x1  # gradient multiplier
    grad_x1 = grad_w2 * w1  # gradient multiplier
    grad_w0 = grad_w2 * x0  # gradient multiplier
    grad_x0 = grad_w2 * w0  # gradient multiplier

    return grad_w0, grad_x0, grad_w1, grad_x1, grad_w2
