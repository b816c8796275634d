import numpy as np
from jaxtyping import Float


def linear_jacobian(x: Float[np.ndarray, "N D"], w: Float[np.ndarray, "D M"]):
    """Jacobian of `linear`.

    Returns dy_dx, dy_dw.
    """
    # forward
    y = x @ w  # [N, M]

    # backward, for each element of y
    dy_dx = np.zeros(y.shape + x.shape, np.result_type(y, x))  # how y changes with x
    dy_dw = np.zeros(y.shape + w.shape, np.result_type(y, w))  # how y changes with w
    for i in np.ndindex(y.shape):
        grad_y = np.zeros_like(y)  # upstream gradient: one at i, zero elsewhere
        grad_y[i] = 1.0
        grad_x = grad_y @ w.T  # gradient multiplier: [N, M] @ [M, D] -> [N, D]
        grad_w = x.T @ grad_y  # gradient multiplier: [D, N] @ [N, M] -> [D, M]
        dy_dx[i] = grad_x  # row of y
        dy_dw[i] = grad_w  # row of y

    return dy_dx, dy_dw
