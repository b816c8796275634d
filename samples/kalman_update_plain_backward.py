import numpy as np


def adjoint_solution(grad, a, b):
    """What flows back to `b` of `np.linalg.solve(a, b)`: the solution for `a` transposed."""
    turned = np.swapaxes(a, -1, -2)
    if np.ndim(b) == 1:
        return np.linalg.solve(turned, grad[..., None])[..., 0]
    return np.linalg.solve(turned, grad)


def left_of_matmul(grad, x, y):
    """The gradient of `x` in `x @ y`: `grad @ y.T`, for vectors and stacks of matrices too."""
    if np.ndim(y) == 1:
        return np.multiply.outer(grad, y)
    if np.ndim(y) == 2:
        return grad @ np.transpose(y)
    rows = grad[..., None, :] if np.ndim(x) == 1 else grad
    return unbroadcast(rows @ np.swapaxes(y, -1, -2), x)


def outer_products(x, y, like):
    """`x @ y.T` in the shape of the matrices `like`; `x` and `y` may be vectors."""
    if np.ndim(x) < np.ndim(like):
        x, y = x[..., None], y[..., None]
    return unbroadcast(x @ np.swapaxes(y, -1, -2), like)


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


def update_backward(x, P, z, H, R, *, grad_x_1, grad_P_1):
    """Gradient of `update` by reverse mode.

    Returns grad_x, grad_P, grad_z, grad_R.
    """
    # forward
    t1 = H @ x
    innovation = z - t1
    t2 = H.T
    cross = P @ t2  # covariance of state and measurement
    t3 = H @ cross
    S = t3 + R
    t4 = cross.T
    t5 = np.linalg.solve(S, t4)
    gain = t5.T
    t6 = gain @ innovation
    x_1 = x + t6
    t7 = cross.T
    t8 = gain @ t7
    P_1 = P - t8

    # backward
    grad_x_1 = grad_x_1 * np.ones_like(x_1)  # upstream gradient, in the shape of x_1
    grad_P_1 = grad_P_1 * np.ones_like(P_1)  # upstream gradient, in the shape of P_1
    grad_P = unbroadcast(grad_P_1, P)  # gradient copier, summed where P was broadcast
    grad_t8 = -unbroadcast(grad_P_1, t8)  # gradient copier: with the sign of - t8
    grad_gain = left_of_matmul(grad_t8, gain, t7)  # gradient multiplier
    grad_t7 = right_of_matmul(grad_t8, gain, t7)  # gradient multiplier
    grad_cross = grad_t7.T  # gradient copier: transposed back
    grad_x = unbroadcast(grad_x_1, x)  # gradient copier, summed where x was broadcast
    grad_t6 = unbroadcast(grad_x_1, t6)  # gradient copier
    grad_gain = grad_gain + left_of_matmul(grad_t6, gain, innovation)  # gradient adder
    grad_innovation = right_of_matmul(grad_t6, gain, innovation)  # gradient multiplier
    grad_t5 = grad_gain.T  # gradient copier: transposed back
    t9 = adjoint_solution(grad_t5, S, t4)  # solve: the adjoint solution
    grad_S = -outer_products(t9, t5, S)  # solve: S @ t5 stays t4
    grad_t4 = unbroadcast(t9, t4)  # solve: S @ t5 stays t4
    del innovation, t5, gain, t6, x_1, t8, P_1, grad_t8  # not read again
    grad_cross = grad_cross + grad_t4.T  # gradient adder: cross forks; gradient copier
    grad_t3 = unbroadcast(grad_S, t3)  # gradient copier, summed where t3 was broadcast
    grad_R = unbroadcast(grad_S, R)  # gradient copier, summed where R was broadcast
    grad_cross = grad_cross + right_of_matmul(grad_t3, H, cross)  # gradient adder
    grad_P = grad_P + left_of_matmul(grad_cross, P, t2)  # gradient adder: P forks
    grad_z = unbroadcast(grad_innovation, z)  # gradient copier
    grad_t1 = -unbroadcast(grad_innovation, t1)  # gradient copier
    grad_x = grad_x + right_of_matmul(grad_t1, H, x)  # gradient adder: x forks

    return grad_x, grad_P, grad_z, grad_R
