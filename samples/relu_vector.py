# modes: jvp jacobian
# at: x=[1, -2, 3, -3], grad_out=[4, -1, 5, 9] gives [4, 0, 5, 0]
# at: N=5
# at: N=1
# at: N=0
import numpy as np
from jaxtyping import Float


def relu_layer(x: Float[np.ndarray, "N"]):
    return np.maximum(0, x)
