# modes: jvp
# at: x=4, y=5, grad_z=9 gives 0, 9


def max_gate(x, y):
    """Going back, a maximum routes the gradient to the input that won."""
    z = max(x, y)
    return z
