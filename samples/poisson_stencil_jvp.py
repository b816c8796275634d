import numpy as np
from jaxtyping import Float


def residual_energy_jvp(
    u: Float[np.ndarray, "N M"], f: Float[np.ndarray, "N M"], h: float, dot_u
):
    """Jacobian-vector product of `residual_energy` by forward mode.

    Returns dot_out.
    """
    dot_u = np.full_like(u, dot_u)  # tangent, in the shape of u
    t1 = u[:-2, 1:-1]  # [N-2, M-2]
    dot_t1 = dot_u[:-2, 1:-1]  # index: linear -> [N-2, M-2]
    t2 = u[2:, 1:-1]  # [N-2, M-2]
    dot_t2 = dot_u[2:, 1:-1]  # index: linear -> [N-2, M-2]
    t3 = t1 + t2  # [N-2, M-2]
    dot_t3 = dot_t1 + dot_t2  # tangent adder -> [N-2, M-2]
    t4 = u[1:-1, :-2]  # [N-2, M-2]
    dot_t4 = dot_u[1:-1, :-2]  # index: linear -> [N-2, M-2]
    t5 = t3 + t4  # [N-2, M-2]
    dot_t5 = dot_t3 + dot_t4  # tangent adder -> [N-2, M-2]
    t6 = u[1:-1, 2:]  # [N-2, M-2]
    dot_t6 = dot_u[1:-1, 2:]  # index: linear -> [N-2, M-2]
    neighbours = t5 + t6  # [N-2, M-2]
    dot_neighbours = dot_t5 + dot_t6  # tangent adder -> [N-2, M-2]
    t7 = u[1:-1, 1:-1]  # [N-2, M-2]
    dot_t7 = dot_u[1:-1, 1:-1]  # index: linear -> [N-2, M-2]
    t8 = 4 * t7  # [N-2, M-2]
    dot_t8 = 4 * dot_t7  # tangent multiplier -> [N-2, M-2]
    t9 = t8 - neighbours  # [N-2, M-2]
    dot_t9 = dot_t8 - dot_neighbours  # tangent adder -> [N-2, M-2]
    t10 = h**2
    t11 = t9 / t10  # [N-2, M-2]
    dot_t11 = dot_t9 / t10  # tangent divider -> [N-2, M-2]
    t12 = f[1:-1, 1:-1]  # [N-2, M-2]
    residual = t11 - t12  # [N-2, M-2]
    dot_residual = dot_t11  # tangent adder -> [N-2, M-2]
    # t13 = residual**2 (value not needed)
    dot_t13 = dot_residual * 2 * residual  # power: local gradient 2 * residual
    # t14 = np.sum(t13) (value not needed)
    dot_t14 = np.sum(dot_t13)  # sum: linear
    # out = 0.5 * t14 (value not needed)
    dot_out = 0.5 * dot_t14  # tangent multiplier

    return dot_out
