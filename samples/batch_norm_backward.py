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
    t2 = var + eps  # [D]
    t3 = np.sqrt(t2)  # [D]
    x_hat = t1 / t3  # [N, D]
    t4 = gamma * x_hat  # [N, D]
    out = t4 + beta  # [N, D]

    # backward
    grad_out = np.full_like(out, grad_out)  # upstream gradient, in the shape of out
    grad_t4 = grad_out  # gradient copier -> [N, D]
    grad_beta = grad_out.sum(axis=0)  # gradient copier, summed over N -> [D]
    del t1, t4, out  # not read again
    grad_gamma = np.sum(grad_t4 * x_hat, axis=0)  # gradient multiplier, summed over N
    grad_x_hat = grad_t4 * gamma  # gradient multiplier -> [N, D]
    grad_t1 = grad_x_hat / t3  # gradient divider: local gradient 1 / t3 -> [N, D]
    grad_t3 = -np.sum(grad_x_hat * x_hat, axis=0) / t3  # gradient divider -> [D]
    grad_t2 = grad_t3 / (2 * t3)  # sqrt: local gradient 1 / (2 * t3) -> [D]
    grad_var = grad_t2  # gradient copier -> [D]
    grad_x = grad_t1  # gradient copier -> [N, D]
    grad_mean = -grad_t1.sum(axis=0)  # gradient copier, summed over N -> [D]
    t5 = x - x.mean(axis=0, keepdims=True)  # var: x less its mean
    del x_hat, grad_out, grad_t4, grad_x_hat  # not read again
    grad_x = grad_x + grad_var * 2 * t5 / x.shape[0]  # gradient adder: x forks; var
    grad_x = grad_x + grad_mean / x.shape[0]  # gradient adder: x forks; gradient copier

    return grad_x, grad_gamma, grad_beta
