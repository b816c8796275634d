# at: x=7, grad_left=4, grad_right=2 gives 6


def copy_gate(x):
    """Going back, a copy adds up the gradients of all that were made of it."""
    left = x
    right = x
    return left, right
