def fan_out_hvp(x, y, v_x, v_y):
    """Hessian-vector product of `fan_out`, by forward mode over reverse mode.

    Returns dot_grad_x, dot_grad_y.
    """
    # forward
    total = x + y
    dot_total = v_x + v_y  # tangent adder
    # total is used three times: its gradient has three contributions
    # square = total * total (value not needed)
    dot_square = dot_total * total + total * dot_total  # tangent multiplier
    # t1 = square * x (value not needed)
    # out = t1 + total (value not needed)

    # backward
    grad_t1 = 1.0  # gradient copier
    # grad_total = 1.0 (value not needed)
    grad_square = grad_t1 * x  # gradient multiplier
    dot_grad_square = grad_t1 * v_x  # tangent multiplier
    # grad_x = grad_t1 * square (value not needed)
    dot_grad_x = grad_t1 * dot_square  # tangent multiplier
    # t2 = grad_square * total (value not needed)
    dot_t2 = dot_grad_square * total + grad_square * dot_total  # tangent multiplier
    # grad_total = grad_total + t2 (value not needed)
    dot_grad_total = dot_t2  # tangent adder
    # t3 = grad_square * total (value not needed)
    dot_t3 = dot_grad_square * total + grad_square * dot_total  # tangent multiplier
    # grad_total = grad_total + t3 (value not needed)
    dot_grad_total = dot_grad_total + dot_t3  # tangent adder
    # grad_x = grad_x + grad_total (value not needed)
    dot_grad_x = dot_grad_x + dot_grad_total  # tangent adder
    # grad_y = grad_total (value not needed)
    dot_grad_y = dot_grad_total  # tangent copier

    return dot_grad_x, dot_grad_y
