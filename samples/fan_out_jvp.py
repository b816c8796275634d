def fan_out_jvp(x, y, dot_x, dot_y):
    """Jacobian-vector product of `fan_out` by forward mode.

    Returns dot_out.
    """
    total = x + y
    dot_total = dot_x + dot_y  # tangent adder
    # total is used three times: its gradient has three contributions
    square = total * total
    dot_square = dot_total * total + total * dot_total  # tangent multiplier
    # t1 = square * x (value not needed)
    dot_t1 = dot_square * x + square * dot_x  # tangent multiplier: product rule
    # out = t1 + total (value not needed)
    dot_out = dot_t1 + dot_total  # tangent adder

    return dot_out
