import numpy as np
from jaxtyping import Float


def rosenbrock_backward(x: Float[np.ndarray, "N"], grad_out=1.0):
    """Gradient of `rosenbrock` by reverse mode.

    Returns grad_x.
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
    grad_t10 = np.full_like(t8, grad_out)  # gradient copier -> [N-1]
    grad_t6 = grad_t10  # gradient copier -> [N-1]
    grad_t9 = grad_t10  # gradient copier -> [N-1]
    grad_t8 = grad_t9 * 2 * t8  # power: local gradient 2 * t8 -> [N-1]
    grad_t7 = -grad_t8  # gradient copier: with the sign of - t7 -> [N-1]
    del t3, t8, grad_t8  # not read again
    grad_x = np.zeros_like(x)  # gradient adder: x is read in parts
    grad_x[:-1] += grad_t7  # gradient copier: back into place
    grad_t5 = grad_t6 * 100  # gradient multiplier -> [N-1]
    grad_t4 = grad_t5 * 2 * t4  # power: local gradient 2 * t4 -> [N-1]
    grad_t1 = grad_t4  # gradient copier -> [N-1]
    del t4, grad_t10, grad_t6, grad_t9, grad_t7, grad_t5  # not read again
    grad_t3 = -grad_t4  # gradient copier: with the sign of - t3 -> [N-1]
    grad_t2 = grad_t3 * 2 * t2  # power: local gradient 2 * t2 -> [N-1]
    grad_x[:-1] += grad_t2  # gradient adder: x forks; gradient copier, back into place
    grad_x[1:] += grad_t1  # gradient adder: x forks; gradient copier, back into place

    return grad_x
