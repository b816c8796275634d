def max_gate_backward(x, y, grad_z=1.0):
    """Gradient of `max_gate` by reverse mode.

    Returns grad_x, grad_y.
    """
    # forward
    # z = max(x, y) (value not needed)

    # backward
    grad_x = grad_z if x >= y else 0.0  # gradient router: x takes all if x >= y
    grad_y = grad_z if x < y else 0.0  # gradient router: y takes all if x < y

    return grad_x, grad_y
