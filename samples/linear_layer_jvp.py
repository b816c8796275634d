import numpy as np
from jaxtyping import Float


def linear_jvp(x: Float[np.ndarray, "N D"], w: Float[np.ndarray, "D M"], dot_x, dot_w):
    """Jacobian-vector product of `linear` by forward mode.

    Returns dot_y.
    """
    dot_x = np.full_like(x, dot_x)  # tangent, in the shape of x
    dot_w = np.full_like(w, dot_w)  # tangent, in the shape of w
    # y = x @ w (value not needed)
    dot_y = dot_x @ w + x @ dot_w  # tangent multiplier: product rule -> [N, M]

    return dot_y
