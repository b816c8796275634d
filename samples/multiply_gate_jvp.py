def multiply_gate_jvp(x, y, dot_x, dot_y):
    """Jacobian-vector product of `multiply_gate` by forward mode.

    Returns dot_z.
    """
    # z = x * y (value not needed)
    dot_z = dot_x * y + x * dot_y  # tangent multiplier: product rule

    return dot_z
