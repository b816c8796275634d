import math


def sigmoid(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def f_backward(x, y, grad_out=1.0):
    """Gradient of `f` by reverse mode.

    Returns grad_x, grad_y.
    """
    # forward
    t1 = sigmoid(y)
    t2 = x + t1
    t3 = sigmoid(x)
    t4 = x + y
    t5 = t4**2
    t6 = t3 + t5
    out = t2 / t6

    # backward
    grad_t2 = grad_out / t6  # gradient divider: local gradient 1 / t6
    grad_t6 = -grad_out * out / t6  # gradient divider: local gradient -out / t6
    grad_t3 = grad_t6  # gradient copier
    grad_t5 = grad_t6  # gradient copier
    grad_t4 = grad_t5 * 2 * t4  # power: local gradient 2 * t4
    grad_x = grad_t4  # gradient copier
    grad_y = grad_t4  # gradient copier
    grad_x = grad_x + grad_t3 * (1 - t3) * t3  # gradient adder: x forks; sigmoid
    grad_x = grad_x + grad_t2  # gradient adder: x forks; gradient copier
    grad_t1 = grad_t2  # gradient copier
    grad_y = grad_y + grad_t1 * (1 - t1) * t1  # gradient adder: y forks; sigmoid

    return grad_x, grad_y
