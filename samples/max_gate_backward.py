def max_gate_backward(x, y, grad_z=1.0):
    """Gradient of `max_gate` by reverse mode.

    Returns grad_x, grad_y.
    """
    # forward
    # z = max(x, y) (value not needed)

    # backward
    grad_x = 0.0 if y > x else grad_z  # gradient router: x takes all unless y > x
    grad_y = grad_z if y > x else 0.0  # gradient router: y takes all if y > x

    return grad_x, grad_y
