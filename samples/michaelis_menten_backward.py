def rate_backward(substrate, inhibitor, v_max, k_m, k_i, grad_velocity=1.0):
    """Gradient of `rate` by reverse mode.

    Returns grad_substrate, grad_inhibitor, grad_v_max, grad_k_m, grad_k_i.
    """
    # forward
    # the competitor makes the substrate look scarcer than it is
    t1 = inhibitor / k_i
    t2 = 1 + t1
    apparent = k_m * t2
    t3 = v_max * substrate
    t4 = apparent + substrate
    velocity = t3 / t4

    # backward
    grad_t3 = grad_velocity / t4  # gradient divider: local gradient 1 / t4
    grad_t4 = -grad_velocity * velocity / t4  # gradient divider
    grad_apparent = grad_t4  # gradient copier
    grad_substrate = grad_t4  # gradient copier
    grad_v_max = grad_t3 * substrate  # gradient multiplier
    grad_substrate = grad_substrate + grad_t3 * v_max  # gradient adder: substrate forks
    grad_k_m = grad_apparent * t2  # gradient multiplier
    grad_t2 = grad_apparent * k_m  # gradient multiplier
    grad_t1 = grad_t2  # gradient copier
    grad_inhibitor = grad_t1 / k_i  # gradient divider: local gradient 1 / k_i
    grad_k_i = -grad_t1 * t1 / k_i  # gradient divider: local gradient -t1 / k_i

    return grad_substrate, grad_inhibitor, grad_v_max, grad_k_m, grad_k_i
