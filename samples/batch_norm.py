# gradgen: --wrt x,gamma,beta
# modes: optimized
# at: N=5, D=3
# at: N=1, D=2
import numpy as np
from jaxtyping import Float


def batch_norm(
    x: Float[np.ndarray, "N D"],
    gamma: Float[np.ndarray, "D"],
    beta: Float[np.ndarray, "D"],
    eps: float = 1e-5,
):
    mean = x.mean(axis=0)
    var = x.var(axis=0)
    x_hat = (x - mean) / np.sqrt(var + eps)
    return gamma * x_hat + beta
