import numpy as np
from jaxtyping import Float


def reconstruction_loss_backward(
    X: Float[np.ndarray, "N D"], W: Float[np.ndarray, "D K"], grad_out=1.0
):
    """Gradient of `reconstruction_loss` by reverse mode.

    Returns grad_W.
    """
    # forward
    t1 = X.mean(axis=0)  # [D]
    X_1 = X - t1  # [N, D]
    t2 = X_1 @ W  # [N, K]
    t3 = W.T  # [K, D]
    t4 = t2 @ t3  # [N, D]
    t5 = X_1 - t4  # [N, D]
    # t6 = t5**2 (value not needed)
    # out = np.sum(t6) (value not needed)

    # backward
    grad_t6 = np.full_like(t5, grad_out)  # gradient copier: spread over what was summed
    grad_t5 = grad_t6 * 2 * t5  # power: local gradient 2 * t5 -> [N, D]
    del t4, t5, grad_t6  # not read again
    grad_t4 = -grad_t5  # gradient copier: with the sign of - t4 -> [N, D]
    grad_t2 = grad_t4 @ t3.T  # gradient multiplier: [N, D] @ [D, K] -> [N, K]
    grad_t3 = t2.T @ grad_t4  # gradient multiplier: [K, N] @ [N, D] -> [K, D]
    grad_W = grad_t3.T  # gradient copier: transposed back -> [D, K]
    del t2, grad_t5, grad_t4  # not read again
    grad_W = grad_W + X_1.T @ grad_t2  # gradient adder: W forks; gradient multiplier

    return grad_W
