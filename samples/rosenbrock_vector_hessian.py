import numpy as np
from jaxtyping import Float


def rosenbrock_hessian(x: Float[np.ndarray, "N"]):
    """Hessian of `rosenbrock`, by forward mode over reverse mode.

    Returns hess_x_x.
    """
    # forward
    t1 = x[1:]  # [N-1]
    t2 = x[:-1]  # [N-1]
    t3 = t2**2  # [N-1]
    t4 = t1 - t3  # [N-1]
    # t5 = t4**2 (value not needed)
    # t6 = 100 * t5 (value not needed)
    t7 = x[:-1]  # [N-1]
    t8 = 1 - t7  # [N-1]
    # t9 = t8**2 (value not needed)
    # t10 = t6 + t9 (value not needed)
    # out = np.sum(t10) (value not needed)

    # backward
    grad_t10 = np.ones_like(t8)  # gradient copier: spread over what was summed -> [N-1]
    grad_t6 = grad_t10  # gradient copier -> [N-1]
    grad_t9 = grad_t10  # gradient copier -> [N-1]
    t11 = grad_t9 * 2  # [N-1]
    # grad_t8 = t11 * t8 (value not needed)
    # grad_t7 = -grad_t8 (value not needed)
    # grad_x = np.zeros_like(x) (value not needed)
    # grad_x[:-1] += grad_t7 (value not needed)
    grad_t5 = grad_t6 * 100  # gradient multiplier -> [N-1]
    t12 = grad_t5 * 2  # [N-1]
    grad_t4 = t12 * t4  # power: local gradient 2 * t4 -> [N-1]
    # grad_t1 = grad_t4 (value not needed)
    grad_t3 = -grad_t4  # gradient copier: with the sign of - t3 -> [N-1]
    t13 = grad_t3 * 2  # [N-1]
    # grad_t2 = t13 * t2 (value not needed)
    # grad_x[:-1] += grad_t2 (value not needed)
    # grad_x[1:] += grad_t1 (value not needed)

    # forward, for each element of x
    hess_x_x = np.zeros(x.shape + x.shape, x.dtype)  # how grad_x changes with x
    for i in range(x.shape[0]):
        dot_x = np.zeros_like(x)  # tangent: one at i, zero elsewhere
        dot_x[i] = 1.0
        dot_t1 = dot_x[1:]  # index: linear -> [N-1]
        dot_t2 = dot_x[:-1]  # index: linear -> [N-1]
        dot_t3 = dot_t2 * 2 * t2  # power: local gradient 2 * t2 -> [N-1]
        dot_t4 = dot_t1 - dot_t3  # tangent adder -> [N-1]
        dot_t7 = dot_x[:-1]  # index: linear -> [N-1]
        dot_t8 = -dot_t7  # tangent adder: with the sign of - t7 -> [N-1]
        dot_grad_t8 = t11 * dot_t8  # tangent multiplier -> [N-1]
        dot_grad_t7 = -dot_grad_t8  # tangent adder: with the sign turned -> [N-1]
        dot_grad_x = np.zeros_like(x)  # tangent adder: put together in parts
        dot_grad_x[:-1] += dot_grad_t7  # tangent adder: added in place
        dot_grad_t4 = t12 * dot_t4  # tangent multiplier -> [N-1]
        dot_grad_t1 = dot_grad_t4  # tangent copier
        dot_grad_t3 = -dot_grad_t4  # tangent adder: with the sign turned -> [N-1]
        dot_t13 = dot_grad_t3 * 2  # tangent multiplier -> [N-1]
        dot_grad_t2 = dot_t13 * t2 + t13 * dot_t2  # tangent multiplier: product rule
        dot_grad_x[:-1] += dot_grad_t2  # tangent adder: added in place
        dot_grad_x[1:] += dot_grad_t1  # tangent adder: added in place
        hess_x_x[..., i] = dot_grad_x  # column of x

    return hess_x_x
