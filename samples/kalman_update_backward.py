import numpy as np
from jaxtyping import Float


def update_backward(
    x: Float[np.ndarray, "D"],
    P: Float[np.ndarray, "D D"],
    z: Float[np.ndarray, "M"],
    H: Float[np.ndarray, "M D"],
    R: Float[np.ndarray, "M M"],
    *,
    grad_x_1,
    grad_P_1
):
    """Gradient of `update` by reverse mode.

    Returns grad_x, grad_P, grad_z, grad_R.
    """
    # forward
    t1 = H @ x  # [M]
    innovation = z - t1  # [M]
    t2 = H.T  # [D, M]
    cross = P @ t2  # covariance of state and measurement
    t3 = H @ cross  # [M, M]
    S = t3 + R  # [M, M]
    t4 = cross.T  # [M, D]
    t5 = np.linalg.solve(S, t4)  # [M, D]
    gain = t5.T  # [D, M]
    t6 = gain @ innovation  # [D]
    x_1 = x + t6  # [D]
    t7 = cross.T  # [M, D]
    t8 = gain @ t7  # [D, D]
    P_1 = P - t8  # [D, D]

    # backward
    grad_x_1 = np.full_like(x_1, grad_x_1)  # upstream gradient, in the shape of x_1
    grad_P_1 = np.full_like(P_1, grad_P_1)  # upstream gradient, in the shape of P_1
    grad_P = grad_P_1  # gradient copier -> [D, D]
    grad_t8 = -grad_P_1  # gradient copier: with the sign of - t8 -> [D, D]
    grad_gain = grad_t8 @ t7.T  # gradient multiplier: [D, D] @ [D, M] -> [D, M]
    del cross, t4, t7, t3, t8, P_1  # not read again
    grad_t7 = gain.T @ grad_t8  # gradient multiplier: [M, D] @ [D, D] -> [M, D]
    grad_cross = grad_t7.T  # gradient copier: transposed back -> [D, M]
    grad_x = grad_x_1  # gradient copier -> [D]
    grad_t6 = grad_x_1  # gradient copier -> [D]
    grad_gain = grad_gain + grad_t6[:, None] * innovation  # gradient adder: gain forks
    grad_innovation = grad_t6 @ gain  # gradient multiplier: [D] @ [D, M] -> [M]
    grad_t5 = grad_gain.T  # gradient copier: transposed back -> [M, D]
    t9 = np.linalg.solve(S.T, grad_t5)  # solve: the adjoint solution
    grad_S = -(t9 @ t5.T)  # solve: S @ t5 stays t4 -> [M, M]
    grad_t4 = t9  # solve: S @ t5 stays t4 -> [M, D]
    grad_cross = grad_cross + grad_t4.T  # gradient adder: cross forks; gradient copier
    grad_t3 = grad_S  # gradient copier -> [M, M]
    grad_R = grad_S  # gradient copier -> [M, M]
    grad_cross = grad_cross + H.T @ grad_t3  # gradient adder: cross forks
    grad_P = grad_P + grad_cross @ t2.T  # gradient adder: P forks; gradient multiplier
    grad_z = grad_innovation  # gradient copier -> [M]
    grad_t1 = -grad_innovation  # gradient copier: with the sign of - t1 -> [M]
    grad_x = grad_x + grad_t1 @ H  # gradient adder: x forks; gradient multiplier -> [D]

    return grad_x, grad_P, grad_z, grad_R
