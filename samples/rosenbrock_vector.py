# modes: jvp hvp hessian
# at: x=[-1, 2] gives [396, 200]
# at: x=[1, 1, 1, 1] gives [0, 0, 0, 0]
# at: N=5
# at: N=1
import numpy as np
from jaxtyping import Float


def rosenbrock(x: Float[np.ndarray, "N"]):
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)
