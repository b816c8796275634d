import math


def sigmoid(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def f_hvp(w0, x0, w1, x1, w2, v_w0, v_x0, v_w1, v_x1, v_w2):
    """Hessian-vector product of `f`, by forward mode over reverse mode.

    Returns dot_grad_w0, dot_grad_x0, dot_grad_w1, dot_grad_x1, dot_grad_w2.
    """
    # forward
    s0 = w0 * x0
    dot_s0 = v_w0 * x0 + w0 * v_x0  # tangent multiplier: product rule
    s1 = w1 * x1
    dot_s1 = v_w1 * x1 + w1 * v_x1  # tangent multiplier: product rule
    s2 = s0 + s1
    dot_s2 = dot_s0 + dot_s1  # tangent adder
    s3 = s2 + w2
    dot_s3 = dot_s2 + v_w2  # tangent adder
    L = sigmoid(s3)
    dot_L = dot_s3 * (1 - L) * L  # sigmoid: local gradient (1 - L) * L

    # backward
    t1 = 1 - L
    dot_t1 = -dot_L  # tangent adder: with the sign of - L
    grad_s3 = t1 * L  # sigmoid: local gradient (1 - L) * L
    dot_grad_s3 = dot_t1 * L + t1 * dot_L  # tangent multiplier: product rule
    grad_s2 = grad_s3  # gradient copier
    dot_grad_s2 = dot_grad_s3  # tangent copier
    # grad_w2 = grad_s3 (value not needed)
    dot_grad_w2 = dot_grad_s3  # tangent copier
    grad_s0 = grad_s2  # gradient copier
    dot_grad_s0 = dot_grad_s2  # tangent copier
    grad_s1 = grad_s2  # gradient copier
    dot_grad_s1 = dot_grad_s2  # tangent copier
    # grad_w1 = grad_s1 * x1 (value not needed)
    dot_grad_w1 = dot_grad_s1 * x1 + grad_s1 * v_x1  # tangent multiplier: product rule
    # grad_x1 = grad_s1 * w1 (value not needed)
    dot_grad_x1 = dot_grad_s1 * w1 + grad_s1 * v_w1  # tangent multiplier: product rule
    # grad_w0 = grad_s0 * x0 (value not needed)
    dot_grad_w0 = dot_grad_s0 * x0 + grad_s0 * v_x0  # tangent multiplier: product rule
    # grad_x0 = grad_s0 * w0 (value not needed)
    dot_grad_x0 = dot_grad_s0 * w0 + grad_s0 * v_w0  # tangent multiplier: product rule

    return dot_grad_w0, dot_grad_x0, dot_grad_w1, dot_grad_x1, dot_grad_w2
