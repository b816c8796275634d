# at: x=3, y=4, grad_z=2 gives 2, 2


def add_gate(x, y):
    """Going back, an addition copies the gradient to both of its inputs."""
    z = x + y
    return z
