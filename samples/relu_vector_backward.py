import numpy as np
from jaxtyping import Float


def relu_layer_backward(x: Float[np.ndarray, "N"], grad_out=1.0):
    """Gradient of `relu_layer` by reverse mode.

    Returns grad_x.
    """
    # forward
    # out = np.maximum(0, x) (value not needed)

    # backward
    grad_out = np.full_like(x, grad_out)  # upstream gradient, in the shape of out
    grad_x = np.where(x > 0, grad_out, 0.0)  # gradient router: x takes all if x > 0

    return grad_x
