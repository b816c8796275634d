# modes: jvp hvp
# at: x=2, y=3, grad_z=5 gives 15, 10


def multiply_gate(x, y):
    """Going back, a multiplication swaps its inputs: each is the other's local gradient."""
    z = x * y
    return z
