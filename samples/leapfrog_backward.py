import math


def step_backward(x, v, dt, k, *, grad_x_1, grad_v_2):
    """Gradient of `step` by reverse mode.

    Returns grad_x, grad_v, grad_dt, grad_k.
    """
    # forward
    t1 = -k
    t2 = math.sin(x)
    t3 = t1 * t2
    t4 = t3 * dt
    t5 = t4 / 2
    v_1 = v + t5
    t6 = v_1 * dt
    x_1 = x + t6
    t7 = -k
    t8 = math.sin(x_1)
    t9 = t7 * t8
    # t10 = t9 * dt (value not needed)
    # t11 = t10 / 2 (value not needed)
    # v_2 = v_1 + t11 (value not needed)

    # backward
    grad_v_1 = grad_v_2  # gradient copier
    grad_t11 = grad_v_2  # gradient copier
    grad_t10 = grad_t11 / 2  # gradient divider: local gradient 1 / 2
    grad_t9 = grad_t10 * dt  # gradient multiplier
    grad_dt = grad_t10 * t9  # gradient multiplier
    grad_t7 = grad_t9 * t8  # gradient multiplier
    grad_t8 = grad_t9 * t7  # gradient multiplier
    grad_x_1 = grad_x_1 + grad_t8 * math.cos(x_1)  # gradient adder: x_1 forks; sin
    grad_k = -grad_t7  # gradient copier: with the sign turned
    grad_x = grad_x_1  # gradient copier
    grad_t6 = grad_x_1  # gradient copier
    grad_v_1 = grad_v_1 + grad_t6 * dt  # gradient adder: v_1 forks; gradient multiplier
    grad_dt = grad_dt + grad_t6 * v_1  # gradient adder: dt forks; gradient multiplier
    grad_v = grad_v_1  # gradient copier
    grad_t5 = grad_v_1  # gradient copier
    grad_t4 = grad_t5 / 2  # gradient divider: local gradient 1 / 2
    grad_t3 = grad_t4 * dt  # gradient multiplier
    grad_dt = grad_dt + grad_t4 * t3  # gradient adder: dt forks; gradient multiplier
    grad_t1 = grad_t3 * t2  # gradient multiplier
    grad_t2 = grad_t3 * t1  # gradient multiplier
    grad_x = grad_x + grad_t2 * math.cos(x)  # gradient adder: x forks; sin
    grad_k = grad_k + -grad_t1  # gradient adder: k forks; gradient copier

    return grad_x, grad_v, grad_dt, grad_k
