import math


def softplus(x):
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def sigmoid(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def loss_hvp(w1, w2, b, x1, x2, label, v_w1, v_w2, v_b):
    """Hessian-vector product of `loss`, by forward mode over reverse mode.

    Returns out, (dot_grad_w1, dot_grad_w2, dot_grad_b).
    """
    # forward
    t1 = w1 * x1
    dot_t1 = v_w1 * x1  # tangent multiplier
    t2 = w2 * x2
    dot_t2 = v_w2 * x2  # tangent multiplier
    t3 = t1 + t2
    dot_t3 = dot_t1 + dot_t2  # tangent adder
    logit = t3 + b
    dot_logit = dot_t3 + v_b  # tangent adder
    t4 = softplus(logit)
    t5 = label * logit
    out = t4 - t5

    # backward
    grad_t4 = 1.0  # gradient copier
    # grad_t5 = -1.0 (value not needed)
    # grad_logit = grad_t5 * label (value not needed)
    t6 = sigmoid(logit)
    dot_t6 = dot_logit * (1 - t6) * t6  # sigmoid: local gradient (1 - t6) * t6
    # t7 = grad_t4 * t6 (value not needed)
    dot_t7 = grad_t4 * dot_t6  # tangent multiplier
    # grad_logit = grad_logit + t7 (value not needed)
    dot_grad_logit_1 = dot_t7  # tangent adder
    # grad_t3 = grad_logit (value not needed)
    dot_grad_t3 = dot_grad_logit_1  # tangent copier
    # grad_b = grad_logit (value not needed)
    dot_grad_b = dot_grad_logit_1  # tangent copier
    # grad_t1 = grad_t3 (value not needed)
    dot_grad_t1 = dot_grad_t3  # tangent copier
    # grad_t2 = grad_t3 (value not needed)
    dot_grad_t2 = dot_grad_t3  # tangent copier
    # grad_w2 = grad_t2 * x2 (value not needed)
    dot_grad_w2 = dot_grad_t2 * x2  # tangent multiplier
    # grad_w1 = grad_t1 * x1 (value not needed)
    dot_grad_w1 = dot_grad_t1 * x1  # tangent multiplier

    return out, (dot_grad_w1, dot_grad_w2, dot_grad_b)
