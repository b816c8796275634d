import numpy as np


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = np.shape(like)
    if np.shape(grad) == shape:
        return grad
    sizes = ((1,) * np.ndim(grad) + shape)[len(shape) :]
    stretched = tuple(i for i, size in enumerate(sizes) if size == 1)
    return np.sum(grad, axis=stretched).reshape(shape)


def residual_energy_backward(u, f, h, grad_out=1.0):
    """Gradient of `residual_energy` by reverse mode.

    Returns grad_u.
    """
    # forward
    t1 = u[:-2, 1:-1]
    t2 = u[2:, 1:-1]
    t3 = t1 + t2
    t4 = u[1:-1, :-2]
    t5 = t3 + t4
    t6 = u[1:-1, 2:]
    neighbours = t5 + t6
    t7 = u[1:-1, 1:-1]
    t8 = 4 * t7
    t9 = t8 - neighbours
    t10 = h**2
    t11 = t9 / t10
    t12 = f[1:-1, 1:-1]
    residual = t11 - t12
    # t13 = residual**2 (value not needed)
    # t14 = np.sum(t13) (value not needed)
    # out = 0.5 * t14 (value not needed)

    # backward
    grad_t14 = grad_out * 0.5  # gradient multiplier
    del t3, t5, neighbours, t8  # not read again
    grad_t13 = np.full_like(residual, grad_t14)  # gradient copier
    grad_residual = grad_t13 * 2 * residual  # power: local gradient 2 * residual
    grad_t11 = unbroadcast(grad_residual, t11)  # gradient copier
    grad_t9 = unbroadcast(grad_t11 / t10, t9)  # gradient divider
    grad_t8 = grad_t9  # gradient copier
    grad_neighbours = -grad_t9  # gradient copier: with the sign of - neighbours
    grad_t7 = grad_t8 * 4  # gradient multiplier
    del t9, t10, grad_residual, grad_t11, grad_t9, grad_t8, t11  # not read again
    del residual, grad_t13  # not read again
    grad_u = np.zeros_like(1.0 * u)  # gradient adder: u is read in parts
    grad_u[1:-1, 1:-1] += grad_t7  # gradient copier: back into place
    grad_t5 = grad_neighbours  # gradient copier
    grad_t6 = grad_neighbours  # gradient copier
    grad_u[1:-1, 2:] += grad_t6  # gradient adder: u forks; gradient copier
    grad_t3 = grad_t5  # gradient copier
    grad_t4 = grad_t5  # gradient copier
    grad_u[1:-1, :-2] += grad_t4  # gradient adder: u forks; gradient copier
    grad_t1 = grad_t3  # gradient copier
    grad_t2 = grad_t3  # gradient copier
    grad_u[2:, 1:-1] += grad_t2  # gradient adder: u forks; gradient copier
    grad_u[:-2, 1:-1] += grad_t1  # gradient adder: u forks; gradient copier

    return grad_u
