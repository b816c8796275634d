import numpy as np
from jaxtyping import Float


def residual_energy_hvp(
    u: Float[np.ndarray, "N M"], f: Float[np.ndarray, "N M"], h: float, v_u
):
    """Hessian-vector product of `residual_energy`, by forward mode over reverse mode.

    Returns dot_grad_u.
    """
    # forward
    v_u = np.full_like(u, v_u)  # tangent, in the shape of u
    t1 = u[:-2, 1:-1]  # [N-2, M-2]
    dot_t1 = v_u[:-2, 1:-1]  # index: linear -> [N-2, M-2]
    t2 = u[2:, 1:-1]  # [N-2, M-2]
    dot_t2 = v_u[2:, 1:-1]  # index: linear -> [N-2, M-2]
    t3 = t1 + t2  # [N-2, M-2]
    dot_t3 = dot_t1 + dot_t2  # tangent adder -> [N-2, M-2]
    t4 = u[1:-1, :-2]  # [N-2, M-2]
    dot_t4 = v_u[1:-1, :-2]  # index: linear -> [N-2, M-2]
    t5 = t3 + t4  # [N-2, M-2]
    dot_t5 = dot_t3 + dot_t4  # tangent adder -> [N-2, M-2]
    t6 = u[1:-1, 2:]  # [N-2, M-2]
    dot_t6 = v_u[1:-1, 2:]  # index: linear -> [N-2, M-2]
    neighbours = t5 + t6  # [N-2, M-2]
    dot_neighbours = dot_t5 + dot_t6  # tangent adder -> [N-2, M-2]
    t7 = u[1:-1, 1:-1]  # [N-2, M-2]
    dot_t7 = v_u[1:-1, 1:-1]  # index: linear -> [N-2, M-2]
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
    # t14 = np.sum(t13) (value not needed)
    # out = 0.5 * t14 (value not needed)

    # backward
    grad_t14 = 0.5  # gradient multiplier
    grad_t13 = np.full_like(residual, grad_t14)  # gradient copier -> [N-2, M-2]
    t15 = grad_t13 * 2  # [N-2, M-2]
    # grad_residual = t15 * residual (value not needed)
    dot_grad_residual = t15 * dot_residual  # tangent multiplier -> [N-2, M-2]
    # grad_t11 = grad_residual (value not needed)
    dot_grad_t11 = dot_grad_residual  # tangent copier
    # grad_t9 = grad_t11 / t10 (value not needed)
    dot_grad_t9 = dot_grad_t11 / t10  # tangent divider -> [N-2, M-2]
    # grad_t8 = grad_t9 (value not needed)
    dot_grad_t8 = dot_grad_t9  # tangent copier
    # grad_neighbours = -grad_t9 (value not needed)
    dot_grad_neighbours = -dot_grad_t9  # tangent adder: with the sign turned
    # grad_t7 = grad_t8 * 4 (value not needed)
    dot_grad_t7 = dot_grad_t8 * 4  # tangent multiplier -> [N-2, M-2]
    # grad_u = np.zeros_like(u) (value not needed)
    # grad_u[1:-1, 1:-1] += grad_t7 (value not needed)
    dot_grad_u = np.zeros_like(u)  # tangent adder: put together in parts
    dot_grad_u[1:-1, 1:-1] += dot_grad_t7  # tangent adder: added in place
    # grad_t5 = grad_neighbours (value not needed)
    dot_grad_t5 = dot_grad_neighbours  # tangent copier
    # grad_t6 = grad_neighbours (value not needed)
    dot_grad_t6 = dot_grad_neighbours  # tangent copier
    # grad_u[1:-1, 2:] += grad_t6 (value not needed)
    dot_grad_u[1:-1, 2:] += dot_grad_t6  # tangent adder: added in place
    # grad_t3 = grad_t5 (value not needed)
    dot_grad_t3 = dot_grad_t5  # tangent copier
    # grad_t4 = grad_t5 (value not needed)
    dot_grad_t4 = dot_grad_t5  # tangent copier
    # grad_u[1:-1, :-2] += grad_t4 (value not needed)
    dot_grad_u[1:-1, :-2] += dot_grad_t4  # tangent adder: added in place
    # grad_t1 = grad_t3 (value not needed)
    dot_grad_t1 = dot_grad_t3  # tangent copier
    # grad_t2 = grad_t3 (value not needed)
    dot_grad_t2 = dot_grad_t3  # tangent copier
    # grad_u[2:, 1:-1] += grad_t2 (value not needed)
    dot_grad_u[2:, 1:-1] += dot_grad_t2  # tangent adder: added in place
    # grad_u[:-2, 1:-1] += grad_t1 (value not needed)
    dot_grad_u[:-2, 1:-1] += dot_grad_t1  # tangent adder: added in place

    return dot_grad_u
