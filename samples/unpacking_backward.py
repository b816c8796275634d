def determinant_backward(a, b, c, d, grad_out=1.0):
    """Gradient of `determinant` by reverse mode.

    Returns grad_a, grad_b, grad_c, grad_d.
    """
    # forward
    left = a
    right = b
    lower_left = c
    lower_right = d
    # t1 = left * lower_right (value not needed)
    # t2 = right * lower_left (value not needed)
    # out = t1 - t2 (value not needed)

    # backward
    grad_t1 = grad_out  # gradient copier
    grad_t2 = -grad_out  # gradient copier: with the sign of - t2
    grad_right = grad_t2 * lower_left  # gradient multiplier
    grad_lower_left = grad_t2 * right  # gradient multiplier
    grad_left = grad_t1 * lower_right  # gradient multiplier
    grad_lower_right = grad_t1 * left  # gradient multiplier
    grad_d = grad_lower_right  # gradient copier
    grad_c = grad_lower_left  # gradient copier
    grad_b = grad_right  # gradient copier
    grad_a = grad_left  # gradient copier

    return grad_a, grad_b, grad_c, grad_d
