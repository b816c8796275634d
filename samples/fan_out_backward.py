def fan_out_backward(x, y, grad_out=1.0):
    """Gradient of `fan_out` by reverse mode.

    Returns grad_x, grad_y.
    """
    # forward
    total = x + y
    # total is used three times: its gradient has three contributions
    square = total * total
    # t1 = square * x (value not needed)
    # out = t1 + total (value not needed)

    # backward
    grad_t1 = grad_out  # gradient copier
    grad_total = grad_out  # gradient copier
    grad_square = grad_t1 * x  # gradient multiplier
    grad_x = grad_t1 * square  # gradient multiplier
    grad_total = grad_total + grad_square * total  # gradient adder: total forks
    grad_total = grad_total + grad_square * total  # gradient adder: total forks
    grad_x = grad_x + grad_total  # gradient adder: x forks; gradient copier
    grad_y = grad_total  # gradient copier

    return grad_x, grad_y
