def f_jvp(x, y, z, dot_x, dot_y, dot_z):
    """Jacobian-vector product of `f` by forward mode.

    Returns dot_L.
    """
    q = x + y
    dot_q = dot_x + dot_y  # tangent adder
    # L = q * z (value not needed)
    dot_L = dot_q * z + q * dot_z  # tangent multiplier: product rule

    return dot_L
