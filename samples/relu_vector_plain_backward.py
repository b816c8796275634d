import numpy as np


def relu_layer_backward(x, grad_out=1.0):
    """Gradient of `relu_layer` by reverse mode.

    Returns grad_x.
    """
    # forward
    out = np.maximum(0, x)

    # backward
    grad_out = grad_out * np.ones_like(out)  # upstream gradient, in the shape of out
    grad_x = np.where(x > 0, grad_out, 0.0)  # gradient router: x takes all if x > 0

    return grad_x
