import math


def log_likelihood_backward(x, mean, log_scale, grad_out=1.0):
    """Gradient of `log_likelihood` by reverse mode.

    Returns grad_mean, grad_log_scale.
    """
    # forward
    scale = math.exp(log_scale)
    t1 = x - mean
    z = t1 / scale
    # t2 = z**2 (value not needed)
    # t3 = t2 + LOG_TWO_PI (value not needed)
    # t4 = -0.5 * t3 (value not needed)
    # out = t4 - log_scale (value not needed)

    # backward
    grad_t4 = grad_out  # gradient copier
    grad_log_scale = -grad_out  # gradient copier: with the sign of - log_scale
    grad_t3 = grad_t4 * -0.5  # gradient multiplier
    grad_t2 = grad_t3  # gradient copier
    grad_z = grad_t2 * 2 * z  # power: local gradient 2 * z
    grad_t1 = grad_z / scale  # gradient divider: local gradient 1 / scale
    grad_scale = -grad_z * z / scale  # gradient divider: local gradient -z / scale
    grad_mean = -grad_t1  # gradient copier: with the sign of - mean
    grad_log_scale = grad_log_scale + grad_scale * scale  # gradient adder

    return grad_mean, grad_log_scale
