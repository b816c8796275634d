import numpy as np
from jaxtyping import Float


def relu_layer_jacobian(x: Float[np.ndarray, "N"]):
    """Jacobian of `relu_layer`.

    Returns dout_dx.
    """
    # forward
    out = np.maximum(0, x)  # [N]

    # backward, for each element of out
    dout_dx = np.zeros(out.shape + x.shape, x.dtype)  # how out changes with x
    for i in range(out.shape[0]):
        grad_out = np.zeros_like(out)  # upstream gradient: one at i, zero elsewhere
        grad_out[i] = 1.0
        grad_x = np.where(x > 0, grad_out, 0.0)  # gradient router: x takes all if x > 0
        dout_dx[i] = grad_x  # row of out

    return dout_dx
