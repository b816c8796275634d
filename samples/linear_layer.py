# modes: jvp jacobian
# at: x=[[1, 2, 3]], w=[[1, 0], [0, 1], [2, 2]], grad_y=[[1, -1]] gives [[1, -1, 0]], [[1, -1], [2, -2], [3, -3]]
# at: N=4, D=3, M=2
# at: N=0, D=3, M=2
import numpy as np
from jaxtyping import Float


def linear(x: Float[np.ndarray, "N D"], w: Float[np.ndarray, "D M"]):
    y = x @ w
    return y
