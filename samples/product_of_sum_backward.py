def f_backward(x, y, z, grad_L=1.0):
    """Gradient of `f` by reverse mode.

    Returns grad_x, grad_y, grad_z.
    """
    # forward
    q = x + y
    # L = q * z (value not needed)

    # backward
    grad_q = grad_L * z  # gradient multiplier
    grad_z = grad_L * q  # gradient multiplier
    grad_x = grad_q  # gradient copier
    grad_y = grad_q  # gradient copier

    return grad_x, grad_y, grad_z
