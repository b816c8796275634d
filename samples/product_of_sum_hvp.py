def f_hvp(x, y, z, v_x, v_y, v_z):
    """Hessian-vector product of `f`, by forward mode over reverse mode.

    Returns dot_grad_x, dot_grad_y, dot_grad_z.
    """
    # forward
    # q = x + y (value not needed)
    dot_q = v_x + v_y  # tangent adder
    # L = q * z (value not needed)

    # backward
    # grad_q = z (value not needed)
    dot_grad_q = v_z  # tangent copier
    # grad_z = q (value not needed)
    dot_grad_z = dot_q  # tangent copier
    # grad_x = grad_q (value not needed)
    dot_grad_x = dot_grad_q  # tangent copier
    # grad_y = grad_q (value not needed)
    dot_grad_y = dot_grad_q  # tangent copier

    return dot_grad_x, dot_grad_y, dot_grad_z
