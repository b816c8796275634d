import numpy as np
from scipy.special import logsumexp


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = np.shape(like)
    if np.shape(grad) == shape:
        return grad
    sizes = ((1,) * np.ndim(grad) + shape)[len(shape) :]
    stretched = tuple(i for i, size in enumerate(sizes) if size == 1)
    return np.sum(grad, axis=stretched).reshape(shape)


def log_likelihood_backward(x, logits, means, log_stds, grad_out=1.0):
    """Gradient of `log_likelihood` by reverse mode.

    Returns grad_logits, grad_means, grad_log_stds.
    """
    # forward
    t1 = x[:, np.newaxis, :]
    t2 = t1 - means
    t3 = np.exp(log_stds)
    z = t2 / t3
    t4 = 2 * np.pi
    t5 = np.log(t4)
    t6 = 0.5 * t5
    t7 = log_stds + t6
    log_norm = np.sum(t7, axis=1)
    t8 = z**2
    t9 = np.sum(t8, axis=2)
    t10 = -0.5 * t9
    log_density = t10 - log_norm
    t11 = logsumexp(logits)
    log_weights = logits - t11
    t12 = log_weights + log_density
    t13 = logsumexp(t12, axis=1)
    # out = np.sum(t13) (value not needed)

    # backward
    grad_t13 = np.full_like(t13, grad_out)  # gradient copier
    del t7, t8, t9  # not read again
    grad_t12 = grad_t13[:, None] * np.exp(t12 - t13[:, None])  # logsumexp
    grad_log_weights = unbroadcast(grad_t12, log_weights)  # gradient copier
    grad_log_density = unbroadcast(grad_t12, log_density)  # gradient copier
    grad_logits = grad_log_weights  # gradient copier
    grad_t11 = -np.sum(grad_log_weights)  # gradient copier, summed: t11 was broadcast
    grad_logits = grad_logits + grad_t11 * np.exp(logits - t11)  # gradient adder
    grad_t10 = unbroadcast(grad_log_density, t10)  # gradient copier
    grad_log_norm = -unbroadcast(grad_log_density, log_norm)  # gradient copier
    grad_t9 = grad_t10 * -0.5  # gradient multiplier
    del log_norm, t10, log_density, log_weights, t12, t13, grad_t13  # not read again
    grad_t8 = np.broadcast_to(grad_t9[:, :, None], z.shape)  # gradient copier
    grad_z = grad_t8 * 2 * z  # power: local gradient 2 * z
    grad_t7 = np.broadcast_to(grad_log_norm[:, None], t3.shape)  # gradient copier
    grad_log_stds = grad_t7  # gradient copier
    grad_t2 = unbroadcast(grad_z / t3, t2)  # gradient divider: local gradient 1 / t3
    grad_t3 = -unbroadcast(grad_z * z, t3) / t3  # gradient divider
    grad_log_stds = grad_log_stds + grad_t3 * t3  # gradient adder: log_stds forks; exp
    grad_means = -unbroadcast(grad_t2, means)  # gradient copier

    return grad_logits, grad_means, grad_log_stds
