import numpy as np
from jaxtyping import Float


def linear_backward(
    x: Float[np.ndarray, "N D"], w: Float[np.ndarray, "D M"], grad_y=1.0
):
    """Gradient of `linear` by reverse mode.

    Returns grad_x, grad_w.
    """
    # forward
    y = x @ w  # [N, M]

    # backward
    grad_y = np.full_like(y, grad_y)  # upstream gradient, in the shape of y
    grad_x = grad_y @ w.T  # gradient multiplier: [N, M] @ [M, D] -> [N, D]
    grad_w = x.T @ grad_y  # gradient multiplier: [D, N] @ [N, M] -> [D, M]

    return grad_x, grad_w
