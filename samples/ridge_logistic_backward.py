import numpy as np
from jaxtyping import Float


def objective_backward(
    w: Float[np.ndarray, "D"],
    b: float,
    X: Float[np.ndarray, "N D"],
    y: Float[np.ndarray, "N"],
    alpha: float,
    grad_out=1.0,
):
    """Gradient of `objective` by reverse mode.

    Returns out, (grad_w, grad_b).
    """
    # forward
    t1 = X @ w  # [N]
    t2 = t1 + b  # [N]
    margins = y * t2  # [N]
    t3 = -margins  # [N]
    t4 = np.logaddexp(0, t3)  # [N]
    data_loss = t4.mean()
    t5 = 0.5 * alpha
    t6 = np.dot(w, w)
    t7 = t5 * t6
    out = data_loss + t7

    # backward
    grad_data_loss = grad_out  # gradient copier
    grad_t7 = grad_out  # gradient copier
    grad_t6 = grad_t7 * t5  # gradient multiplier
    grad_w = grad_t6 * w  # gradient multiplier -> [D]
    del t1, t2, margins  # not read again
    grad_w = grad_w + grad_t6 * w  # gradient adder: w forks; gradient multiplier -> [D]
    grad_t4 = np.full_like(t4, grad_data_loss) / t4.size  # gradient copier -> [N]
    grad_t3 = grad_t4 * np.exp(t3 - np.where(t4 > -np.inf, t4, 0))  # logaddexp -> [N]
    grad_margins = -grad_t3  # gradient copier: with the sign turned -> [N]
    del t3, t4, grad_t4, grad_t3  # not read again
    grad_t2 = grad_margins * y  # gradient multiplier -> [N]
    grad_t1 = grad_t2  # gradient copier -> [N]
    grad_b = np.sum(grad_t2)  # gradient copier, summed over N: b was broadcast
    grad_w = grad_w + grad_t1 @ X  # gradient adder: w forks; gradient multiplier -> [D]

    return out, (grad_w, grad_b)
