import numpy as np


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = np.shape(like)
    if np.shape(grad) == shape:
        return grad
    sizes = ((1,) * np.ndim(grad) + shape)[len(shape) :]
    stretched = tuple(i for i, size in enumerate(sizes) if size == 1)
    return np.sum(grad, axis=stretched).reshape(shape)


def batch_norm_backward(x, gamma, beta, eps=1e-5, grad_out=1.0):
    """Gradient of `batch_norm` by reverse mode.

    Returns grad_x, grad_gamma, grad_beta.
    """
    # forward
    mean = x.mean(axis=0)
    var = x.var(axis=0)
    t1 = x - mean
    t2 = var + eps
    t3 = np.sqrt(t2)
    x_hat = t1 / t3
    t4 = gamma * x_hat
    out = t4 + beta

    # backward
    grad_out = np.full_like(out, grad_out)  # upstream gradient, in the shape of out
    grad_t4 = unbroadcast(grad_out, t4)  # gradient copier
    grad_beta = unbroadcast(grad_out, beta)  # gradient copier
    grad_gamma = unbroadcast(grad_t4 * x_hat, gamma)  # gradient multiplier
    grad_x_hat = unbroadcast(grad_t4 * gamma, x_hat)  # gradient multiplier
    grad_t1 = unbroadcast(grad_x_hat / t3, t1)  # gradient divider
    grad_t3 = -unbroadcast(grad_x_hat * x_hat, t3) / t3  # gradient divider
    grad_t2 = grad_t3 / (2 * t3)  # sqrt: local gradient 1 / (2 * t3)
    grad_var = unbroadcast(grad_t2, var)  # gradient copier
    grad_x = grad_t1  # gradient copier
    grad_mean = -grad_t1.sum(axis=0)  # gradient copier, summed over axis 0
    t5 = x - x.mean(axis=0, keepdims=True)  # var: x less its mean
    grad_x = grad_x + grad_var * 2 * t5 / x.shape[0]  # gradient adder: x forks; var
    grad_x = grad_x + grad_mean / x.shape[0]  # gradient adder: x forks; gradient copier

    return grad_x, grad_gamma, grad_beta
