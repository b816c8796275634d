import numpy as np
from jaxtyping import Float


def batch_norm_backward(
    x: Float[np.ndarray, "N D"],
    gamma: Float[np.ndarray, "D"],
    beta: Float[np.ndarray, "D"],
    eps: float = 1e-5,
    grad_out=1.0,
):
    """Gradient of `batch_norm` by reverse mode.

    Returns grad_x, grad_gamma, grad_beta.
    """
    # forward
    mean = x.mean(axis=0)  # [D]
    var = x.var(axis=0)  # [D]
    t1 = x - mean  # [N, D]
    del mean  # not read again
    t2 = var + eps  # [D]
    del var  # not read again
    t3 = np.sqrt(t2)  # [D]
    del t2  # not read again
    x_hat = t1 / t3  # [N, D]
    del t1  # not read again
    t4 = gamma * x_hat  # [N, D]
    out = t4 + beta  # [N, D]
    del t4  # not read again

    # backward
    grad_out = np.full_like(out, grad_out)  # upstream gradient, in the shape of out
    del out  # not read again
    grad_beta = grad_out.sum(axis=0)  # gradient copier, summed over N -> [D]
    grad_gamma = np.einsum("ij,ij->j", grad_out, x_hat)  # gradient multiplier -> [D]
    del x_hat  # not read again
    grad_t1 = gamma / t3 * grad_out  # gradient divider; takes in grad_x_hat
    del grad_out  # not read again
    grad_t3 = -(grad_gamma * gamma) / t3  # gradient divider; takes in grad_x_hat
    t5 = x - x.mean(axis=0, keepdims=True)  # var: x less its mean
    grad_x = grad_t1 + grad_t3 / t3 / x.shape[0] * t5  # gradient adder: x forks; var
    del grad_t3, t3, t5  # not read again
    grad_x = grad_x - grad_t1.sum(axis=0) / x.shape[0]  # gradient adder: x forks

    return grad_x, grad_gamma, grad_beta
