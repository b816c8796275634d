import math


def sigmoid(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def sigmoid_gate_jvp(x, dot_x):
    """Jacobian-vector product of `sigmoid_gate` by forward mode.

    Returns dot_L.
    """
    L = sigmoid(x)
    dot_L = dot_x * (1 - L) * L  # sigmoid: local gradient (1 - L) * L

    return dot_L
