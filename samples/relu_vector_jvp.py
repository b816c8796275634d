import numpy as np
from jaxtyping import Float


def relu_layer_jvp(x: Float[np.ndarray, "N"], dot_x):
    """Jacobian-vector product of `relu_layer` by forward mode.

    Returns dot_out.
    """
    dot_x = np.full_like(x, dot_x)  # tangent, in the shape of x
    # out = np.maximum(0, x) (value not needed)
    dot_out = np.where(x > 0, dot_x, 0.0)  # tangent router: x takes all if x > 0 -> [N]

    return dot_out
