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
    del t1, t2  # not read again
    gates = t3 + b  # [4, N, H]
    forget = gates[0]  # [N, H]
    write = gates[1]  # [N, H]
    read = gates[2]  # [N, H]
    candidate = gates[3]  # [N, H]
    del t3  # not read again
    t4 = expit(forget)  # [N, H]
    del forget  # not read again
    t5 = t4 * c  # [N, H]
    t6 = expit(write)  # [N, H]
    del write  # not read again
    t7 = np.tanh(candidate)  # [N, H]
    del candidate  # not read again
    t8 = t6 * t7  # [N, H]
    c_1 = t5 + t8  # [N, H]
    del t5, t8  # not read again
    t9 = expit(read)  # [N, H]
    del read  # not read again
    t10 = np.tanh(c_1)  # [N, H]
    # h_1 = t9 * t10 (value not needed)

    # backward
    grad_h_1 = np.full_like(t10, grad_h_1)  # upstream gradient, in the shape of h_1
    grad_c_1 = np.full_like(c_1, grad_c_1)  # upstream gradient, in the shape of c_1
    del c_1  # not read again
    grad_t9 = grad_h_1 * t10  # gradient multiplier -> [N, H]
    grad_t10 = grad_h_1 * t9  # gradient multiplier -> [N, H]
    del grad_h_1  # not read again
    grad_c_1 = grad_c_1 + grad_t10 * (1 - t10**2)  # gradient adder; gradient copier
    del grad_t10, t10  # not read again
    grad_read = grad_t9 * (1 - t9) * t9  # sigmoid: local gradient (1 - t9) * t9
    del grad_t9, t9  # not read again
    grad_t6 = grad_c_1 * t7  # gradient multiplier -> [N, H]
    grad_t7 = grad_c_1 * t6  # gradient multiplier -> [N, H]
    grad_candidate = grad_t7 * (1 - t7**2)  # tanh: local gradient 1 - t7**2 -> [N, H]
    del grad_t7, t7  # not read again
    grad_write = grad_t6 * (1 - t6) * t6  # sigmoid: local gradient (1 - t6) * t6
    del grad_t6, t6  # not read again
    grad_t4 = grad_c_1 * c  # gradient multiplier -> [N, H]
    grad_c = grad_c_1 * t4  # gradient multiplier -> [N, H]
    del grad_c_1  # not read again
    grad_forget = grad_t4 * (1 - t4) * t4  # sigmoid: local gradient (1 - t4) * t4
    del grad_t4, t4  # not read again
    grad_gates = np.zeros_like(gates)  # gradient adder; gradient copier
    grad_gates[3] += grad_candidate  # gradient copier: back into place
    grad_gates[2] += grad_read  # gradient adder: gates forks; gradient copier
    grad_gates[1] += grad_write  # gradient adder: gates forks; gradient copier
    grad_gates[0] += grad_forget  # gradient adder: gates forks; gradient copier
    del gates, grad_candidate, grad_read, grad_write, grad_forget  # not read again
    grad_b = grad_gates.sum(axis=1, keepdims=True)  # gradient copier, summed over N
    grad_h = np.sum(grad_gates @ np.swapaxes(U, -1, -2), axis=0)  # gradient multiplier
    grad_U = h.T @ grad_gates  # gradient multiplier: [H, N] @ [4, N, H] -> [4, H, H]
    grad_W = x.T @ grad_gates  # gradient multiplier: [D, N] @ [4, N, H] -> [4, D, H]

    return grad_h, grad_c, grad_W, grad_U, grad_b
