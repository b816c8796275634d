import math


def sigmoid(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def sigmoid_gate_hvp(x, v_x):
    """Hessian-vector product of `sigmoid_gate`, by forward mode over reverse mode.

    Returns dot_grad_x.
    """
    # forward
    L = sigmoid(x)
    dot_L = v_x * (1 - L) * L  # sigmoid: local gradient (1 - L) * L

    # backward
    t1 = 1 - L
    dot_t1 = -dot_L  # tangent adder: with the sign of - L
    # grad_x = t1 * L (value not needed)
    dot_grad_x = dot_t1 * L + t1 * dot_L  # tangent multiplier: product rule

    return dot_grad_x
