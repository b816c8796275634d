import math


def squash(z):
    """The sigmoid by another name."""
    return 1 / (1 + math.exp(-z))


def neuron_backward(w, x, b, grad_activation=1.0):
    """Gradient of `neuron` by reverse mode.

    Returns grad_w, grad_x, grad_b.
    """
    # forward
    t1 = w * x
    z = t1 + b
    activation = squash(z)

    # backward
    grad_z = grad_activation * (1 - activation) * activation  # sigmoid
    grad_t1 = grad_z  # gradient copier
    grad_b = grad_z  # gradient copier
    grad_w = grad_t1 * x  # gradient multiplier
    grad_x = grad_t1 * w  # gradient multiplier

    return grad_w, grad_x, grad_b
