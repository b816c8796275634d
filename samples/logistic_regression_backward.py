import math


def sigmoid(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def softplus(x):
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def loss_backward(w1, w2, b, x1, x2, label, grad_out=1.0):
    """Gradient of `loss` by reverse mode.

    Returns out, (grad_w1, grad_w2, grad_b).
    """
    # forward
    t1 = w1 * x1
    t2 = w2 * x2
    t3 = t1 + t2
    logit = t3 + b
    t4 = softplus(logit)
    t5 = label * logit
    out = t4 - t5

    # backward
    grad_t4 = grad_out  # gradient copier
    grad_t5 = -grad_out  # gradient copier: with the sign of - t5
    grad_logit = grad_t5 * label  # gradient multiplier
    grad_logit = grad_logit + grad_t4 * sigmoid(logit)  # gradient adder: logit forks
    grad_t3 = grad_logit  # gradient copier
    grad_b = grad_logit  # gradient copier
    grad_t1 = grad_t3  # gradient copier
    grad_t2 = grad_t3  # gradient copier
    grad_w2 = grad_t2 * x2  # gradient multiplier
    grad_w1 = grad_t1 * x1  # gradient multiplier

    return out, (grad_w1, grad_w2, grad_b)
