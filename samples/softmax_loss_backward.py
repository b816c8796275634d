import math


def loss_backward(a, b, c, grad_out=1.0):
    """Gradient of `loss` by reverse mode.

    Returns grad_a, grad_b, grad_c.
    """
    # forward
    t1 = max(a, b)
    highest = max(t1, c)  # taken off, so that no exponential overflows
    t2 = a - highest
    t3 = math.exp(t2)
    t4 = b - highest
    t5 = math.exp(t4)
    t6 = c - highest
    t7 = math.exp(t6)
    total = sum([t3, t5, t7])
    # t8 = b - highest (value not needed)
    # t9 = math.log(total) (value not needed)
    # log_probability = t8 - t9 (value not needed)
    # out = -log_probability (value not needed)

    # backward
    grad_log_probability = -grad_out  # gradient copier: with the sign turned
    grad_t8 = grad_log_probability  # gradient copier
    grad_t9 = -grad_log_probability  # gradient copier: with the sign of - t9
    grad_total = grad_t9 / total  # log: local gradient 1 / total
    grad_b = grad_t8  # gradient copier
    grad_highest = -grad_t8  # gradient copier: with the sign of - highest
    grad_t3 = grad_total  # gradient copier
    grad_t5 = grad_total  # gradient copier
    grad_t7 = grad_total  # gradient copier
    grad_t6 = grad_t7 * t7  # exp: local gradient t7
    grad_c = grad_t6  # gradient copier
    grad_highest = grad_highest + -grad_t6  # gradient adder: highest forks
    grad_t4 = grad_t5 * t5  # exp: local gradient t5
    grad_b = grad_b + grad_t4  # gradient adder: b forks; gradient copier
    grad_highest = grad_highest + -grad_t4  # gradient adder: highest forks
    grad_t2 = grad_t3 * t3  # exp: local gradient t3
    grad_a = grad_t2  # gradient copier
    grad_highest = grad_highest + -grad_t2  # gradient adder: highest forks
    grad_t1 = 0.0 if c > t1 else grad_highest  # gradient router
    grad_c = grad_c + (grad_highest if c > t1 else 0.0)  # gradient adder: c forks
    grad_a = grad_a + (0.0 if b > a else grad_t1)  # gradient adder: a forks
    grad_b = grad_b + (grad_t1 if b > a else 0.0)  # gradient adder: b forks

    return grad_a, grad_b, grad_c
