import numpy as np
from jaxtyping import Float
from scipy.special import logsumexp


def log_likelihood_backward(
    x: Float[np.ndarray, "N D"],
    logits: Float[np.ndarray, "K"],
    means: Float[np.ndarray, "K D"],
    log_stds: Float[np.ndarray, "K D"],
    grad_out=1.0,
):
    """Gradient of `log_likelihood` by reverse mode.

    Returns grad_logits, grad_means, grad_log_stds.
    """
    # forward
    t1 = x[:, np.newaxis, :]  # [N, 1, D]
    t2 = t1 - means  # [N, K, D]
    t3 = np.exp(log_stds)  # [K, D]
    z = t2 / t3  # [N, K, D]
    t4 = 2 * np.pi
    t5 = np.log(t4)
    t6 = 0.5 * t5
    t7 = log_stds + t6  # [K, D]
    log_norm = np.sum(t7, axis=1)  # [K]
    t8 = z**2  # [N, K, D]
    t9 = np.sum(t8, axis=2)  # [N, K]
    t10 = -0.5 * t9  # [N, K]
    log_density = t10 - log_norm  # [N, K]
    t11 = logsumexp(logits)
    log_weights = logits - t11  # [K]
    t12 = log_weights + log_density  # [N, K]
    t13 = logsumexp(t12, axis=1)  # [N]
    # out = np.sum(t13) (value not needed)

    # backward
    grad_t13 = np.full_like(t13, grad_out)  # gradient copier -> [N]
    grad_t12 = grad_t13[:, None] * np.exp(t12 - t13[:, None])  # logsumexp -> [N, K]
    grad_log_weights = grad_t12.sum(axis=0)  # gradient copier, summed over N -> [K]
    grad_log_density = grad_t12  # gradient copier -> [N, K]
    grad_logits = grad_log_weights  # gradient copier -> [K]
    grad_t11 = -np.sum(grad_log_weights)  # gradient copier, summed over K
    grad_logits = grad_logits + grad_t11 * np.exp(logits - t11)  # gradient adder
    grad_t10 = grad_log_density  # gradient copier -> [N, K]
    grad_log_norm = -grad_log_density.sum(axis=0)  # gradient copier, summed over N
    grad_t9 = grad_t10 * -0.5  # gradient multiplier -> [N, K]
    grad_t8 = np.broadcast_to(grad_t9[:, :, None], z.shape)  # gradient copier
    del t2, t8  # not read again
    grad_z = grad_t8 * 2 * z  # power: local gradient 2 * z -> [N, K, D]
    grad_t7 = np.broadcast_to(grad_log_norm[:, None], t3.shape)  # gradient copier
    grad_log_stds = grad_t7  # gradient copier -> [K, D]
    grad_t2 = grad_z / t3  # gradient divider: local gradient 1 / t3 -> [N, K, D]
    del grad_t9, grad_t8  # not read again
    grad_t3 = -np.sum(grad_z * z, axis=0) / t3  # gradient divider, summed over N
    grad_log_stds = grad_log_stds + grad_t3 * t3  # gradient adder: log_stds forks; exp
    grad_means = -grad_t2.sum(axis=0)  # gradient copier, summed over N -> [K, D]

    return grad_logits, grad_means, grad_log_stds
