import numpy as np
from jaxtyping import Float
from scipy.special import expit


def lstm_step_backward(
    x: Float[np.ndarray, "N D"],
    h: Float[np.ndarray, "N H"],
    c: Float[np.ndarray, "N H"],
    W: Float[np.ndarray, "4 D H"],
    U: Float[np.ndarray, "4 H H"],
    b: Float[np.ndarray, "4 1 H"],
    *,
    grad_h_1,
    grad_c_1
):
    """Gradient of `lstm_step` by reverse mode.

    Returns grad_h, grad_c, grad_W, grad_U, grad_b.
    """
    # forward
    t1 = x @ W  # [4, N, H]
    t2 = h @ U  # [4, N, H]
    t3 = t1 + t2  # [4, N, H]
    gates = t3 + b  # [4, N, H]
    forget = gates[0]  # [N, H]
    write = gates[1]  # [N, H]
    read = gates[2]  # [N, H]
    candidate = gates[3]  # [N, H]
    t4 = expit(forget)  # [N, H]
    t5 = t4 * c  # [N, H]
    t6 = expit(write)  # [N, H]
    t7 = np.tanh(candidate)  # [N, H]
    t8 = t6 * t7  # [N, H]
    c_1 = t5 + t8  # [N, H]
    t9 = expit(read)  # [N, H]
    t10 = np.tanh(c_1)  # [N, H]
    # h_1 = t9 * t10 (value not needed)

    # backward
    grad_h_1 = np.full_like(t10, grad_h_1)  # upstream gradient, in the shape of h_1
    grad_c_1 = np.full_like(c_1, grad_c_1)  # upstream gradient, in the shape of c_1
    grad_t9 = grad_h_1 * t10  # gradient multiplier -> [N, H]
    del t1, t2, t3  # not read again
    grad_t10 = grad_h_1 * t9  # gradient multiplier -> [N, H]
    grad_c_1 = grad_c_1 + grad_t10 * (1 - t10**2)  # gradient adder: c_1 forks; tanh
    grad_read = grad_t9 * (1 - t9) * t9  # sigmoid: local gradient (1 - t9) * t9
    grad_t5 = grad_c_1  # gradient copier -> [N, H]
    grad_t8 = grad_c_1  # gradient copier -> [N, H]
    grad_t6 = grad_t8 * t7  # gradient multiplier -> [N, H]
    grad_t7 = grad_t8 * t6  # gradient multiplier -> [N, H]
    grad_candidate = grad_t7 * (1 - t7**2)  # tanh: local gradient 1 - t7**2 -> [N, H]
    grad_write = grad_t6 * (1 - t6) * t6  # sigmoid: local gradient (1 - t6) * t6
    grad_t4 = grad_t5 * c  # gradient multiplier -> [N, H]
    grad_c = grad_t5 * t4  # gradient multiplier -> [N, H]
    grad_forget = grad_t4 * (1 - t4) * t4  # sigmoid: local gradient (1 - t4) * t4
    grad_gates = np.zeros_like(gates)  # gradient adder: gates is read in parts
    grad_gates[3] += grad_candidate  # gradient copier: back into place
    grad_gates[2] += grad_read  # gradient adder: gates forks; gradient copier
    grad_gates[1] += grad_write  # gradient adder: gates forks; gradient copier
    grad_gates[0] += grad_forget  # gradient adder: gates forks; gradient copier
    grad_t3 = grad_gates  # gradient copier -> [4, N, H]
    grad_b = grad_gates.sum(axis=1, keepdims=True)  # gradient copier, summed over N
    grad_t1 = grad_t3  # gradient copier -> [4, N, H]
    grad_t2 = grad_t3  # gradient copier -> [4, N, H]
    grad_h = np.sum(grad_t2 @ np.swapaxes(U, -1, -2), axis=0)  # gradient multiplier
    grad_U = h.T @ grad_t2  # gradient multiplier: [H, N] @ [4, N, H] -> [4, H, H]
    grad_W = x.T @ grad_t1  # gradient multiplier: [D, N] @ [4, N, H] -> [4, D, H]

    return grad_h, grad_c, grad_W, grad_U, grad_b
