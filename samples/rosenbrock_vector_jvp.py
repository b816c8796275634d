import numpy as np
from jaxtyping import Float


def rosenbrock_jvp(x: Float[np.ndarray, "N"], dot_x):
    """Jacobian-vector product of `rosenbrock` by forward mode.

    Returns dot_out.
    """
    dot_x = np.full_like(x, dot_x)  # tangent, in the shape of x
    t1 = x[1:]  # [N-1]
    dot_t1 = dot_x[1:]  # index: linear -> [N-1]
    t2 = x[:-1]  # [N-1]
    dot_t2 = dot_x[:-1]  # index: linear -> [N-1]
    t3 = t2**2  # [N-1]
    dot_t3 = dot_t2 * 2 * t2  # power: local gradient 2 * t2 -> [N-1]
    t4 = t1 - t3  # [N-1]
    dot_t4 = dot_t1 - dot_t3  # tangent adder -> [N-1]
    # t5 = t4**2 (value not needed)
    dot_t5 = dot_t4 * 2 * t4  # power: local gradient 2 * t4 -> [N-1]
    # t6 = 100 * t5 (value not needed)
    dot_t6 = 100 * dot_t5  # tangent multiplier -> [N-1]
    t7 = x[:-1]  # [N-1]
    dot_t7 = dot_x[:-1]  # index: linear -> [N-1]
    t8 = 1 - t7  # [N-1]
    dot_t8 = -dot_t7  # tangent adder: with the sign of - t7 -> [N-1]
    # t9 = t8**2 (value not needed)
    dot_t9 = dot_t8 * 2 * t8  # power: local gradient 2 * t8 -> [N-1]
    # t10 = t6 + t9 (value not needed)
    dot_t10 = dot_t6 + dot_t9  # tangent adder -> [N-1]
    # out = np.sum(t10) (value not needed)
    dot_out = np.sum(dot_t10)  # sum: linear

    return dot_out
