import math


def sigmoid(x):
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def lstm_cell_backward(x, h, c, w, u, b=0.0, *, grad_h_1, grad_c_1):
    """Gradient of `lstm_cell` by reverse mode.

    Returns grad_h, grad_c.
    """
    # forward
    t1 = w * x
    t2 = u * h
    t3 = t1 + t2
    t4 = t3 + b
    forget = sigmoid(t4)
    t5 = u * x
    t6 = w * h
    t7 = t5 + t6
    t8 = t7 + b
    write = sigmoid(t8)
    t9 = w * x
    t10 = w * h
    t11 = t9 + t10
    t12 = t11 + b
    read = sigmoid(t12)
    # the conveyor belt
    t13 = forget * c
    t14 = u * x
    t15 = u * h
    t16 = t14 + t15
    t17 = t16 + b
    t18 = math.tanh(t17)
    t19 = write * t18
    c_1 = t13 + t19
    t20 = math.tanh(c_1)
    # h_1 = read * t20 (value not needed)

    # backward
    grad_read = grad_h_1 * t20  # gradient multiplier
    grad_t20 = grad_h_1 * read  # gradient multiplier
    grad_c_1 = grad_c_1 + grad_t20 * (1 - t20**2)  # gradient adder: c_1 forks; tanh
    grad_t13 = grad_c_1  # gradient copier
    grad_t19 = grad_c_1  # gradient copier
    grad_write = grad_t19 * t18  # gradient multiplier
    grad_t18 = grad_t19 * write  # gradient multiplier
    grad_t17 = grad_t18 * (1 - t18**2)  # tanh: local gradient 1 - t18**2
    grad_t16 = grad_t17  # gradient copier
    grad_t15 = grad_t16  # gradient copier
    grad_h = grad_t15 * u  # gradient multiplier
    grad_forget = grad_t13 * c  # gradient multiplier
    grad_c = grad_t13 * forget  # gradient multiplier
    grad_t12 = grad_read * (1 - read) * read  # sigmoid
    grad_t11 = grad_t12  # gradient copier
    grad_t10 = grad_t11  # gradient copier
    grad_h = grad_h + grad_t10 * w  # gradient adder: h forks; gradient multiplier
    grad_t8 = grad_write * (1 - write) * write  # sigmoid
    grad_t7 = grad_t8  # gradient copier
    grad_t6 = grad_t7  # gradient copier
    grad_h = grad_h + grad_t6 * w  # gradient adder: h forks; gradient multiplier
    grad_t4 = grad_forget * (1 - forget) * forget  # sigmoid
    grad_t3 = grad_t4  # gradient copier
    grad_t2 = grad_t3  # gradient copier
    grad_h = grad_h + grad_t2 * u  # gradient adder: h forks; gradient multiplier

    return grad_h, grad_c
