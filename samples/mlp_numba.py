import numpy as np
from jaxtyping import Float, Int
from numba import njit


@njit(cache=True, error_model="numpy")
def filled_like(like, value):
    """An array in the shape of `like` that holds `value`, a number or an array."""
    out = np.empty_like(like)
    out[...] = value
    return out


@njit(cache=True, error_model="numpy")
def log_softmax(x):
    """The logarithm of the softmax of each row of `x`."""
    out = np.empty(x.shape)
    for place in np.ndindex(x.shape[:-1]):
        shifted = x[place] - np.max(x[place])
        out[place] = shifted - np.log(np.sum(np.exp(shifted)))
    return out


@njit(cache=True, error_model="numpy")
def loss_backward(
    X: Float[np.ndarray, "N D"],
    labels: Int[np.ndarray, "N"],
    W1: Float[np.ndarray, "D H"],
    b1: Float[np.ndarray, "H"],
    W2: Float[np.ndarray, "H C"],
    b2: Float[np.ndarray, "C"],
    grad_out=1.0,
):
    """Gradient of `loss` by reverse mode.

    Returns grad_W1, grad_b1, grad_W2, grad_b2.
    """
    # forward
    t1 = X @ W1  # [N, H]
    t2 = t1 + b1  # [N, H]
    hidden = np.maximum(0, t2)  # [N, H]
    t3 = hidden @ W2  # [N, C]
    scores = t3 + b2  # [N, C]
    log_probs = log_softmax(scores)  # [N, C]
    t4 = np.arange(len(labels))  # [N]
    t5 = log_probs[t4, labels]  # [N]
    # t6 = np.mean(t5) (value not needed)
    # out = -t6 (value not needed)

    # backward
    grad_t6 = -grad_out  # gradient copier: with the sign turned
    grad_t5 = filled_like(t5, grad_t6) / t4.size  # gradient copier -> [N]
    grad_log_probs = np.zeros_like(log_probs)  # gradient adder
    grad_log_probs[t4, labels] += grad_t5  # gradient copier: back into place
    t7 = np.sum(grad_log_probs, axis=1)[:, None]  # log_softmax: upstream summed
    grad_scores = grad_log_probs - np.exp(log_probs) * t7  # log_softmax -> [N, C]
    grad_t3 = grad_scores  # gradient copier -> [N, C]
    grad_b2 = np.sum(grad_scores, axis=0)  # gradient copier, summed over N -> [C]
    grad_hidden = grad_t3 @ W2.T  # gradient multiplier: [N, C] @ [C, H] -> [N, H]
    grad_W2 = hidden.T @ grad_t3  # gradient multiplier: [H, N] @ [N, C] -> [H, C]
    grad_t2 = np.where(t2 > 0, grad_hidden, 0.0)  # gradient router -> [N, H]
    grad_t1 = grad_t2  # gradient copier -> [N, H]
    grad_b1 = np.sum(grad_t2, axis=0)  # gradient copier, summed over N -> [H]
    grad_W1 = X.T @ grad_t1  # gradient multiplier: [D, N] @ [N, H] -> [D, H]

    return grad_W1, grad_b1, grad_W2, grad_b2
