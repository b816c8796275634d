import numpy as np
from jaxtyping import Float


def residual_energy_backward(
    u: Float[np.ndarray, "N M"], f: Float[np.ndarray, "N M"], h: float, grad_out=1.0
):
    """Gradient of `residual_energy` by reverse mode.

    Returns grad_u.
    """
    # forward
    t1 = u[:-2, 1:-1]  # [N-2, M-2]
    t2 = u[2:, 1:-1]  # [N-2, M-2]
    t3 = t1 + t2  # [N-2, M-2]
    t4 = u[1:-1, :-2]  # [N-2, M-2]
    t5 = t3 + t4  # [N-2, M-2]
    t6 = u[1:-1, 2:]  # [N-2, M-2]
    neighbours = t5 + t6  # [N-2, M-2]
    t7 = u[1:-1, 1:-1]  # [N-2, M-2]
    t8 = 4 * t7  # [N-2, M-2]
    del t3, t5  # not read again
    t9 = t8 - neighbours  # [N-2, M-2]
    t10 = h**2
    t11 = t9 / t10  # [N-2, M-2]
    del neighbours, t8, t9  # not read again
    t12 = f[1:-1, 1:-1]  # [N-2, M-2]
    residual = t11 - t12  # [N-2, M-2]
    # t13 = residual**2 (value not needed)
    # t14 = np.sum(t13) (value not needed)
    # out = 0.5 * t14 (value not needed)

    # backward
    grad_t14 = grad_out * 0.5  # gradient multiplier
    grad_t13 = np.full_like(residual, grad_t14)  # gradient copier -> [N-2, M-2]
    grad_residual = grad_t13 * 2 * residual  # power: local gradient 2 * residual
    grad_t11 = grad_residual  # gradient copier -> [N-2, M-2]
    del t11, residual, grad_t13  # not read again
    grad_t9 = grad_t11 / t10  # gradient divider: local gradient 1 / t10 -> [N-2, M-2]
    grad_t8 = grad_t9  # gradient copier -> [N-2, M-2]
    grad_neighbours = -grad_t9  # gradient copier: with the sign of - neighbours
    grad_t7 = grad_t8 * 4  # gradient multiplier -> [N-2, M-2]
    del grad_residual, grad_t11, grad_t9, grad_t8  # not read again
    grad_u = np.zeros_like(u)  # gradient adder: u is read in parts
    grad_u[1:-1, 1:-1] += grad_t7  # gradient copier: back into place
    grad_t5 = grad_neighbours  # gradient copier -> [N-2, M-2]
    grad_t6 = grad_neighbours  # gradient copier -> [N-2, M-2]
    grad_u[1:-1, 2:] += grad_t6  # gradient adder: u forks; gradient copier
    grad_t3 = grad_t5  # gradient copier -> [N-2, M-2]
    grad_t4 = grad_t5  # gradient copier -> [N-2, M-2]
    grad_u[1:-1, :-2] += grad_t4  # gradient adder: u forks; gradient copier
    grad_t1 = grad_t3  # gradient copier -> [N-2, M-2]
    grad_t2 = grad_t3  # gradient copier -> [N-2, M-2]
    grad_u[2:, 1:-1] += grad_t2  # gradient adder: u forks; gradient copier
    grad_u[:-2, 1:-1] += grad_t1  # gradient adder: u forks; gradient copier

    return grad_u
