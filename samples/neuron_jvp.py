import math


def sigmoid(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def f_jvp(w0, x0, w1, x1, w2, dot_w0, dot_x0, dot_w1, dot_x1, dot_w2):
    """Jacobian-vector product of `f` by forward mode.

    Returns dot_L.
    """
    s0 = w0 * x0
    dot_s0 = dot_w0 * x0 + w0 * dot_x0  # tangent multiplier: product rule
    s1 = w1 * x1
    dot_s1 = dot_w1 * x1 + w1 * dot_x1  # tangent multiplier: product rule
    s2 = s0 + s1
    dot_s2 = dot_s0 + dot_s1  # tangent adder
    s3 = s2 + w2
    dot_s3 = dot_s2 + dot_w2  # tangent adder
    L = sigmoid(s3)
    dot_L = dot_s3 * (1 - L) * L  # sigmoid: local gradient (1 - L) * L

    return dot_L
