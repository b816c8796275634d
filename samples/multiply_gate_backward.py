def multiply_gate_backward(x, y, grad_z=1.0):
    """Gradient of `multiply_gate` by reverse mode.

    Returns grad_x, grad_y.
    """
    # forward
    # z = x * y (value not needed)

    # backward
    grad_x = grad_z * y  # gradient multiplier
    grad_y = grad_z * x  # gradient multiplier

    return grad_x, grad_y
