import math


def sigmoid(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def sigmoid_gate_backward(x, grad_L=1.0):
    """Gradient of `sigmoid_gate` by reverse mode.

    Returns grad_x.
    """
    # forward
    L = sigmoid(x)

    # backward
    grad_x = grad_L * (1 - L) * L  # sigmoid: local gradient (1 - L) * L

    return grad_x
