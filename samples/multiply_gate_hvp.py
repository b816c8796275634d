def multiply_gate_hvp(x, y, v_x, v_y):
    """Hessian-vector product of `multiply_gate`, by forward mode over reverse mode.

    Returns dot_grad_x, dot_grad_y.
    """
    # forward
    # z = x * y (value not needed)

    # backward
    # grad_x = y (value not needed)
    dot_grad_x = v_y  # tangent copier
    # grad_y = x (value not needed)
    dot_grad_y = v_x  # tangent copier

    return dot_grad_x, dot_grad_y
