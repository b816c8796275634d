def potential_backward(r, epsilon, sigma, grad_V=1.0):
    """Gradient of `potential` by reverse mode.

    Returns grad_r, grad_epsilon, grad_sigma.
    """
    # forward
    ratio = sigma / r
    sixth = ratio**6
    t1 = 4 * epsilon
    t2 = sixth**2
    t3 = t2 - sixth
    # V = t1 * t3 (value not needed)

    # backward
    grad_t1 = grad_V * t3  # gradient multiplier
    grad_t3 = grad_V * t1  # gradient multiplier
    grad_t2 = grad_t3  # gradient copier
    grad_sixth = -grad_t3  # gradient copier: with the sign of - sixth
    grad_sixth = grad_sixth + grad_t2 * 2 * sixth  # gradient adder: sixth forks; power
    grad_epsilon = grad_t1 * 4  # gradient multiplier
    grad_ratio = grad_sixth * 6 * ratio**5  # power: local gradient 6 * ratio**5
    grad_sigma = grad_ratio / r  # gradient divider: local gradient 1 / r
    grad_r = -grad_ratio * ratio / r  # gradient divider: local gradient -ratio / r

    return grad_r, grad_epsilon, grad_sigma
