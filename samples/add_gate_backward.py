def add_gate_backward(x, y, grad_z=1.0):
    """Gradient of `add_gate` by reverse mode.

    Returns grad_x, grad_y.
    """
    # forward
    # z = x + y (value not needed)

    # backward
    grad_x = grad_z  # gradient copier
    grad_y = grad_z  # gradient copier

    return grad_x, grad_y
