def copy_gate_backward(x, *, grad_left, grad_right):
    """Gradient of `copy_gate` by reverse mode.

    Returns grad_x.
    """
    # forward
    # left = x (value not needed)
    # right = x (value not needed)

    # backward
    grad_x = grad_right  # gradient copier
    grad_x = grad_x + grad_left  # gradient adder: x forks; gradient copier

    return grad_x
