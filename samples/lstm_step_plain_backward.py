import numpy as np
from scipy.special import expit


def left_of_matmul(grad, x, y):
    """The gradient of `x` in `x @ y`: `grad @ y.T`, for vectors and stacks of matrices too."""
    if np.ndim(y) == 1:
        return np.multiply.outer(grad, y)
    if np.ndim(y) == 2:
        return grad @ np.transpose(y)
    rows = grad[..., None, :] if np.ndim(x) == 1 else grad
    return unbroadcast(rows @ np.swapaxes(y, -1, -2), x)


def right_of_matmul(grad, x, y):
    """The gradient of `y` in `x @ y`: `x.T @ grad`, for vectors and stacks of matrices too."""
    if np.ndim(y) < 3:
        leading = tuple(range(np.ndim(x) - 1))
        return np.tensordot(x, grad, (leading, leading))
    rows = grad[..., None, :] if np.ndim(x) == 1 else grad
    return unbroadcast(np.swapaxes(np.atleast_2d(x), -1, -2) @ rows, y)


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = np.shape(like)
    if np.shape(grad) == shape:
        return grad
    sizes = ((1,) * np.ndim(grad) + shape)[len(shape) :]
    stretched = tuple(i for i, size in enumerate(sizes) if size == 1)
    return np.sum(grad, axis=stretched).reshape(shape)


def lstm_step_backward(x, h, c, W, U, b, *, grad_h_1, grad_c_1):
    """Gradient of `lstm_step` by reverse mode.

    Returns grad_h, grad_c, grad_W, grad_U, grad_b.
    """
    # forward
    t1 = x @ W
    t2 = h @ U
    t3 = t1 + t2
    gates = t3 + b
    forget = gates[0]
    write = gates[1]
    read = gates[2]
    candidate = gates[3]
    t4 = expit(forget)
    t5 = t4 * c
    t6 = expit(write)
    t7 = np.tanh(candidate)
    t8 = t6 * t7
    c_1 = t5 + t8
    t9 = expit(read)
    t10 = np.tanh(c_1)
    h_1 = t9 * t10

    # backward
    grad_h_1 = np.full_like(h_1, grad_h_1)  # upstream gradient, in the shape of h_1
    grad_c_1 = np.full_like(c_1, grad_c_1)  # upstream gradient, in the shape of c_1
    grad_t9 = unbroadcast(grad_h_1 * t10, t9)  # gradient multiplier
    grad_t10 = unbroadcast(grad_h_1 * t9, t10)  # gradient multiplier
    grad_c_1 = grad_c_1 + grad_t10 * (1 - t10**2)  # gradient adder: c_1 forks; tanh
    grad_read = grad_t9 * (1 - t9) * t9  # sigmoid: local gradient (1 - t9) * t9
    grad_t5 = unbroadcast(grad_c_1, t5)  # gradient copier
    grad_t8 = unbroadcast(grad_c_1, t8)  # gradient copier
    grad_t6 = unbroadcast(grad_t8 * t7, t6)  # gradient multiplier
    grad_t7 = unbroadcast(grad_t8 * t6, t7)  # gradient multiplier
    grad_candidate = grad_t7 * (1 - t7**2)  # tanh: local gradient 1 - t7**2
    grad_write = grad_t6 * (1 - t6) * t6  # sigmoid: local gradient (1 - t6) * t6
    grad_t4 = unbroadcast(grad_t5 * c, t4)  # gradient multiplier
    grad_c = unbroadcast(grad_t5 * t4, c)  # gradient multiplier
    grad_forget = grad_t4 * (1 - t4) * t4  # sigmoid: local gradient (1 - t4) * t4
    grad_gates = np.zeros_like(1.0 * gates)  # gradient adder: gates is read in parts
    grad_gates[3] += grad_candidate  # gradient copier: back into place
    grad_gates[2] += grad_read  # gradient adder: gates forks; gradient copier
    grad_gates[1] += grad_write  # gradient adder: gates forks; gradient copier
    grad_gates[0] += grad_forget  # gradient adder: gates forks; gradient copier
    grad_t3 = unbroadcast(grad_gates, t3)  # gradient copier
    grad_b = unbroadcast(grad_gates, b)  # gradient copier, summed where b was broadcast
    grad_t1 = unbroadcast(grad_t3, t1)  # gradient copier, summed where t1 was broadcast
    grad_t2 = unbroadcast(grad_t3, t2)  # gradient copier, summed where t2 was broadcast
    grad_h = left_of_matmul(grad_t2, h, U)  # gradient multiplier
    del t1, t2, t3, gates, forget, write, read, candidate, t5, t8  # not read again
    del c_1, t9, t10, grad_h_1, grad_t9, grad_t10, h_1, grad_read  # not read again
    del grad_candidate, grad_write, grad_forget  # not read again
    grad_U = right_of_matmul(grad_t2, h, U)  # gradient multiplier
    grad_W = right_of_matmul(grad_t1, x, W)  # gradient multiplier

    return grad_h, grad_c, grad_W, grad_U, grad_b
