from math import exp


def cross_entropy_backward(w, x, b, grad_loss=1.0):
    """Gradient of `cross_entropy` by reverse mode.

    Returns grad_w, grad_x, grad_b.
    """
    # forward
    t1 = w * x
    z = t1 + b
    p = 1.0 / (1.0 + exp(-z))  # no name, but a sigmoid all the same
    # t2 = log(p) (value not needed)
    # loss = -t2 (value not needed)

    # backward
    grad_t2 = -grad_loss  # gradient copier: with the sign turned
    grad_p = grad_t2 / p  # log: local gradient 1 / p
    grad_z = grad_p * (1 - p) * p  # sigmoid: local gradient (1 - p) * p
    grad_t1 = grad_z  # gradient copier
    grad_b = grad_z  # gradient copier
    grad_w = grad_t1 * x  # gradient multiplier
    grad_x = grad_t1 * w  # gradient multiplier

    return grad_w, grad_x, grad_b
