import math


def misfit_backward(length, span, a, grad_out=1.0):
    """Gradient of `misfit` by reverse mode.

    Returns grad_length, grad_span, grad_a.
    """
    # forward
    t1 = 2 * a
    t2 = span / t1
    t3 = math.sinh(t2)
    half = a * t3
    t4 = 2 * half
    slack = length - t4
    # t5 = slack**2 (value not needed)
    t6 = 2 * a
    t7 = span / t6
    t8 = math.cosh(t7)
    # t9 = a * t8 (value not needed)
    # t10 = t9 - a (value not needed)
    # t11 = 0.01 * t10 (value not needed)
    # out = t5 + t11 (value not needed)

    # backward
    grad_t5 = grad_out  # gradient copier
    grad_t11 = grad_out  # gradient copier
    grad_t10 = grad_t11 * 0.01  # gradient multiplier
    grad_t9 = grad_t10  # gradient copier
    grad_a = -grad_t10  # gradient copier: with the sign of - a
    grad_a = grad_a + grad_t9 * t8  # gradient adder: a forks; gradient multiplier
    grad_t8 = grad_t9 * a  # gradient multiplier
    grad_t7 = grad_t8 * math.sinh(t7)  # cosh: local gradient sinh(t7)
    grad_span = grad_t7 / t6  # gradient divider: local gradient 1 / t6
    grad_t6 = -grad_t7 * t7 / t6  # gradient divider: local gradient -t7 / t6
    grad_a = grad_a + grad_t6 * 2  # gradient adder: a forks; gradient multiplier
    grad_slack = grad_t5 * 2 * slack  # power: local gradient 2 * slack
    grad_length = grad_slack  # gradient copier
    grad_t4 = -grad_slack  # gradient copier: with the sign of - t4
    grad_half = grad_t4 * 2  # gradient multiplier
    grad_a = grad_a + grad_half * t3  # gradient adder: a forks; gradient multiplier
    grad_t3 = grad_half * a  # gradient multiplier
    grad_t2 = grad_t3 * math.cosh(t2)  # sinh: local gradient cosh(t2)
    grad_span = grad_span + grad_t2 / t1  # gradient adder: span forks; gradient divider
    grad_t1 = -grad_t2 * t2 / t1  # gradient divider: local gradient -t2 / t1
    grad_a = grad_a + grad_t1 * 2  # gradient adder: a forks; gradient multiplier

    return grad_length, grad_span, grad_a
