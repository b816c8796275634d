def max_gate_jvp(x, y, dot_x, dot_y):
    """Jacobian-vector product of `max_gate` by forward mode.

    Returns dot_z.
    """
    # z = max(x, y) (value not needed)
    dot_z = dot_y if y > x else dot_x  # tangent router

    return dot_z
