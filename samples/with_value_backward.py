def rosenbrock_backward(x, y, grad_out=1.0):
    """Gradient of `rosenbrock` by reverse mode.

    Returns out, (grad_x, grad_y).
    """
    # forward
    t1 = x * x
    valley = y - t1
    slope = 1 - x
    t2 = valley**2
    t3 = 100 * t2
    t4 = slope**2
    out = t3 + t4

    # backward
    grad_t3 = grad_out  # gradient copier
    grad_t4 = grad_out  # gradient copier
    grad_slope = grad_t4 * 2 * slope  # power: local gradient 2 * slope
    grad_t2 = grad_t3 * 100  # gradient multiplier
    grad_valley = grad_t2 * 2 * valley  # power: local gradient 2 * valley
    grad_x = -grad_slope  # gradient copier: with the sign of - x
    grad_y = grad_valley  # gradient copier
    grad_t1 = -grad_valley  # gradient copier: with the sign of - t1
    grad_x = grad_x + grad_t1 * x  # gradient adder: x forks; gradient multiplier
    grad_x = grad_x + grad_t1 * x  # gradient adder: x forks; gradient multiplier

    return out, (grad_x, grad_y)
